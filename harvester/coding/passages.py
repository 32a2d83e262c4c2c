"""Pages taken apart into headings and sentences; tables of contents are left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.coding.values import Passage
from harvester.coding.words import bits_of
from harvester.normalise.lexicon import straight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_PAGES = 250
MAX_PAGE = 20_000  # characters of one page
MAX_SENTENCE = 700  # longer ones are tables or lists without stops
OPENING = 60  # sentences

_CONTENTS_LINE = re.compile(r"(?:\.{4,}|…|_{4,}|\s)\s*\d{1,3}\s*$")
_CONTENTS = re.compile(r"^\s*(?:table of\s+)?contents\b", re.IGNORECASE | re.MULTILINE)
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[A-Z]\.|[ivx]{1,4}\.)\s+\S")
_LABELLED = re.compile(
    r"^\s*(?:key\s+)?(?:finding|theme|lesson|learning(?:\s+point|\s+theme)?|"
    r"recommendation|practice episode)s?"
    r"\s*\d{0,2}[:.\s\-]",
    re.IGNORECASE,
)
_OPEN_END = re.compile(
    r"(?:[,;:\-(]|\b(?:and|or|of|the|a|an|to|in|on|at|by|for|with|was|were|is|that|his|"
    r"her))$"
)
_LONGEST_OPEN = 5  # characters of a line that `_OPEN_END` looks at, and the one before them
_STOP = re.compile(
    r"[.!?](?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bNo\.)(?<!e\.g\.)(?<!i\.e\.)(?<!\bc\.)"
    r"(?P<gap>[\"')\]]{0,2}\s+)(?=[\"'(]?[A-Z0-9])"
)
_ONLY_LABEL = re.compile(
    r"(?:(?:key\s+)?(?:finding|theme|lesson|learning(?:\s+point)?|"
    r"recommendation)s?\s*)?\d{0,2}(?:\.\d{1,2}){0,2}\.$",
    re.IGNORECASE,
)
_FULL_WIDTH = 0.62  # of the longest line: a line shorter than this did not have to end


def passages(pages: Sequence[str]) -> list[Passage]:
    """The headings and sentences of a document, in order."""
    found: list[Passage] = []
    heading = ""
    for number, text in enumerate(pages[:MAX_PAGES], start=1):
        for piece, is_heading in _pieces(straight(text[:MAX_PAGE])):
            opening = len(found) < OPENING
            if is_heading:
                heading = piece
                found.append(Passage(number, piece, heading, True, opening, bits_of(piece)))
                continue
            for sentence in _sentences(piece):
                opening = len(found) < OPENING
                found.append(Passage(number, sentence, heading, False, opening, bits_of(sentence)))
    return found


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Paragraphs and headings of one page."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    if _is_contents(text, lines):
        return
    width = max((len(line) for line in lines), default=0)
    held: list[str] = []
    for index, line in enumerate(lines):
        following = next((after for after in lines[index + 1 : index + 3] if after), "")
        if not line:
            if held and not (following[:1].islower() and _open_end(held[-1])):
                yield " ".join(held), False
                held = []
            continue
        starts = not held or _ends(held[-1])
        if starts and _is_heading(line, following, width):
            if held:
                yield " ".join(held), False
                held = []
            yield line, True
            continue
        held.append(line)
    if held:
        yield " ".join(held), False


def _is_contents(text: str, lines: Sequence[str]) -> bool:
    entries = sum(
        line[-1:].isdecimal() and len(line) < 140 and bool(_CONTENTS_LINE.search(line)) for line in lines
    )
    return entries >= 6 or (entries >= 2 and bool(_CONTENTS.search(text)))


def _is_heading(line: str, following: str, width: int) -> bool:
    if len(line) > 110 or following[:1].islower() or _ends(line) or _open_end(line):
        return False
    if _NUMBERED.match(line) or _LABELLED.match(line):
        return len(line) <= 110 and not (len(line) > _FULL_WIDTH * width and following and width > 60)
    return len(line) <= 80 and len(line) < _FULL_WIDTH * width and line[:1].isupper()


def _ends(line: str) -> bool:
    """Whether a sentence ends with the line."""
    return line.rstrip("\"')]").endswith((".", "!", "?"))


def _open_end(line: str) -> bool:
    """Whether a line ends within a sentence."""
    return _OPEN_END.search(line, max(0, len(line) - _LONGEST_OPEN)) is not None


def _split(paragraph: str) -> Iterator[str]:
    at = 0
    for stop in _STOP.finditer(paragraph):
        yield paragraph[at : stop.start("gap")]
        at = stop.end()
    yield paragraph[at:]


def _sentences(paragraph: str) -> Iterator[str]:
    label = ""
    for sentence in _split(paragraph):
        stripped = f"{label}{sentence.strip()}"
        label = ""
        if _ONLY_LABEL.match(stripped):  # "Finding 3." belongs to what follows
            label = f"{stripped} "
        elif stripped:
            yield stripped[:MAX_SENTENCE]
