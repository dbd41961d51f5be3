"""Feeds become headline lists: every dialect, no twin, no tracker, the days the editor asks for."""
# ruff: noqa: E501 - samples stand as they are

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from rotative.gather.choosing import Window
from rotative.gather.twins import Register, canonical_url

from .conftest import Bring, Site, codes, notes, text

ITEM = """<item {about}><title>Le port rouvre &amp; respire</title>
<link>https://www.a.be/1/?utm_source=rss&amp;id=7#x</link>
<description>&lt;p&gt;La criée a &lt;b&gt;repris&lt;/b&gt; mardi.&lt;/p&gt;</description>{more}</item>"""
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
WHEN = "<pubDate>Tue, 06 Jan 2026 00:30:00 +0100</pubDate><category>Ports</category>"
FEEDS = {
    "rss 0.91": '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
    '"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel>'
    f"<title>Le Marin</title>{ITEM.format(about='', more=WHEN)}</channel></rss>",
    "rss 2.0": f'<rss version="2.0" {DC}><channel><title>Le Marin</title>'
    + ITEM.format(about="", more=f"{WHEN}<dc:creator>Anne Roux</dc:creator>")
    + "</channel></rss>",
    "rdf 1.0": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    f'xmlns="http://purl.org/rss/1.0/" {DC}><channel rdf:about="x"><title>Le Marin</title>'
    "</channel>"
    + ITEM.format(about='rdf:about="y"', more="<dc:date>2026-01-06T00:30:00+01:00</dc:date>")
    + "</rdf:RDF>",
    "atom": '<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Marin</title><entry>'
    '<title type="html">Le port rouvre &amp;amp; respire</title><id>tag:1</id>'
    '<link href="https://www.a.be/1/?utm_source=rss&amp;id=7#x"/>'
    "<summary type='html'>&lt;p&gt;La criée a repris mardi.&lt;/p&gt;</summary>"
    "<published>2026-01-06T00:30:00+01:00</published></entry></feed>",
    "json": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Le Marin",
            "items": [
                {
                    "id": "1",
                    "title": "Le port rouvre & respire",
                    "url": "https://www.a.be/1/?utm_source=rss&id=7#x",
                    "summary": "La criée a repris mardi.",
                    "date_published": "2026-01-06T00:30:00+01:00",
                }
            ],
        }
    ),
}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_every_dialect_gives_the_same_headline(bring: Bring, feed: str) -> None:
    Path("feed").write_text(feed, "utf-8")
    outcome = bring("feed", role="headlines")
    assert codes(outcome) == ["no-lead-yet"]
    lines = text("headlines.md").splitlines()
    assert lines[0] == "## Le port rouvre & respire"
    assert {"source: Le Marin", "date: 2026-01-06", "La criée a repris mardi."} <= set(lines)
    assert "url: https://www.a.be/1/?id=7#x" in lines


def feed(*items: str, title: str = "F") -> str:
    return f'<rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'


def item(title: str, link: str, day: int = 0, more: str = "") -> str:
    date = f"<pubDate>{day:02} Jan 2026 08:00:00 GMT</pubDate>" if day else ""
    return f"<item><title>{title}</title><link>{link}</link>{date}{more}</item>"


def test_twins_across_feeds_are_left_out_and_told(bring: Bring) -> None:
    Path("a.xml").write_text(feed(
        item("Le budget est voté à l'Assemblée", "https://www.a.be/x/?utm_medium=rss", 5),
        item("Bourse de Paris : clôture du 5 janvier", "https://a.be/y", 5),
    ))  # fmt: skip
    Path("b.xml").write_text(feed(
        item("Autre titre pour la même adresse", "http://a.be/x", 6),
        item("Le budget est voté à l’assemblée !", "https://b.be/z", 6),
        item("Bourse de Paris : clôture du 6 janvier", "https://b.be/y", 7),
    ))  # fmt: skip
    outcome = bring("a.xml", "b.xml", role="headlines")
    assert len(outcome.headlines) == 4
    assert outcome.headlines[0] == "Bourse de Paris : clôture du 6 janvier"
    assert notes(outcome).count("repeats") == 1


