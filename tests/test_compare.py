"""What differs between two texts, page by page."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.compare import MAX_CHANGES, Comparison, Kind, compare
from harvester.page_pairs import pair_pages
from tests.makers.pdf import body_text

REPORT = [body_text(number) for number in range(1, 9)]


def words_of(comparison: Comparison, side: str, kind: Kind) -> list[str]:
    spans = (span for pair in comparison.pairs for span in getattr(pair, f"{side}_spans"))
    return [word for span in spans if span.kind is kind for word in span.text.split()]


def paged(words: Sequence[str], size: int) -> list[str]:
    return [" ".join(words[start : start + size]) for start in range(0, len(words), size)]


def test_the_same_text_differs_nowhere() -> None:
    told = compare(REPORT, REPORT)
    assert told.same_text
    assert told.likeness == 1
    assert told.changes == ()
    assert [(pair.old, pair.new, pair.changed) for pair in told.pairs] == [
        (number, number, False) for number in range(1, 9)
    ]


def test_one_date_changed_is_one_change_on_its_page() -> None:
    new = list(REPORT)
    new[3] = new[3].replace("The partnership accepted", "On 3 May 2016 the partnership accepted", 1)
    told = compare(REPORT, new)
    (change,) = told.changes
    assert (change.old_page, change.new_page) == (4, 4)
    assert (change.gone, change.new) == ("The", "On 3 May 2016 the")
    assert [pair.new for pair in told.pairs if pair.changed] == [4]
    assert not told.same_text


def test_line_and_page_breaks_are_no_change() -> None:
    words = " ".join(REPORT).split()
    told = compare(paged(words, 300), ["\n".join(page.split()) for page in paged(words, 411)])
    assert told.same_text


def test_typographic_quotes_and_dashes_are_no_change() -> None:
    assert compare(['the panel\'s view – "fair"'], ["the panel’s view - “fair”"]).same_text


def test_a_paragraph_put_in_is_the_only_change_though_every_page_break_moves() -> None:
    words = " ".join(REPORT).split()
    longer = [*words[:700], *(f"further{number}" for number in range(40)), *words[700:]]
    told = compare(paged(words, 300), paged(longer, 300))
    (change,) = told.changes
    assert change.gone == ""
    assert change.new.startswith("further0 further1")
    assert (told.words_gone, told.words_new) == (0, 40)


def test_a_page_put_in_and_a_page_taken_out_stand_alone() -> None:
    new = [
        *REPORT[:2],
        "A page of quite other words, and nobody else says them.",
        *REPORT[2:6],
        REPORT[7],
    ]
    told = compare(REPORT, new)
    assert [(pair.old, pair.new) for pair in told.pairs] == [
        (1, 1),
        (2, 2),
        (None, 3),
        (3, 4),
        (4, 5),
        (5, 6),
        (6, 7),
        (7, None),
        (8, 8),
    ]


def test_small_words_that_agree_by_chance_do_not_cut_a_replaced_sentence_up() -> None:
    told = compare(
        ["Before. The mother of the child spoke to the nurse in the ward. After the end."],
        ["Before. A father and his son went by the school in May of the year. After the end."],
    )
    assert len(told.changes) == 1


def test_pages_without_text_stand_side_by_side() -> None:
    told = compare(["", "", "words"], ["", "", "words"])
    assert [(pair.old, pair.new) for pair in told.pairs] == [(1, 1), (2, 2), (3, 3)]


@pytest.mark.parametrize(("old", "new"), [([], []), ([], ["a"]), (["a"], []), ([""], ["   \n"])])
def test_nothing_against_something(old: list[str], new: list[str]) -> None:
    told = compare(old, new)
    assert told.words_gone == sum(len(page.split()) for page in old)
    assert told.words_new == sum(len(page.split()) for page in new)


words = st.lists(
    st.sampled_from(["a", "b", "c", "panel", "report", "2016", "\u00ad", "‘x’", "\n", "\u2028"]), max_size=60
)
texts = st.lists(words.map(" ".join) | st.text(max_size=40), max_size=6)


@settings(max_examples=150, deadline=None)
@given(texts, texts)
def test_whatever_the_texts_nothing_of_them_is_lost(old: list[str], new: list[str]) -> None:
    told = compare(old, new)
    assert [pair.old for pair in told.pairs if pair.old] == list(range(1, len(old) + 1))
    assert [pair.new for pair in told.pairs if pair.new] == list(range(1, len(new) + 1))
    for pair in told.pairs:
        if pair.old:
            assert "".join(span.text for span in pair.old_spans) == old[pair.old - 1]
        if pair.new:
            assert "".join(span.text for span in pair.new_spans) == new[pair.new - 1]
    assert len(words_of(told, "old", Kind.GONE)) == told.words_gone
    assert len(words_of(told, "new", Kind.NEW)) == told.words_new
    assert not words_of(told, "old", Kind.NEW)
    assert len(words_of(told, "old", Kind.SAME)) == told.words_same == len(words_of(told, "new", Kind.SAME))


def long_texts() -> dict[str, tuple[list[str], list[str]]]:
    chance = random.Random(5)
    lexicon = [f"word{number}" for number in range(6_000)] + ["the", "of", "and", "to"] * 500
    words = [chance.choice(lexicon) for _ in range(200_000)]
    others = [chance.choice(lexicon) for _ in range(200_000)]
    few = [chance.choice("abc") for _ in range(200_000)]
    mixed = [word if chance.random() < 0.6 else "changed" for word in words]
    return {
        "the same": (paged(words, 400), paged(words, 400)),
        "a part put in": (paged(words, 400), paged([*words[:99_999], *others[:777], *words[99_999:]], 400)),
        "four in ten changed": (paged(words, 400), paged(mixed, 400)),
        "nothing in common": (paged(words, 400), paged(others, 400)),
        "three words only": (paged(few, 400), paged(few[::-1], 400)),
        "one word only": (["x " * 400] * 500, ["x " * 399] * 500),
        "no blanks": (["x" * 2_000_000] * 3, ["y" * 2_000_000] * 3),
        "backwards": (paged(words, 400), paged(words[::-1], 400)),
    }


@pytest.mark.parametrize("kind", long_texts())
def test_five_hundred_pages_take_seconds_whatever_they_hold(kind: str) -> None:
    old, new = long_texts()[kind]
    started = time.process_time()
    told = compare(old, new)
    assert time.process_time() - started < 8  # about one on an idle machine
    assert len(told.changes) <= MAX_CHANGES


def test_longer_texts_are_cut_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.compare.MAX_WORDS", 10)
    told = compare(REPORT, REPORT)
    assert told.cut
    assert not told.same_text


def test_pages_are_paired_by_what_they_share_the_most() -> None:
    shared = {(0, 0): 300, (0, 1): 20, (1, 1): 280, (1, 2): 10, (2, 0): 500}
    assert pair_pages(3, 3, shared) == [(0, 0), (1, 1), (2, 2)]
    assert pair_pages(3, 3, shared | {(2, 0): 900}) == [(0, None), (1, None), (2, 0), (None, 1), (None, 2)]
