"""No cell of any table that leaves the house is a formula: each payload, in each place, in each export.

A spreadsheet takes a cell for a formula by its first character that is no blank; some take full-width twins,
some DDE, some an apostrophe of its own for a mark of text and swallow it.
"""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest

from harvester.publish.rows import csv_bytes
from harvester.publish.text import uncell
from tests.publish.samples import entry

FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "|calc",
    "%PATH%",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\uff1d1+1",
    "=cmd|' /C calc'!A0",
    "'=1+1",
    '=HYPERLINK("https://x.example","x")',
)


def is_formula(text: str) -> bool:
    """As the most willing of spreadsheets would take it: blanks and what nobody sees before, twins count."""
    for char in text:
        if char.isspace() or unicodedata.category(char) in ("Cc", "Cf", "Zs"):
            continue
        return unicodedata.normalize("NFKC", char)[0] in "=+-@|%"
    return False


def cells(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))


def test_the_test_knows_a_formula():
    assert all(is_formula(text) for text in FORMULAS if not text.startswith("'"))
    assert not is_formula("'=1+1")
    assert not is_formula("Report")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_table_of_any_words(text):
    rows = cells(b"".join(csv_bytes(("a", "b", "c"), [{"a": text, "b": [text], "c": f"x{text}"}])))
    assert not any(is_formula(cell) for row in rows for cell in row)
    assert uncell(rows[1][0]) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_an_export(text):
    from harvester.publish.formats import FORMATS

    words = dict.fromkeys(("title", "case_name", "board", "link_text"), text)
    one = entry(**words, authors=_json([text]), subjects=[text], numbers=[text])
    rows = cells(b"".join(FORMATS["csv"].write([one])))
    assert len(rows) == 2
    assert not any(is_formula(cell) for row in rows for cell in row)


def test_every_table_of_an_edition_and_an_export_of_the_house(house, ask):
    """All payloads at once, in every column that holds words from outside."""
    with house.harvest.catalogue.writing() as connection:
        for place, text in enumerate(FORMULAS):
            name = house.ids[place % 4]
            connection.execute(
                """INSERT INTO sighting (document_id, url, page_url, link_text, heading, page_title,
                    page_kind, page_heading, link, verdict, score, is_review_document, first_seen,
                    last_seen, first_run, last_run)
                SELECT document_id, url, page_url, ?, ?, page_title, page_kind, page_heading, link,
                    verdict, score, is_review_document, first_seen, last_seen, first_run, last_run
                FROM sighting WHERE document_id = ? LIMIT 1""",
                (text, text, name),
            )
        connection.execute("UPDATE source SET title = ?", (FORMULAS[0],))
        connection.execute("UPDATE review SET title = ?, case_name = ?", (FORMULAS[6], FORMULAS[11]))
    for place, text in enumerate(FORMULAS[:4]):
        house.decide(place, "title", text)
        house.decide(place, "board", FORMULAS[place + 4])
        house.decide(place, "case_name", FORMULAS[place + 8])
    code, folder = house.publish()
    assert code == 0
    looked = 0
    bodies = [path.read_bytes() for path in sorted((folder / "csv").glob("*.csv"))]
    for body in [*bodies, ask("export", "csv")[0]]:
        for row in cells(body):
            for cell in row:
                looked += 1
                assert not is_formula(cell), cell
    assert looked > 500
    words = "".join(body.decode() for body in bodies)
    assert all(f"'{text.strip()}" in words.replace('""', '"') for text in FORMULAS[:5]), (
        "they are in it, as text"
    )


def _json(value: object) -> str:
    import json

    return json.dumps(value)