@pytest.mark.parametrize(
    ("window", "wanted"),
    [
        (Window(limit=1), ["Trois"]),
        (Window(since=dt.date(2026, 1, 4)), ["Trois", "Quatre", "Sans date"]),
        (Window(until=dt.date(2026, 1, 3)), ["Deux", "Sans date"]),
        (Window(2, dt.date(2026, 1, 1), dt.date(2026, 1, 4)), ["Deux", "Quatre"]),
    ],
)
def test_limits_and_days(bring: Bring, window: Window, wanted: list[str]) -> None:
    items: tuple[str, ...] = (item("Trois", "https://a.be/3", 5), item("Deux", "https://a.be/2", 3))
    items += (item("Quatre", "https://a.be/4", 4), item("Sans date", "https://a.be/5"))
    Path("a.xml").write_text(feed(*items))
    outcome = bring("a.xml", window=window, role="headlines")
    assert list(outcome.headlines) == wanted
    assert bring("a.xml", window=window, role="headlines").state == "unchanged"
    assert "dropped" in notes(outcome)


def test_a_category_finds_its_rubric_or_stays_a_note(bring: Bring) -> None:
    Path("publication.yaml").write_text(
        "title: P\nrubrics: [{id: eco, label: Économie, keywords: [bourse]}, {id: x, label: X}]\n"
    )
    tags = [
        f"<category>{name}</category>"
        for name in ("economie", "Bourse", "Football --&gt; &amp;lt;b&gt;")
    ]
    Path("a.xml").write_text(
        feed(*(item(f"Titre {n}", f"https://a.be/{n}", more=tag) for n, tag in enumerate(tags)))
    )
    bring("a.xml", role="headlines")
    said = text("headlines.md")
    assert said.count("rubric: Économie") == 2
    assert "<!-- Football" in said
    assert "--> " not in said.partition("Football")[2].partition("\n")[0].removesuffix("-->")


def test_the_first_entry_leads_with_its_whole_text(bring: Bring) -> None:
    content = "<description>Un résumé.</description>"
    whole = '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    whole += "&lt;p&gt;Un.&lt;/p&gt;&lt;h2&gt;Deux&lt;/h2&gt;&lt;p&gt;Trois.&lt;/p&gt;"
    whole += "&lt;p&gt;Lire la suite sur le site&lt;/p&gt;</content:encoded>"
    Path("a.xml").write_text(
        feed(
            item("Un", "https://a.be/1", more=content + whole),
            item("Deux", "https://a.be/2", more=content + whole),
        )
    )
    outcome = bring("a.xml")
    assert outcome.lead == "Un"
    assert text("lead.md").endswith("# Un\n\nUn résumé.\n\nUn.\n\n## Deux\n\nTrois.\n")
    assert text("headlines.md").endswith("\n\nUn résumé.\n")
    assert bring("a.xml").state == "unchanged"
    assert "by now" not in notes(bring("a.xml"))


def test_a_broken_feed_gives_what_can_be_read(bring: Bring) -> None:
    Path("a.xml").write_text(feed(item("Un &nbsp; <b>x", "https://a.be/1"))[:-30])
    outcome = bring("a.xml", role="headlines")
    assert codes(outcome) == ["feed-damaged", "no-lead-yet"]
    assert len(outcome.headlines) == 1


def test_a_feed_is_asked_only_for_what_changed(bring: Bring, site: Site) -> None:
    url = site.put("/rss", feed(item("Un", "/1")), ETag='"v1"', Content_Type="application/rss+xml")
    bring(url, role="headlines", allow_private=True)
    assert f"url: {site.address}/1" in text("headlines.md")
    assert bring(url, role="headlines", allow_private=True).state == "unchanged"
    assert [headers.get("if-none-match") for _, headers in site.asked] == [None, '"v1"']


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://www.a.be/x/", "https://a.be/x?utm_source=y&fbclid=1#z", True),
        ("https://a.be/x?id=1&p=2", "https://a.be/x?p=2&id=1", True),
        ("https://a.be/x?id=1", "https://a.be/x?id=2", False),
        ("https://a.be/index.html", "https://a.be", True),
        ("https://a.be:8080/", "https://a.be/", False),
    ],
)
def test_addresses_are_compared_by_what_they_mean(one: str, other: str, same: bool) -> None:
    assert (canonical_url(one) == canonical_url(other)) is same


def test_thousands_of_titles_are_compared_in_a_moment() -> None:
    register = Register()
    titles = [
        f"Le match de la journée numéro {n} entre {n * 7} et {n * 13} fans" for n in range(2000)
    ]
    register.expect(titles)
    for title in titles:
        assert not register.twin(title, "")
        register.add(title, "")
    assert register.twin("Match de la journée numéro 77, entre 539 et 1001 fans", "") == titles[77]
