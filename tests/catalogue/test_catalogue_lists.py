"""Entries of national lists in the catalogue: each once, never lost, no value overwritten by a blank."""

from __future__ import annotations

from dataclasses import replace

from harvester.catalogue.lists import entries_of_document
from harvester.records import ListEntry

PAGE = "https://northmoor.example/list/2019"
ENTRY = ListEntry(
    source="northmoor",
    title="2019 – Norfolk – Child A",
    page_url=PAGE,
    publisher_text="Norfolk",
    publishers=("norfolk",),
    case_name="Child A",
    year=2019,
    published="2019",
    summary="Death of a boy.",
    subjects=("neglect",),
    url="https://northmoor.example/a.pdf",
)


def night(harvest, *entries: ListEntry) -> list[ListEntry]:
    harvest.start()
    harvest.catalogue.record_entries(harvest.run_id, entries, harvest.now())
    return harvest.catalogue.list_entries()


def columns(harvest, view: str) -> str:
    rows = harvest.catalogue.connection.execute(f"PRAGMA table_info({view})")
    return ", ".join(row["name"] for row in rows)


def test_the_views_have_the_columns_that_are_documented(harvest):
    assert columns(harvest, "list_entries") == (
        "id, source, title, publisher_text, anonymous, publishers, case_name, review_type, year, published, "
        "summary, subjects, number, page_url, url, more, document_id, review_id, first_seen, last_seen"
    )
    assert columns(harvest, "subjects") == "subject, entry_id, source, document_id, review_id"


def test_the_same_entry_on_another_night_or_page_is_one_entry(harvest):
    night(harvest, ENTRY)
    (kept,) = night(harvest, replace(ENTRY, page_url="https://northmoor.example/list/recent"))
    assert replace(kept, id=None, page_url=PAGE) == ENTRY
    row = harvest.catalogue.connection.execute("SELECT first_seen, last_seen FROM list_entries").fetchone()
    assert row["first_seen"] < row["last_seen"]


def test_a_blank_overwrites_nothing(harvest):
    night(harvest, ENTRY)
    (kept,) = night(
        harvest, ListEntry(source="northmoor", title=ENTRY.title, page_url=PAGE, anonymous=True, number="NC1")
    )
    assert replace(kept, id=None, number=None) == ENTRY
    assert kept.number == "NC1"


def test_two_children_under_one_title_are_two_entries(harvest):
    one = replace(
        ENTRY, title="2019 – Anonymous – Child A", publisher_text=None, publishers=(), anonymous=True
    )
    two = replace(one, summary="Injury of a girl.", url="https://northmoor.example/b.pdf")
    three = replace(one, summary="Neglect of twins.", url=None)
    assert len(night(harvest, one, two, three)) == 3
    assert len(night(harvest, three, two, one)) == 3
    assert len(night(harvest, one)) == 3


def test_the_lists_own_number_decides(harvest):
    one, two = replace(ENTRY, number="NC1", url=None), replace(ENTRY, number="NC2", url=None)
    assert len(night(harvest, one, two)) == 2
    reworded = replace(one, summary="Rewritten from the first word to the last.")
    found = {entry.number: entry.summary for entry in night(harvest, reworded)}
    assert found == {"NC1": reworded.summary, "NC2": ENTRY.summary}


def test_an_entry_that_is_dropped_stays(harvest):
    night(harvest, ENTRY)
    assert len(night(harvest)) == 1


RECORD = "https://northmoor.example/record/7"


def test_a_row_and_its_record_under_another_title_are_one_entry(harvest):
    row = replace(ENTRY, title="Child A", page_url=RECORD, publisher_text=None, publishers=())
    record = replace(ENTRY, title="Serious case review: Child A", page_url=RECORD)
    for first, second in ((row, record), (record, row)):
        night(harvest, first)
        (kept,) = night(harvest, second)
        assert (kept.publisher_text, kept.url) == ("Norfolk", ENTRY.url)
    titles = [e.title for e in night(harvest, record)]
    assert titles == ["Child A"]  # the first title stays, so that no night changes it again


def test_two_reviews_that_one_page_lists_alone_in_turn_are_two(harvest):
    night(harvest, replace(ENTRY, title="Child A"))
    other = replace(ENTRY, title="Child B", case_name="Child B", url="https://northmoor.example/b.pdf")
    assert len(night(harvest, other)) == 2


def test_further_papers_are_kept_and_a_page_without_them_takes_none_away(harvest):
    papers = ("https://northmoor.example/a-summary.pdf", "https://northmoor.example/a-plan.pdf")
    night(harvest, replace(ENTRY, more=papers))
    (kept,) = night(harvest, ENTRY)
    assert kept.more == papers


def test_an_entry_speaks_for_its_further_papers_too(harvest):
    report, summary, other = (f"https://northmoor.example/{name}.pdf" for name in ("a", "a-summary", "b"))
    harvest.start()
    for url in (report, summary, other):
        harvest.link(url)
        harvest.fetch(url, url)
    entry = replace(ENTRY, url=report, more=(summary,))
    harvest.catalogue.record_entries(harvest.run_id, [entry], harvest.now())
    rows = harvest.catalogue.connection.execute("SELECT url, document_id FROM address").fetchall()
    said = {
        row["url"]: [
            e.publisher_text
            for e in entries_of_document(harvest.catalogue.connection, "northmoor", row["document_id"])
        ]
        for row in rows
    }
    assert said == {report: ["Norfolk"], summary: ["Norfolk"], other: []}
