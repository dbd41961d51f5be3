"""The JSON Schemas: written from the models, and never more generous than they are."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from rotative.manuscript import json_schema
from rotative.manuscript.conform import _fits, known_keys
from rotative.manuscript.schema import MODELS, adapter


@pytest.mark.parametrize("kind", MODELS)
def test_committed_schemas_are_those_of_the_models(kind: str) -> None:
    path = files("rotative") / "schemas" / f"{kind}.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json_schema(kind)


TELLING = """
2025-10-18 2025-13-01 fr A4 a4 100x200mm 1x1 60x1000 epub nbsp https://a.org https:// mailto:x
mailto:a@b.org 01000000 auto 1 07 4 80M 080 SRA3 320x450mm 1x450 saddle short left
""".split()  # noqa: SIM905 - values read better as words
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 2000),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.sampled_from([*TELLING, "fr-CA\n", "60 x 999", "2025-10-18\n", "https://a b"]),
)
KEYS = sorted({key for kind in MODELS for key in known_keys((), kind)} | {
    key for where, kind in [(("imprint",), "edition"), (("rubrics", 0), "edition"),
                            (("lead",), "edition"), (("headlines", 0), "edition"),
                            (("epub",), "publication"), (("print",), "publication"),
                            (("booklet",), "publication"),
                            (("limits", "import"), "publication")]
    for key in known_keys(where, kind)
} | {"width", "height", "zzz"})  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("kind", MODELS)
def test_what_the_fast_check_lets_pass_is_right(kind: str) -> None:
    schema, models = json_schema(kind), adapter(kind)

    @settings(max_examples=300, deadline=None)
    @given(VALUES | st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=3))
    def compare(value: Any) -> None:
        if _fits(value, schema, schema):
            try:
                models.validate_python(value)
            except ValidationError as error:
                pytest.fail(str(error))

    compare()


def test_the_fast_check_knows_every_keyword_the_schemas_use() -> None:
    right = {"title": "T", "date": "2025-10-18", "formats": ["epub"], "lead": {"standfirst": False}}
    schema = json_schema("edition")
    assert _fits(right, schema, schema)
