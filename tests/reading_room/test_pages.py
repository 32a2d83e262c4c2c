"""Every page answers, escapes what is from outside, and says what the edition says."""

from __future__ import annotations

import io
import json

import bibtexparser
import pymarc
import pytest
import rispy
from lxml import etree, html

from harvester.reading_room import questions
from tests.reading_room.conftest import HOSTILE, PAGES


@pytest.mark.parametrize("path", PAGES)
def test_each_page_answers_and_no_word_from_outside_is_markup(reader, made_edition, path):
    answer = reader.get(path.format(document=made_edition.ids[0]))
    assert answer.status_code == 200, answer.text
    root = html.fromstring(answer.text)
    assert root.get("lang") == "en-GB"
    assert len(root.findall(".//h1")) == 1
    assert [script.get("src", "").partition("?")[0] for script in root.iter("script")] == [
        "/static/reading-room.js"
    ]
    assert not root.xpath("//img | //*[@onerror or @onclick or @style] | //style")
    assert "49" not in root.findtext(".//h1", ""), "no template in a word is worked out"
    for link in root.iter("a"):
        assert not link.get("href", "").lower().lstrip().startswith(("javascript:", "data:", "//"))


def test_every_link_of_every_page_leads_somewhere(reader, made_edition):
    asked: set[str] = set()
    for page in reader.pages(made_edition.ids):
        root = html.fromstring(reader.get(page).text)
        for link in root.xpath("//a/@href | //link/@href | //form/@action"):
            if link.startswith(("/", "http://localhost/")):
                asked.add(link.removeprefix("http://localhost").partition("#")[0])
    assert len(asked) > 60
    wrong = {
        link: status for link in sorted(asked) if (status := reader.get(link).status_code) not in (200, 302)
    }
    assert not wrong


def test_the_beginning_counts_reviews_people_documents_and_reports_apart(reader):
    root = html.fromstring(reader.get("/").text)
    told = {div.findtext("dt"): div.findtext("dd").strip() for div in root.xpath("//dl[@class='counts']/div")}
    assert told == {"Reviews": "3", "People": "not said", "Documents": "6", "Reports": "6"}
    assert "edition" in root.xpath("string(//*[@id='edition-citation'])")


def test_a_record_is_told_with_its_review_its_evidence_and_how_to_cite_it(reader, made_edition):
    ids = made_edition.ids
    root = html.fromstring(reader.get(f"/documents/{ids[1]}").text)
    facts = dict(zip(root.xpath("//dl[@class='facts-list']/dt/text()"), root.xpath("//dl/dd"), strict=True))
    assert facts["Permanent name"].text_content() == ids[1]
    assert facts["Published"].text_content() == "not known"
    cited = root.xpath("string(//*[@id='as-text'])")
    assert ids[1] in cited
    assert "(no date) Overview report: Child A." in cited
    assert root.xpath(f"//a[@href='/documents/{ids[0]}']"), "the other document of the review"
    assert "decided by a librarian" in root.text_content()


def test_a_withdrawn_document_says_so_and_offers_no_file(reader, made_edition):
    gone, there = made_edition.ids[5], made_edition.ids[1]
    text = html.fromstring(reader.get(f"/documents/{gone}").text).text_content()
    assert "Withdrawn by its publisher; last seen" in text
    assert "Formerly at:" in text
    assert f"/downloads/files/{gone}" not in reader.get(f"/documents/{gone}").text
    assert f'href="/downloads/files/{there}.pdf"' in reader.get(f"/documents/{there}").text


def test_the_citation_formats_are_read_by_their_readers(reader, made_edition):
    name = made_edition.ids[0]

    def take(suffix: str) -> bytes:
        answer = reader.get(f"/documents/{name}.{suffix}")
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}.{suffix}"'
        return answer.content

    assert rispy.loads(take("ris").decode())[0]["accession_number"] == name
    assert [one.key for one in bibtexparser.parse_string(take("bib").decode()).entries] == [name]
    assert json.loads(take("csl.json"))[0]["id"] == name
    assert etree.fromstring(take("dc.xml"))[0].tag.endswith("}dc")
    assert pymarc.parse_xml_to_array(io.BytesIO(take("marc.xml")))[0]["001"].data == name
    assert reader.get(f"/documents/{name}.exe").status_code == 404


