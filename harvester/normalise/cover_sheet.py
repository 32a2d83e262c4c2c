"""The cover sheet that a repository puts before a report: Title, LSCB, Author, Date of publication."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.normalise.cases import find_case_names
from harvester.normalise.lexicon import squeeze, straight
from harvester.normalise.types import find_review_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.records import Line

_MAX_SHEET = 25  # lines
_MAX_LINE = 500  # characters of one line that are looked at
_FIELDS = {
    "title": r"title(?:\s+of\s+(?:report|review))?",
    "board": r"lscbs?|lscps?|l?sabs?|csps?|scps?|publishers?|published\s+by|boards?|partnerships?"
    r"|organisations?"
    r"|publishing\s+(?:body|board|partnership|organisation|lscbs?)"
    r"|(?:local\s+|regional\s+)?safeguarding\s+(?:(?:children|adults?)(?:'?s'?)?\s+)?(?:board|partnership|committee)"
    r"|(?:area\s+)?(?:child|adult|public)\s+protection\s+(?:committee|partnership)|community\s+safety\s+partnership",
    "author": r"authors?(?:\(s\))?|report\s+authors?",
    "published": r"date\s+of\s+publication|publication\s+date|date\s+published|published(?:\s+on)?",
}
_FIELD = re.compile(
    "^(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _FIELDS.items()) + r")\s*:\s*(?P<value>.+)$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\s*title", re.IGNORECASE)
_DEPOSIT = re.compile(
    r"\b(?:deposited|repository|national case review|case review report was)\b", re.IGNORECASE
)


_ANONYMOUS = re.compile(r"^(?:(?:serious|case|child|safeguarding|practice)\s+){1,4}review$", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:no|number|ref(?:erence)?)\.?\s*:?\s*(?:19|20)\d\d/\w+$", re.IGNORECASE)
_ON_BEHALF = re.compile(
    r"^(?:published\s+by\b|on\s+behalf\s+of\s+an?\s+(?:unnamed|anonymous)\b|this\s+report\b|publication\s+of\s+this\b|copyright\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A repository's cover sheet."""

    title: str | None = None
    board: str | None = None
    author: str | None = None
    published: str | None = None
    lines: dict[str, Line] | None = None


def may_be_sheet(joined: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Whether a sheet can stand at the top: each has a title, or no board's name and a number.

    Args:
        joined: the lines of the first page, broken ones joined.
        lines: those of all pages that are looked at.
    """
    told = "\n".join([line.text for line in lines])
    if (not told.isascii() or "title" in told.lower()) and any(_TITLE.match(line.text) for line in lines):
        return True
    nameless = bool(joined) and _ANONYMOUS.match(squeeze(straight(joined[0].text[:_MAX_LINE])))
    return bool(nameless) and (
        len(joined) < 2 or bool(_NUMBER.match(squeeze(straight(joined[1].text[:_MAX_LINE]))))
    )


def read_sheet(lines: Sequence[Line]) -> tuple[Sheet | None, int]:
    """The repository's cover sheet at the top, and how many lines it takes.

    A title with a board, or with both an author and a date of publication, makes a sheet. What else
    stands on its page is about the deposit, unless a title page follows on the same page.
    """
    if anonymous := _anonymous_sheet(lines):
        return None, anonymous
    values: dict[str, str] = {}
    seen: dict[str, Line] = {}
    end = 0
    for index, line in enumerate(lines[:_MAX_SHEET]):
        text = squeeze(straight(line.text[:_MAX_LINE]))
        match = _FIELD.match(text) if ":" in text else None
        if match:
            key = next(name for name in _FIELDS if match[name])
            if key not in values:
                values[key], seen[key] = match["value"].strip(), line
                end = index + 1
        elif end and _DEPOSIT.search(text):
            end = index + 1
        elif end == index and index and len(values) < len(_FIELDS) and _goes_on(lines, index):
            last = next(reversed(values))
            values[last] = f"{values[last]} {text}"
            end = index + 1
    if "title" not in values or not ("board" in values or {"author", "published"} <= values.keys()):
        return None, 0
    sheet = Sheet(
        title=values["title"],
        board=values.get("board"),
        author=values.get("author"),
        published=values.get("published"),
        lines={name: seen.get(name, seen["title"]) for name in _FIELDS},
    )
    return sheet, _end_of_sheet(lines, end)


def _anonymous_sheet(lines: Sequence[Line]) -> int:
    """How many lines the sheet takes under which a repository publishes for a board it does not name.

    "Serious Case Review" / "No: 2018/X1234" / "Published by …" / "On behalf of an unnamed … board".
    """
    if len(lines) < 4 or not _ANONYMOUS.match(squeeze(straight(lines[0].text[:_MAX_LINE]))):
        return 0
    texts = [squeeze(straight(line.text[:_MAX_LINE])) for line in lines[:_MAX_SHEET]]
    if not _NUMBER.match(texts[1]):
        return 0
    last = max((i for i, text in enumerate(texts[2:15], 2) if _ON_BEHALF.match(text)), default=0)
    if not last:
        return 0
    page = lines[last].page
    end = next((i for i, line in enumerate(lines) if i > last and line.page != page), last + 1)
    if end - last > 4 or end >= len(lines):  # more than the rest of a sentence: a title page
        end = last + 1
    return end if end < len(lines) else 0


def _goes_on(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is the rest of the sheet's field above: another field follows at once."""
    return any(_FIELD.match(squeeze(straight(n.text[:_MAX_LINE]))) for n in lines[index + 1 : index + 3])


def _end_of_sheet(lines: Sequence[Line], end: int) -> int:
    """Where the title page behind the sheet begins: on the next page, if nothing here looks like one."""
    page = lines[end - 1].page
    rest = [line for line in lines[end:] if line.page == page]
    if len(lines) > end + len(rest) and not any(_of_title(line.text) for line in rest):
        return end + len(rest)
    return end


def _of_title(text: str) -> bool:
    """Whether a short line names a kind of review or a case."""
    text = squeeze(text[:_MAX_LINE])
    if len(text.split()) > 12 or _DEPOSIT.search(text):
        return False
    return any(m.start <= 12 for m in find_review_types(text)) or any(
        m.confidence >= 0.8 for m in find_case_names(text)
    )
