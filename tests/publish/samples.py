"""Documents for exports and publications, made up; some of them hostile."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from harvester.publish.entries import Entry, Place, entry_of

PLACES = {
    "northmoor": Place(title="Northmoor Safeguarding Partnership", areas=("Northmoor",)),
    "eastvale": Place(title="Eastvale Safeguarding Board", areas=("Eastvale", "Westvale")),
}
ROW = {
    "id": "d0123456789ab",
    "review_id": "r0123456789ab",
    "source": "northmoor",
    "source_title": "Northmoor Safeguarding Partnership",
    "source_kind": "partnership",
    "nation": "england",
    "title": "The Overview Report: Child K",
    "review_type": "scr",
    "role": "overview_report",
    "case_name": "Child K",
    "authors": '["Jane van der Doe", "Learning Associates Ltd"]',
    "board": "Northmoor Safeguarding Children Board",
    "published": "2016-09-28",
    "published_precision": "day",
    "completed": "2016-03",
    "language": "en",
    "media_type": "application/pdf",
    "pages": 64,
    "sha256": "ab" * 32,
    "url": "https://northmoor.example/files/child k_50%25.pdf?a=1&b={2}",
    "page_url": "https://northmoor.example/reviews",
    "link_text": "Child K overview report",
    "status": "accepted",
    "presence": "present",
    "fetch_outcome": "ok",
    "text_outcome": "ok",
    "duplicate_of": None,
    "replaces": None,
    "replaced_by": None,
    "first_seen": "2026-01-01T02:00:01Z",
    "last_seen": "2026-02-03T02:00:01Z",
    "publishers": ["northmoor"],
    "subjects": ["neglect", "professional curiosity"],
    "numbers": ["NC049469"],
    "incident_date": "2015-03",
}
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "\u00a0@SUM(1)",
    "\uff1d1+1",
    "+44 & <script>alert(1)</script>",
    "-2+3 \\input{/etc/passwd} {un}bal{anced $x_1^2$ 100% #1 ~",
    "'=quoted",
    "\x00\x07\x1b[31mred\x1b[0m\x9b",
    "\u202egnp.exe\u202c \u2066turned\u2069",
    "two\r\nER  - \r\nTY  - BOOK",
    '"]]></dc:title><x y="',
    "\ud800lone \udfff halves \ufffe\uffff",
    "x\u2028y\u2029z\x85end",
    "} , title={evil}, note={",
    '"; DROP TABLE documents; --',
    "Adroddiad Ŵyl Ŷ ÂÊÎÔÛ ☃ 𝒳 e\u0301",
)


def entry(**more: object) -> Entry:
    """One entry through the same door as those of the catalogue."""
    return entry_of({**ROW, **more}, PLACES)


def hostile_entries() -> list[Entry]:
    """Every hostile text in every field that holds words."""
    return [
        entry(
            id=f"d{number:012x}",
            title=text,
            case_name=text,
            authors=_json([text, "Jane Doe"]),
            board=text,
            link_text=text,
            subjects=[text],
            numbers=[text],
            url=f"https://northmoor.example/{text}" if number % 2 else "javascript:alert(1)",
        )
        for number, text in enumerate(HOSTILE)
    ]


def _json(value: object) -> str:
    import json

    return json.dumps(value)


# Any text at all, lone halves of characters too, and more often what formats trip over.
anything = st.one_of(
    st.text(max_size=60), st.sampled_from(HOSTILE), st.text("=+-@'\"\t\r\n,;{}\\&<> \u00a0", max_size=12)
)
rows = st.fixed_dictionaries(
    {
        "title": anything,
        "case_name": st.none() | anything,
        "authors": st.lists(anything, max_size=3).map(_json),
        "board": st.none() | anything,
        "link_text": st.none() | anything,
        "subjects": st.lists(anything, max_size=3),
        "numbers": st.lists(anything, max_size=2),
        "published": st.sampled_from([None, "2016", "2016-09", "2016-09-28"]),
        "completed": st.sampled_from([None, "2015-12"]),
        "pages": st.none() | st.integers(1, 5000),
        "url": st.none() | anything | anything.map("https://a.example/{}".format),
        "presence": st.sampled_from(["present", "withdrawn", "changed"]),
        "language": st.sampled_from([None, "en", "cy"]),
    }
)


def named(found: list[dict[str, object]]) -> list[Entry]:
    """Entries with ids of their own."""
    return [replace(entry(**row), id=f"d{number:012x}") for number, row in enumerate(found)]
