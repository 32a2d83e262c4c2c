from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.extract.cleaning import clean_line, clean_properties, clean_text, close_up, has_words


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\x00b\x07c", "abc"),
        ("ﬁnal oﬃcer", "final officer"),
        ("Child\u00a0Q\u200b", "Child Q"),
        ("\u202eabc\u202c", "abc"),
        ("co\u00adoperate", "cooperate"),
        ("safe\u00ad\nguarding", "safe-\nguarding"),
        ("safe\x02\nguarding", "safe-\nguarding"),
        ("safe\ufffeguarding", "safe-\nguarding"),
        ("a  \r\n\r\n\r\n\r\n  b", "a\n\nb"),
    ],
)
def test_text_is_made_plain(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("raw", "closed"),
    [
        ("1 | P a g e", "1 | Page"),
        ("S E R I O U S", "SERIOUS"),
        ("Children A B C D", "Children A B C D"),
        ("J P Smith", "J P Smith"),
        ("a b", "a b"),
    ],
)
def test_words_set_letter_by_letter_are_closed_up(raw: str, closed: str) -> None:
    assert close_up(raw) == closed


def test_glyph_numbers_and_specks_are_no_words() -> None:
    assert not has_words("(cid:12)(cid:13)(cid:14) of")
    assert not has_words(". ~ 1 -")
    assert has_words("Page (cid:3) one")


def test_properties_are_bounded_and_placeholders_left_out() -> None:
    cleaned = clean_properties({"title": "a\nb" * 9_000, "author": "(anonymous)", "subject": " \0 "})
    assert set(cleaned) == {"title"}
    assert len(cleaned["title"]) <= 1_000
    assert "\n" not in cleaned["title"]


@given(st.text())
def test_cleaning_is_stable_and_leaves_no_control_characters(raw: str) -> None:
    clean = clean_text(raw)
    assert clean_text(clean) == clean
    assert not any(ord(char) < 32 and char != "\n" for char in clean)
    assert "\n" not in clean_line(raw)
