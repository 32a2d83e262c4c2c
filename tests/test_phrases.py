"""Patterns that are tried only where a match can begin say what the plain ones say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.detect import document_words, words
from harvester.phrases import Phrases

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
    *(
        "publicacıon",
        "PUBLİSHED",
        "\u0663 mınute brıefıng",
        "\u0663 minute briefing",
        "Ŵythnos",
        "SCR – 2019",
    ),
    *("x", "next", "contact us", "1.2 MB", "(PDF)", "3 May 2019", "Action plan", "cylchlythyr", "foi"),
)
TEXTS = st.lists(st.sampled_from(SAID) | st.text(max_size=6), max_size=5).map(" ".join)


def test_most_patterns_need_something() -> None:
    assert sum(one.needs is not None for one in PATTERNS.values()) > len(PATTERNS) / 2


@settings(deadline=None)  # the first text has all of them compiled
@given(TEXTS)
def test_they_find_what_the_plain_pattern_finds(text: str) -> None:
    for name, one in PATTERNS.items():
        plain = re.compile(one.pattern, re.IGNORECASE)
        for way in ("search", "match", "fullmatch"):
            found, expected = getattr(one, way)(text), getattr(plain, way)(text)
            assert (found and found.span()) == (expected and expected.span()), (name, way)
        assert one.findall(text) == plain.findall(text), name
        assert one.sub("|", text) == plain.sub("|", text), name


def test_letters_that_are_the_same_as_others_are_known() -> None:
    # What small letters do not tell: a text with one of them is read by the plain pattern.
    every = "".join(map(chr, range(0x11000)))
    for letter in "abcdefghijklmnopqrstuvwxyz0123456789_- âêîôûŵŷ":
        same = re.findall(letter, every, re.IGNORECASE)
        assert {other for other in same if other.lower() != letter} <= set("İıſ"), letter


@pytest.mark.parametrize(
    "pattern", [r"\.{12,}|_{6,}|\bxx+", r"a{3}b|c{2,4}d", r"o{0,9}p|q{1}r", r"\b-{9,}x|y+"]
)
@pytest.mark.parametrize("times", range(1, 16))
def test_what_is_repeated(pattern: str, times: int) -> None:
    one, plain = Phrases(pattern), re.compile(pattern, re.IGNORECASE)
    for letter in "._xXacoqy-":
        for text in (letter * times, f"a {letter * times}", f"{letter * times}bdprx", f"_{letter * times}x."):
            found = one.search(text)
            assert (found and found.span()) == ((m := plain.search(text)) and m.span()), text
            assert [m.span() for m in one.finditer(text)] == [m.span() for m in plain.finditer(text)]


def test_a_full_stop_is_no_line_of_them() -> None:
    starts = Phrases(r"\.{12,}|_{6,}").starts
    assert starts is not None
    assert not starts.search("one. two _ three...")
    assert starts.search("." * 12)


@pytest.mark.parametrize(
    ("pattern", "starts"),
    [
        (r"\bfoo(?:bar|baz)?\b|\bfo+d", {"foo", "foobar", "foobaz", "fo"}),
        (r"(?<!no )(?:the )?[cg]at\s+x", {"cat", "gat", "the cat", "the gat"}),
        (r"\bcpr|cpr\d|cpre", {"cpr"}),
        (r"^one|t(?:wo|hree){2}|\+\d-", {"two", "three", *(f"+{n}-" for n in range(10))}),
    ],
)
def test_where_a_match_begins(pattern: str, starts: set[str]) -> None:
    one = Phrases(pattern)
    assert one.starts is not None
    for text in (*starts, "one", "at", "hree", "+x"):
        assert bool(one.starts.match(text)) == (text in starts), text
    assert one.first == pattern.startswith("^")


def test_what_begins_with_anything_is_ruled_out_by_its_pieces() -> None:
    one = Phrases(r"\w{0,3}scrs?|\w+ board\d* of|old")
    assert one.others == ((("scr",),), ((" board",), (" of",)))
    assert [found.span() for found in one.finditer("an old lscr of the board of, old")] == [
        (3, 6), (7, 11), (15, 27), (29, 32),
    ]  # fmt: skip
    assert [found.group() for found in one.finditer("Old boards and old")] == ["Old", "old"]


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"_{3,}b", ("___b",)),
        (r"(?:ab|\u2610)", ("\u2610", "ab")),
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
