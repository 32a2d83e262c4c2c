"""Where a title page ends and the text begins: words of the text never say what a document is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from harvester.detect import document_words as terms
from harvester.detect import words

if TYPE_CHECKING:
    from harvester.records import Extract

TITLE_LINES: Final = 14
_RUN: Final = 2  # sentences in a row that are the text itself
_LONGEST: Final = 130  # characters of a line that may be a title
_SHEET: Final = re.compile(
    r"^(?:title|lscb|partnership|board|author|date of publication|publisher)s?:", re.IGNORECASE
)
_PAGE_NUMBER: Final = re.compile(r"(?:page )?\d{1,3}(?: (?:of|\|) \d{1,3})?", re.IGNORECASE)
_LAST_NUMBER: Final = re.compile(r"(?:^| )(?:\d{1,2}|seven|five|six|ten)$", re.IGNORECASE)
_MINUTE: Final = re.compile(r"(?:min(?:ute)?|point|step)s?\b", re.IGNORECASE)
_NUMBERED: Final = re.compile(
    r"^\d{1,2}(?:\.\d{1,2})*[.):]* (?!(?i:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* |"
    r"(?:min|minute|point|step|page|year|month|week)s?\b))(?=[A-Z])"
)
_SECTION: Final = re.compile(
    r"^(?:(?:table of )?contents|background|context|introduction|foreword|purpose|summary of the case|"
    r"(?:case|brief) (?:summary|outline|background)|"
    r"the (?:case|child|story|lessons|family|incident|questions)|(?:her|his|their|our) (?:story|life)|"
    r"what (?:happened|is it|we|went|worked|will|did|good|should|can|next)|"
    r"who (?:was|is|were|are|takes)|why|how|where|when|"
    r"key (?:findings|learning|themes|issues|messages|points)|findings?|analysis|recommendations?|"
    r"learning points?|policies|procedures?|forms|training|resources|references|next steps|actions?|"
    r"membership|reflect|questions?|signs|indicators|in this (?:issue|edition)|toolkits?|aims|"
    r"further (?:reading|information)|find out more|cefndir|beth)\b(?P<more>.{0,28})$",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(r"^(?:chapter|priority|item|module|session|stage|step) \w{1,5}\b", re.IGNORECASE)
_FINITE: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|should|must|can|may|asks?|asked|shows?|showed|lived|did|do|does|"
    r"found|find|use|complete|read|book|check|see|wrote|said|decided|took|missed|moved|died)\b",
    re.IGNORECASE,
)
_TELLS: Final = re.compile(
    r"^(?:use|ask|complete|get|see|check|read|book|think|remember|consider|make|record|share|refer|follow|speak|"
    r"talk|listen|attend|look|keep|know|discuss)\b|\bnot (?:\w+ed|seen|known|shown|brought)\b|"
    r"^(?:the|a|an|no|nobody|her|his|their|he|she|they|it|there) .{1,60}\b"
    r"(?:is|are|was|were|has|have|had|found|asked|knew|said|did|kept|moved|missed)\b",
    re.IGNORECASE,
)
_STOP: Final = re.compile(r"[a-z]{3,}[.;:?!] [A-Z]")


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """The lines that name the document, and the first lines of what follows them."""

    heads: tuple[str, ...]
    rest: tuple[str, ...]


def title_lines(extract: Extract) -> list[str]:
    """The lines of the title page, tidied; past a repository's cover sheet when there is one."""
    first = [words.tidy(line.text) for line in extract.lines if line.page == 1]
    if not first:
        first = [words.tidy(line) for line in extract.pages[0].splitlines()[:60]]
    first = [line for line in first if line]
    sheet = sum(bool(_SHEET.match(line)) for line in first[:8]) >= 3
    if sheet or len(first) <= 2:
        second = [words.tidy(line.text) for line in extract.lines if line.page == 2]
        first += [line for line in second if line]
    lines = [line for line in _unparted(first) if not _PAGE_NUMBER.fullmatch(line)]
    return lines[: TITLE_LINES * 2]


def _unparted(lines: list[str]) -> list[str]:
    """A number at the end of a line goes with its noun on the next: "Voice of the child 7" / "Minute"."""
    mended = list(lines)
    for index, line in enumerate(lines[1:], start=1):
        number = _LAST_NUMBER.search(mended[index - 1])
        if number and _MINUTE.match(line):
            mended[index - 1] = mended[index - 1][: number.start()].rstrip()
            mended[index] = f"{number.group().strip()} {line}"
    return [line for line in mended if line]


def title_block(lines: list[str]) -> TitleBlock:
    """Part the title from the text: at a section, a question or a run of sentences."""
    heads: list[str] = []
    sentences = end = 0
    for line in lines[:TITLE_LINES]:
        text = running_text(line, after_sentence=sentences > 0) or (len(heads) > 1 and _TELLS.search(line))
        sentences = sentences + 1 if text else 0
        if heads and (sentences == _RUN or (not text and _begins_text(line))):
            break
        end += 1
        if not text:
            heads.append(line)
    return TitleBlock(heads=tuple(heads), rest=tuple(lines[end : TITLE_LINES * 2]))


def running_text(line: str, *, after_sentence: bool = False) -> bool:
    """A sentence of the text rather than a title, or the rest of one."""
    if terms.REPORT.match(line) or words.TYPE.match(line) or _SHEET.match(line):
        return False
    if len(line) > _LONGEST:
        return True
    count = len(line.split())
    finite = bool(_FINITE.search(line))
    if after_sentence and line[:1].islower():
        return True
    if count >= 5 and finite and (line.endswith((".", ";")) or count > 9 or _STOP.search(line)):
        return True
    return count > 9 and line.endswith(".")


def _begins_text(line: str) -> bool:
    """A heading of the text: "1 Background", "What happened?", "Key findings"."""
    if _NUMBERED.match(line) or _PLACE.match(line):
        return True
    if line.endswith("?"):
        return not words.TYPE.search(line)
    section = _SECTION.match(line)
    if section is None:
        return False
    more = section["more"]
    return not (words.TYPE.search(line) or terms.REPORT.search(more) or terms.KIND_WORD.search(line))
