"""Search over pages for the desk: any text is a query, every answer bounded, every document found once."""

from __future__ import annotations

import pytest

from harvester.catalogue import page_search
from harvester.catalogue.marking import MAX_TEXT, highlight, snippets, unmark
from harvester.catalogue.page_search import page_text, search_pages
from harvester.catalogue.queue_types import SearchFilters
from tests.makers.desk_words import rare_word

HOSTILE = [
    '"', "'", '""', '"unclosed', "AND", "NOT", "NEAR(", "a AND", "(", ")", "*", "^x", "col:umn", "{x y}",
    "-", "supervision OR", "text:supervision", "😀", "\0", "a\0b", "%", "_", "\\", ";--", '*"*', "x" * 10_000,
    "a " * 5000, '" ' * 5000, "supervision* " * 3000, "\ud800x", "«»", "\u202e", "\ue000\ue001", "a*", "*a",
    "the of and to in was were by a not some from it for on that", "rowid", "pages_fts", "\n\t", "0",
]  # fmt: skip


def ids(connection, words, filters=None, limit=20):
    found, after = [], None
    for _ in range(500):
        page = search_pages(connection, words, filters, after, limit)
        found += [hit.document_id for hit in page.hits]
        if page.next is None:
            return found
        after = page.next
    pytest.fail("the leafing has no end")


def by_hand(connection, word, **filters):
    """Documents with a page that holds a word, as it is written."""
    rows = connection.execute(
        """SELECT DISTINCT v.* FROM pages p JOIN documents v ON v.id = p.document_id
        WHERE instr(p.text, ?) > 0""",
        (word,),
    ).fetchall()
    return {row["id"] for row in rows if all(row[name] == value for name, value in filters.items())}


def published(connection, name):
    row = connection.execute("SELECT published FROM documents WHERE id = ?", (name,)).fetchone()
    return (row["published"] or "")[:4]


@pytest.fixture(params=["weighed", "newest first", "weighed, wide", "newest first, wide"])
def either_way(request, monkeypatch):
    """All ways of answering: few pages and very many, filters that let few documents through and many."""
    if "newest" in request.param:
        monkeypatch.setattr(page_search, "COUNTED", 3)
        monkeypatch.setattr(page_search, "_BUDGET", 11)
    if "wide" in request.param:
        monkeypatch.setattr(page_search, "_NARROW", 0)
    return request.param


@pytest.mark.parametrize("words", HOSTILE)
def test_any_text_is_a_query(queue, words, either_way):
    page = search_pages(queue, words)
    assert len(page.hits) <= 25
    for hit in page.hits:
        assert all(0 <= start < end <= len(hit.snippet) for start, end in hit.marks)
    assert search_pages(queue, "report", SearchFilters(source=words, nation=words)).hits == ()
    assert search_pages(queue, "report", after=words).hits
    assert page_text(queue, words, 1, words) is None


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_leafing_finds_every_document_once(queue, either_way, limit):
    found = ids(queue, "curiosity", limit=limit)
    assert set(found) == by_hand(queue, "curiosity")
    if either_way.startswith("weighed"):
        assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "filters",
    [
        {"nation": "wales"},
        {"source": "northmoor"},
        {"role": "response", "nation": "england"},
        {"status": "new"},
    ],
)
def test_filters_let_through_just_what_they_say(queue, either_way, filters):
    asked = SearchFilters(**filters)
    assert set(ids(queue, "curiosity", asked)) == by_hand(queue, "curiosity", **filters) != set()


def test_the_year_is_that_of_publication(queue, either_way):
    found = set(ids(queue, "curiosity", SearchFilters(year=2011)))
    assert (
        found == {name for name in by_hand(queue, "curiosity") if published(queue, name) == "2011"} != set()
    )