def test_search_finds_records_and_pages_and_marks_the_words(reader, made_edition):
    root = html.fromstring(reader.get("/search?q=supervision").text)
    assert {mark.text for mark in root.iter("mark")} == {"supervision"}
    found = set(root.xpath("//ol[@class='records']//a/@href"))
    assert found == {f"/documents/{made_edition.ids[number]}" for number in range(5)}, "5 has no text here"
    root = html.fromstring(reader.get('/search?q="report 3"').text)
    assert root.xpath("//ol[@class='records']//a/@href") == [f"/documents/{made_edition.ids[3]}"]
    assert "0 documents" in html.fromstring(reader.get("/search?q=overview&nation=wales").text).text_content()
    for words in ('"', "*", "NEAR(", "a OR", "\x00", "title:", "x" * 5000, "%22 AND", HOSTILE):
        assert reader.get("/search", params={"q": words}).status_code == 200


def test_a_search_that_takes_too_long_asks_for_another_word(reader, monkeypatch):
    monkeypatch.setattr(questions, "_SEARCH_SECONDS", -1)
    monkeypatch.setattr(questions, "_STEPS", 1)
    assert "Add a word" in reader.get("/search?q=supervision").text


def test_charts_and_map_say_the_same_as_the_tables(reader):
    rows = reader.get("/publication/reviews_by_kind.json?_shape=arrays").json()["rows"]
    root = html.fromstring(reader.get("/charts").text)
    table = root.xpath("//table[caption='Reviews by kind']//tr[td]")
    assert [int(row.xpath("string(td[@class='number'])")) for row in table] == [row[1] for row in rows]
    root = html.fromstring(reader.get("/map").text)
    squares = {link.get("href"): link.get("aria-label") for link in root.xpath("//*[local-name()='svg']//a")}
    assert squares["/bodies/northmoor"] == "Northmoor Safeguarding Partnership: 3 reviews here"
    assert len(root.xpath("//table//tr[td]")) == len(squares)


def test_a_table_is_narrowed_by_facets_and_words(reader):
    answer = reader.get("/publication/documents.json?_search=overview&_facet=role&_size=2").json()
    assert answer["filtered_table_rows_count"] == 6
    assert [(one["value"], one["count"]) for one in answer["facet_results"]["role"]["results"]]
    root = html.fromstring(reader.get("/publication/documents").text)
    assert root.xpath("//aside//h2/text()")[:1]
    assert root.xpath("//input[@name='_search']")


@pytest.mark.parametrize(
    "path", ["/documents/dnone", "/reviews/rnone", "/bodies/none", "/nowhere", "/downloads/none"]
)
def test_what_is_not_there_is_said_plainly(reader, path):
    answer = reader.get(path)
    assert answer.status_code == 404
    assert "Not found" in answer.text


def test_of_a_document_that_an_earlier_edition_had_it_is_said_that_it_is_gone(house):
    from tests.reading_room.conftest import Reader

    assert house.publish("--with-text")[0] == 0
    house.decide(1, "status", "rejected", at="2026-11-01T00:00:00Z")
    code, folder = house.publish("--with-text")
    assert code == 0
    later, name = Reader(folder), house.ids[1]
    for path in (f"/documents/{name}", f"/documents/{name}.ris", f"/documents/{name}.marc.xml"):
        answer = later.get(path)
        assert (answer.status_code, "no longer among" in answer.text) == (410, True), path
        assert "Report 1" not in answer.text
    assert later.get(f"/documents/{house.ids[0]}").status_code == 200
    assert later.get(f"/documents/{house.ids[4]}").status_code == 404  # it was in none
    assert later.get("/documents/d00000000000.bib").status_code == 404


def test_oai_names_the_address_that_was_asked_where_the_edition_states_none(reader):
    root = etree.fromstring(reader.get("/oai?verb=Identify").content)
    said = {one.text for one in root.iter("{*}baseURL", "{*}request")}
    assert said == {"http://localhost/oai"}


def test_an_edition_that_looks_back_says_so_and_is_not_harvested(made_edition):
    from tests.reading_room.conftest import Reader

    past = Reader(made_edition.out / "as-at-2026-02-01")
    assert "as at 2026-02-01" in past.get("/").text
    assert past.get("/feed.atom").status_code == past.get("/oai?verb=Identify").status_code == 404
    assert "feed.atom" not in past.get("/").text


def test_under_a_path_of_its_own_every_link_stays_under_it(made_edition):
    from harvester.reading_room.edition import open_edition
    from harvester.reading_room.serving import application
    from tests.reading_room.conftest import Reader

    here = Reader(made_edition.folder)
    here.datasette = application(open_edition(made_edition.folder), base="/reviews/")
    here.do(here.datasette.invoke_startup())
    for path in here.pages(made_edition.ids):
        answer = here.raw("/reviews" + path.partition("?")[0], query=path.partition("?")[2])
        assert answer.status == 200, path
        root = html.fromstring(answer.body)
        for link in root.xpath("//a/@href | //link/@href | //script/@src | //form/@action"):
            assert not link.startswith("/") or link.startswith("/reviews/"), (path, link)
