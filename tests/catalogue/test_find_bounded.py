"""`find` in bounded time: however few pages are looked at, nothing that is rare gets lost."""

from __future__ import annotations

import pytest

from harvester.catalogue import Filters, page_rows, searching
from harvester.catalogue.searching import search
from tests.makers.desk_words import rare_word


@pytest.fixture(params=["weighed", "newest, few", "newest, wide"])
def either_way(request, monkeypatch):
    """All ways of answering: few pages and very many, filters that let few documents through and many."""
    if "newest" in request.param:
        monkeypatch.setattr(page_rows, "WEIGHED", 3)
        monkeypatch.setattr(page_rows, "BY_TEXT", 2)
        monkeypatch.setattr(page_rows, "WINDOW", 5)
        monkeypatch.setattr(searching, "_TITLES", 4)
    if "wide" in request.param:
        monkeypatch.setattr(searching, "FEW", 0)
    return request.param


def ids(connection, words, **filters):
    return [hit.document_id for hit in search(connection, words, Filters(**{"limit": 1000, **filters}))]


def by_hand(connection, word, **filters):
    """Documents with a page that holds a word, as it is written."""
    rows = connection.execute(
        """SELECT DISTINCT v.* FROM pages p JOIN documents v ON v.id = p.document_id
        WHERE instr(lower(p.text), ?) > 0""",
        (word,),
    ).fetchall()
    return {row["id"] for row in rows if all(row[name] == value for name, value in filters.items())}


@pytest.mark.parametrize("word", ["curiosity", "supervision", "the", rare_word(7), rare_word(44)])
def test_every_document_is_found_once(queue, either_way, word):
    found = ids(queue, word)
    assert len(found) == len(set(found))
    assert set(found) >= by_hand(queue, word) > set()


@pytest.mark.parametrize(
    "filters",
    [{"review_type": "scr"}, {"role": "briefing"}, {"review_type": "cspr", "role": "overview_report"}],
)
def test_what_few_documents_have_is_not_hidden_by_what_many_have(queue, either_way, filters):
    assert set(ids(queue, "curiosity", **filters)) == by_hand(queue, "curiosity", **filters)
    some = by_hand(queue, "curiosity", **filters)
    assert set(ids(queue, "curiosity", limit=2, **filters)) <= some
    assert len(ids(queue, "curiosity", limit=2, **filters)) == min(2, len(some))


def test_the_year_and_the_source_narrow_too(queue, either_way):
    row = queue.execute("SELECT source, published, id FROM documents WHERE published IS NOT NULL").fetchone()
    year = int(row["published"][:4])
    found = ids(queue, "the", source=row["source"], year=year)
    assert row["id"] in found
    for name in found:
        held = queue.execute(
            "SELECT source, published, completed FROM documents WHERE id = ?", (name,)
        ).fetchone()
        assert held["source"] == row["source"]
        assert (held["published"] or held["completed"]).startswith(str(year))


def test_the_same_question_has_the_same_answer(queue, either_way):
    for words in ("the", "curiosity", "cur*", '"voice of the child"', "superv*"):
        assert search(queue, words) == search(queue, words)


def test_a_rare_word_beside_a_common_one(queue, either_way):
    assert ids(queue, f"the {rare_word(44)}") == ids(queue, rare_word(44)) != []


def test_a_document_is_found_by_author_and_link(queue):
    row = queue.execute("SELECT id, link_text FROM documents WHERE link_text <> ''").fetchone()
    assert row["id"] in ids(queue, row["link_text"])
    author = queue.execute("SELECT v.id, j.value FROM documents v, json_each(v.authors) j LIMIT 1").fetchone()
    if author:
        assert author["id"] in ids(queue, author["value"])


def test_what_documents_are_called_is_kept_true(queue):
    """The index says what the view says, after everything that the made catalogue went through."""
    told = queue.execute(
        """SELECT v.id, v.title || char(10) || COALESCE(v.case_name, '') || char(10) || COALESCE(v.board, '')
            || char(10) || COALESCE(v.link_text, '') || char(10) || v.authors FROM documents v"""
    ).fetchall()
    held = queue.execute("SELECT document_id, words FROM find_words").fetchall()
    assert {tuple(row) for row in held} == {tuple(row) for row in told}
    queue.execute("SELECT count(*) FROM find_fts WHERE find_fts MATCH 'child'")


@pytest.mark.parametrize("words", ["curio*", '"professional curiosity"'])
def test_beginnings_and_phrases_lose_nothing_either(queue, either_way, words):
    held = by_hand(queue, words.strip('"*'), review_type="scr")
    assert set(ids(queue, words, review_type="scr")) == held > set()


def test_a_phrase_on_more_pages_than_are_looked_at_first_loses_nothing(queue, either_way):
    found = ids(queue, '"professional curiosity"')
    assert set(found) >= by_hand(queue, "professional curiosity") > set()
    assert len(found) == len(set(found))
