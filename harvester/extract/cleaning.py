"""Text from outside made plain: control characters, ligatures, spaced-out letters, properties."""

from __future__ import annotations

import re

from harvester.extract.limits import MAX_PROPERTY

_GLYPHS = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi",
    "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "›",  # bullets of symbol fonts
}  # fmt: skip
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_NOTHING = [*range(0x09), 0x0E, *range(0x0F, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)]
# Invisible: zero-width, direction marks and overrides, byte-order mark, interlinear, surrogates.
_INVISIBLE = [
    0x200B, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070),
    0xFEFF, 0xFFFC, *range(0xFFF9, 0xFFFC), *range(0xD800, 0xE000),
]  # fmt: skip
_TABLE: dict[int, str | None] = (
    dict.fromkeys((*_NOTHING, *_INVISIBLE))
    | {ord(space): " " for space in _SPACES}
    | {ord(glyph): letters for glyph, letters in _GLYPHS.items()}
    | {0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n", 0x09: " "}
)
_ODD = re.compile("[" + "".join(map(re.escape, map(chr, _TABLE))) + "]")
_ODD_IN_PRINT = tuple(char for char in map(chr, _TABLE) if char.isprintable())
# PDFium writes U+FFFE (by another call U+0002) for a hyphen at a line's end and swallows the line's end.
_HYPHEN = re.compile("[\x02\ufffe](\n?)")
_SOFT_AT_END = re.compile("\u00ad(?=\n|$)")
_BLANKS = re.compile(r"[ \u00ad]{2,}")
_EDGES = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")
_SPACED = re.compile(r"(?<![^\s|])(?:[^\W\d_] ){3,}[^\W\d_](?!\S)")
_SINGLES = re.compile(r" [^\W\d_] [^\W\d_]")  # is in whatever the pattern above matches, and found sooner
_PLACEHOLDERS = frozenset({"untitled", "anonymous", "unspecified", "(anonymous)", "(unspecified)"})
_CID = re.compile(r"\(cid:\d+\)")
_THREE_LETTERS = re.compile(r"(?:[^\W\d_][\W\d_]*){3}")


def clean_text(text: str) -> str:
    """Text without control and invisible characters, ligatures opened, runs of blanks as one.

    Line breaks stay, and so do hyphens at line ends.
    """
    # Each step is cheap to find needless, and on most pages it is: this runs on every page of a harvest.
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            text = text.replace("\r", "\n")
    if "\x02" in text or "\ufffe" in text:
        text = _HYPHEN.sub("-\n", text)
    if "\u00ad" in text:
        text = _SOFT_AT_END.sub("-", text)
    if _is_odd(text):
        text = text.translate(_TABLE)
    if "  " in text or "\u00ad" in text:
        text = _BLANKS.sub(" ", text).replace("\u00ad", "")
    if " \n" in text or "\n " in text:
        text = _EDGES.sub("\n", text)
    if "\n\n\n" in text:
        text = _EMPTY_LINES.sub("\n\n", text)
    return text.strip()


def _is_odd(text: str) -> bool:
    """Whether the table changes anything in it. Of what can be printed that is little, and soon found."""
    if text.replace("\n", "").isprintable():
        return not text.isascii() and any(char in text for char in _ODD_IN_PRINT)
    return _ODD.search(text) is not None


def clean_page(text: str) -> str:
    """As `clean_text`, with spaced-out words of each line closed up."""
    return close_up(clean_text(text))


def clean_line(text: str) -> str:
    """One line of text: as `clean_text`, on one line, with spaced-out words closed up."""
    if text.isascii() and text.isprintable():
        return close_up(" ".join(text.split()))  # nothing else in it could be cleaned
    return close_up(" ".join(clean_text(text).split()))


def close_up(text: str) -> str:
    """Join words set letter by letter: "1 | P a g e" becomes "1 | Page".

    A list of initials or cases ("Children A B C D") stays: its letters are in alphabetical order.
    """
    return _SPACED.sub(_join_letters, text) if _SINGLES.search(text) else text


def _join_letters(match: re.Match[str]) -> str:
    letters = match.group().split(" ")
    if sorted(letters) == letters and "".join(letters).isupper():
        return match.group()
    return "".join(letters)


def has_words(text: str) -> bool:
    """Whether a page's text is worth having: letters, and not only glyph numbers like `(cid:12)`."""
    plain = text[:20_000]
    if "(cid:" in plain:
        left = _CID.sub("", plain)
        if len(left) < len(plain) // 2:
            return False
        plain = left
    return _THREE_LETTERS.search(plain) is not None


def clean_properties(raw: dict[str, str]) -> dict[str, str]:
    """Properties as bounded display text; blank ones and programs' placeholders are left out."""
    cleaned = {name: clean_line(str(value)[: MAX_PROPERTY * 2])[:MAX_PROPERTY] for name, value in raw.items()}
    return {name: value for name, value in cleaned.items() if value and value.casefold() not in _PLACEHOLDERS}
