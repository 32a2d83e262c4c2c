"""Patterns that first look for what no match can do without say what the plain ones say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.detect import document_words, words
from harvester.detect.patterns import Phrases

PATTERNS = {
    name: one
    for module in (words, document_words)
    for name, one in vars(module).items()
    if isinstance(one, Phrases)
}
SAID = (
    *("Serious Case Review", "learning from reviews", "SCRs", "7 minute briefing", "Annual report 2019/20"),
    *("adolygiad ymarfer plant", "What is a review?", "ſeriouſ caſe review", "Kirklees \u212aey messages"),
    *(
        "______",
        "\u2610",
        "xxx",
        "section b:",
        "[insert name]",
        "............",
        "the review panel",
        "<insert",
    ),
    *("x", "next", "contact us", "1.2 MB", "(PDF)", "3 May 2019", "Action plan", "cylchlythyr", "foi"),
)
TEXTS = st.lists(st.sampled_from(SAID) | st.text(max_size=6), max_size=5).map(" ".join)


def test_most_patterns_need_something() -> None:
    assert sum(one.needs is not None for one in PATTERNS.values()) > len(PATTERNS) / 2


@given(TEXTS)
def test_they_find_what_the_plain_pattern_finds(text: str) -> None:
    for name, one in PATTERNS.items():
        plain = re.compile(one.pattern, re.IGNORECASE)
        for way in ("search", "match", "fullmatch"):
            found, expected = getattr(one, way)(text), getattr(plain, way)(text)
            assert (found and found.span()) == (expected and expected.span()), (name, way)


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"_{3,}b", ("___b",)),
        (r"(?:ab|\u2610)", ("ab",)),
        (r"x*ab?cd", ("cd",)),
        (r"a{2}|b{1,}c", ("aa", "bc")),
    ],
)
def test_what_is_needed(pattern: str, needs: tuple[str, ...]) -> None:
    assert Phrases(pattern).needs == needs


@pytest.mark.parametrize("pattern", [r"\d+", r"a|b", r"(?:one|t)?", r"(?!word)\w", r"(x+|yy)z?", ""])
def test_where_nothing_is_needed_nothing_is_ruled_out(pattern: str) -> None:
    one = Phrases(pattern)
    for text in ("", "7", "a", "b", "t", "word", "xz", "yy"):
        assert bool(one.search(text)) == bool(re.search(pattern, text, re.IGNORECASE))
