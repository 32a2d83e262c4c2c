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
_LONGEST_LABEL = 40  # characters; no match of `_ONLY_LABEL` has as many
_STOPS, _CLOSERS = frozenset(".!?"), frozenset("\"')]")
_FULL_WIDTH = 0.62  # of the longest line: a line shorter than this did not have to end


def passages(pages: Sequence[str]) -> list[Passage]:
    """The headings and sentences of a document, in order."""
    found: list[Passage] = []
    heading = ""
    for number, text in enumerate(pages[:MAX_PAGES], start=1):
        for piece, is_heading in _pieces(straight(text[:MAX_PAGE])):
            if is_heading:
                heading = piece
                found.append(Passage(number, piece, heading, True, len(found) < OPENING, bits_of(piece)))
                continue
            for sentence in _sentences(piece):
                bits = bits_of(sentence)
                found.append(Passage(number, sentence, heading, False, len(found) < OPENING, bits))
    return found


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Paragraphs and headings of one page."""
    lines = _lines(text)
    if _is_contents(text, lines):
        return
    width = max(map(len, lines))
    after = [*lines[1:], "", ""]
    held: list[str] = []
    ended = True  # whether a sentence ended with the last line that is held, where one is
    for index, line in enumerate(lines):
        if not line:
            if held and not ((after[index] or after[index + 1])[:1].islower() and _open_end(held[-1])):
                yield " ".join(held), False
                held, ended = [], True
            continue
        ends = _ends(line)
        if ended and not ends and _is_heading(line, after[index] or after[index + 1], width):
            if held:
                yield " ".join(held), False
                held = []
            yield line, True
            continue
        held.append(line)
        ended = ends
    if held:
        yield " ".join(held), False


def _lines(text: str) -> list[str]:
    """The lines of a page, with single spaces; it has no others than plain ones."""
    if "  " in text:
        return [" ".join(line.split()) for line in text.split("\n")]
    return [line.strip() for line in text.split("\n")]


def _is_contents(text: str, lines: Sequence[str]) -> bool:
    numbered = [line for line in lines if line[-1:].isdecimal()]
    entries = sum(len(line) < 140 and bool(_CONTENTS_LINE.search(line)) for line in numbered)
    return entries >= 6 or (entries >= 2 and bool(_CONTENTS.search(text)))


def _is_heading(line: str, following: str, width: int) -> bool:
    """Whether a line that ends no sentence is one."""
    if len(line) > 110 or following[:1].islower() or _open_end(line):
        return False
    if _NUMBERED.match(line) or _LABELLED.match(line):
        return len(line) <= 110 and not (len(line) > _FULL_WIDTH * width and following and width > 60)
    return len(line) <= 80 and len(line) < _FULL_WIDTH * width and line[:1].isupper()


def _ends(line: str) -> bool:
    """Whether a sentence ends with the line."""
    if line[-1:] in _CLOSERS:
        line = line.rstrip("\"')]")
    return line[-1:] in _STOPS


def _open_end(line: str) -> bool:
    """Whether a line ends within a sentence."""
    return _OPEN_END.search(line, max(0, len(line) - _LONGEST_OPEN)) is not None


def _sentences(paragraph: str) -> Iterator[str]:
    label, at = "", 0
    for stop in _STOP.finditer(paragraph):
        end, following = stop.span("gap")
        sentence, at = f"{label}{paragraph[at:end].strip()}", following
        if _is_label(sentence):  # "Finding 3." belongs to what follows
            label = f"{sentence} "
        else:
            label = ""
            if sentence:
                yield sentence[:MAX_SENTENCE]
    sentence = f"{label}{paragraph[at:].strip()}"
    if sentence and not _is_label(sentence):
        yield sentence[:MAX_SENTENCE]


def _is_label(sentence: str) -> bool:
    """Whether a sentence is only a number, or "Finding 3."."""
    return sentence[-1:] == "." and len(sentence) < _LONGEST_LABEL and bool(_ONLY_LABEL.match(sentence))