def test_a_rare_word_is_found_on_its_page_and_marked(queue, either_way):
    (hit,) = search_pages(queue, rare_word(60)).hits
    assert (hit.page, hit.more) == (2, ())
    assert [hit.snippet[start:end] for start, end in hit.marks] == [rare_word(60)]
    text = page_text(queue, hit.document_id, hit.page, rare_word(60))
    assert [text.text[start:end] for start, end in text.marks] == [rare_word(60)]


def test_forms_accents_phrases_and_beginnings_are_marked_as_they_are_found(queue):
    for words, marked in (
        ("professionals appointment", {"professional", "appointments"}),
        ('"professional curiosity"', {"professional curiosity"}),
        ("profess*", {"professional"}),
        ("CURIOSITY", {"curiosity"}),
    ):
        hit = search_pages(queue, words).hits[0]
        assert {hit.snippet[start:end] for start, end in hit.marks} == marked, words


def test_few_pages_are_weighed_and_very_many_are_not(queue, either_way):
    page = search_pages(queue, "curiosity")
    assert page.ranked == (either_way.startswith("weighed"))


def test_a_document_is_one_hit_with_all_its_pages(queue):
    for hit in search_pages(queue, "the", limit=50).hits:
        if hit.page is not None:
            pages = sorted([hit.page, *hit.more])
            held = queue.execute(
                "SELECT page FROM pages WHERE document_id = ? AND text LIKE '%the %' ORDER BY page",
                (hit.document_id,),
            )
            assert set(pages) >= {row[0] for row in held}
            assert len(pages) == len(set(pages))


def test_titles_come_first_with_the_words_marked(queue):
    source = queue.execute("SELECT source FROM documents WHERE case_name = 'Family Finch'").fetchone()[0]
    hits = search_pages(queue, f"{source} FINCH").hits
    assert hits[0].page is None, "no page has the name of the source"
    assert all(hit.source == source and "Family Finch" in hit.title for hit in hits)
    assert [hits[0].snippet[start:end] for start, end in hits[0].marks] == ["Finch"]


def test_the_price_of_an_answer_is_bounded(queue, monkeypatch):
    """However common the words: so many pages are looked up at most."""
    looked = []
    real = page_search._lookups

    def noting(connection, query, rows, allowed):
        looked.append(len(rows))
        return real(connection, query, rows, allowed)

    monkeypatch.setattr(page_search, "_lookups", noting)
    monkeypatch.setattr(page_search, "COUNTED", 3)
    monkeypatch.setattr(page_search, "_BUDGET", 40)
    search_pages(queue, "the")
    assert looked == [40]


# ------------------------------------------------------------ marking


def test_marks_are_places_in_the_text():
    text, marks = highlight("Naïve optimism; optimisms, and NAIVE.", '"naive" OR "optimism"')
    assert text == "Naïve optimism; optimisms, and NAIVE."
    assert [text[start:end] for start, end in marks] == ["Naïve", "optimism", "optimisms", "NAIVE"]


def test_a_very_long_page_is_shown_whole_and_marked_at_its_beginning():
    long = "supervision " + "word " * (MAX_TEXT // 4) + "supervision"
    text, marks = highlight(long, '"supervision"')
    assert text == long
    assert marks == ((0, 11),)


def test_a_text_without_the_words_is_shown_unmarked():
    assert snippets(["nothing here"], '"supervision"') == [("nothing here", ())]
    assert highlight("nothing here", '"supervision"') == ("nothing here", ())


def test_texts_that_hold_the_marks_themselves_do_no_harm():
    for text in ("\ue000supervision", "\ue001\ue001supervision\ue000", "\ue000" * 50):
        plain, marks = highlight(text, '"supervision"')
        assert len(plain) == len(text)
        assert all(start < end <= len(plain) for start, end in marks)
    assert unmark("") == ("", ())


def test_control_characters_of_a_page_stay_text():
    ((snippet, _),) = snippets(["a\0b supervision <script>alert(1)</script>"], '"supervision"')
    assert "<script>" in snippet, "escaping is the template's part"
