"""Pages taken apart into headings and sentences; tables of contents are left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.coding.values import Passage
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
_ENDS = re.compile(r"[.!?][\"')\]]*$")
_STOP = re.compile(
    r"(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bNo\.)(?<!e\.g\.)(?<!i\.e\.)(?<!\bc\.)"
    r"(?<=[.!?])[\"')\]]{0,2}\s+(?=[\"'(]?[A-Z0-9])"
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
                found.append(Passage(number, piece, heading, is_heading=True, opening=opening))
                continue
            for sentence in _sentences(piece):
                found.append(Passage(number, sentence, heading, opening=len(found) < OPENING))
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
            if held and not (_OPEN_END.search(held[-1]) and following[:1].islower()):
                yield " ".join(held), False
                held = []
            continue
        starts = not held or bool(_ENDS.search(held[-1]))
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
    entries = sum(bool(_CONTENTS_LINE.search(line)) and len(line) < 140 for line in lines)
    return entries >= 6 or (entries >= 2 and bool(_CONTENTS.search(text)))


def _is_heading(line: str, following: str, width: int) -> bool:
    if len(line) > 110 or _ENDS.search(line) or _OPEN_END.search(line) or following[:1].islower():
        return False
    if _NUMBERED.match(line) or _LABELLED.match(line):
        return len(line) <= 110 and not (len(line) > _FULL_WIDTH * width and following and width > 60)
    return len(line) <= 80 and len(line) < _FULL_WIDTH * width and line[:1].isupper()


def _sentences(paragraph: str) -> Iterator[str]:
    label = ""
    for sentence in _STOP.split(paragraph):
        stripped = f"{label}{sentence.strip()}"
        label = ""
        if _ONLY_LABEL.match(stripped):  # "Finding 3." belongs to what follows
            label = f"{stripped} "
        elif stripped:
            yield stripped[:MAX_SENTENCE]
