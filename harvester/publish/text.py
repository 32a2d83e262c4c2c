"""Text from outside on its way into any format: one clean line, or clean prose. Pure.

What is removed can be read by nobody and breaks or deceives a format: control characters, lone halves of
characters, private and unassigned ones, and those that turn the direction of what follows.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

# A spreadsheet takes a cell for a formula by its first visible character; full-width twins count.
_FORMULA = frozenset("=+-@|%＝＋－＠｜％﹢﹣﹦﹪﹫−")
_OURS = "'"


def one_line(value: object) -> str:
    """A value as one line without what hides, breaks or turns."""
    text = "" if value is None else str(value)
    if not (text.isascii() and text.isprintable()):
        text = "".join(
            " " if char in _SPACES else char
            for char in text
            if char in _SPACES or unicodedata.category(char) not in _HIDDEN
        )
    return " ".join(text.split())


def prose(value: str) -> str:
    """The text of a page: its lines stay, everything else as in `one_line`."""
    text = _BREAKS.sub("\n", value)
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in _HIDDEN)


def cell(text: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula.

    A text that would begin a formula gets an apostrophe in front, and so does one that begins with an
    apostrophe of its own: taking one leading apostrophe off gives every text back (`uncell`).
    """
    first = next((char for char in text if not _is_blank(char)), "")
    return _OURS + text if first in _FORMULA or text.startswith(_OURS) else text


def uncell(text: str) -> str:
    """The text that `cell` was given."""
    return text.removeprefix(_OURS)


def _is_blank(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in _HIDDEN or char == "\u3164"
