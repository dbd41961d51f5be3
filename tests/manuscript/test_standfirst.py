"""The standfirst: the first sentence moved out, or none."""

from __future__ import annotations

import pytest

from rotative.manuscript.standfirst import take
from rotative.model import Markup

REST = "Puis viennent encore huit mots pour remplir la suite du texte."
FIRST = "Le maire de la ville a parlé hier soir"


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        (f"{FIRST}. {REST}", f"{FIRST}."),
        (f"{FIRST}… {REST}", f"{FIRST}…"),
        (f"« {FIRST} ! » {REST}", f"« {FIRST} ! »"),
        (f"{FIRST} avec M. Dupont et J.-P. Martin au no. 5. {REST}",
         f"{FIRST} avec M. Dupont et J.-P. Martin au no. 5."),
        (f"<em>{FIRST}.</em> {REST}", ""),
        (f"<em>{FIRST}. Encore</em> un peu. {REST}", f"<em>{FIRST}. Encore</em> un peu."),
        (f"Le <em>maire</em> de la ville a parlé hier. <strong>{REST}</strong>",
         "Le <em>maire</em> de la ville a parlé hier."),
        (f'Voir <abbr title="a. B">la ville</abbr> et le maire hier soir. {REST}',
         'Voir <abbr title="a. B">la ville</abbr> et le maire hier soir.'),
        (f"Trop court. {REST}", ""),
        (f"{FIRST}. Trop peu.", ""),
        (f"{'mot ' * 80}fin. {REST}", ""),
        (f"{FIRST} à 3.5 millions. {REST}", f"{FIRST} à 3.5 millions."),
        (f"{FIRST} sans point", ""),
    ],
)  # fmt: skip
def test_first_sentence(paragraph: str, expected: str) -> None:
    body = Markup(f"<p>{paragraph}</p>\n<p>Après.</p>")
    standfirst, rest = take(body)
    assert standfirst.xhtml == expected
    assert f"{standfirst.text} {rest.text}".split() == body.text.split()
    assert rest.xhtml.startswith("<p>")


def test_only_from_a_first_paragraph() -> None:
    body = Markup(f"<h2>Un</h2><p>{FIRST}. {REST}</p>")
    assert take(body) == (Markup(""), body)
