"""What a person typed into one field, made a value of the catalogue. Pure."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

from harvester.normalise.dates import find_dates
from harvester.publish.text import one_line
from harvester.vocabulary import ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

# The fields of the form, in its order. `status` is not typed: it is what a button decides.
FIELDS = (
    "title",
    "review_type",
    "role",
    "case_name",
    "board",
    "published",
    "completed",
    "authors",
    "language",
)
REVIEW_FIELDS = ("title", "review_type", "case_name")
# What every document has: the catalogue would put the link's words or "other" in the place of a blank.
NEVER_BLANK = ("title", "review_type", "role")

MAX_LINE = 500  # characters of one line
MAX_AUTHORS = 50
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")


class EnteredWrong(ValueError):
    """What was typed is no value of its field; the text says why, for the person who typed it."""


def enter(field: str, typed: str) -> str:
    """The value that was meant; "" when the field was left blank. Authors come as a JSON array.

    Raises:
        EnteredWrong: it is no value of this field.
    """
    if field == "authors":
        return _authors(typed)
    line = one_line(typed)
    if len(line) > MAX_LINE:
        raise EnteredWrong(f"That is {len(line)} characters long; {MAX_LINE} are allowed.")
    if not line:
        if field in NEVER_BLANK:
            raise EnteredWrong("This cannot be blank.")
        return ""
    read = _READERS.get(field)
    return read(line) if read else line


def shown(field: str, value: str | None) -> str:
    """A value as the form shows it: authors one a line, everything else as it is."""
    if field != "authors" or not value:
        return value or ""
    try:
        names = json.loads(value)
    except ValueError:
        return value
    return "\n".join(str(name) for name in names) if isinstance(names, list) else value


def _authors(typed: str) -> str:
    names = list(dict.fromkeys(filter(None, (one_line(part) for part in re.split(r"[\r\n;]+", typed)))))
    if len(names) > MAX_AUTHORS:
        raise EnteredWrong(f"Those are {len(names)} names; {MAX_AUTHORS} are allowed.")
    if any(len(name) > MAX_LINE for name in names):
        raise EnteredWrong(f"One name is longer than {MAX_LINE} characters. Write one name a line.")
    return json.dumps(names, ensure_ascii=False) if names else ""


def _word_of(vocabulary: type[StrEnum], words: str) -> Callable[[str], str]:
    def read(line: str) -> str:
        if line not in [member.value for member in vocabulary]:
            raise EnteredWrong(f"“{line}” is no {words}. Choose one of the list.")
        return line

    return read


def _date(line: str) -> str:
    """`2016`, `2016-09` or `2016-09-28`; also as people write it: 28.09.16, September 2016."""
    iso = _ISO.match(line)
    if iso:
        year, month, day = (int(part) if part else 1 for part in iso.groups())
        try:
            date(year, month, day)
        except ValueError as error:
            raise EnteredWrong(f"There is no date {line}.") from error
        return line
    found = find_dates(line)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(line)):
        raise EnteredWrong(f"“{line}” is no date. Write 2016, 2016-09 or 2016-09-28.")
    return found[0].value


def _language(line: str) -> str:
    if not _LANGUAGE.match(line.lower()):
        raise EnteredWrong(f"“{line}” is no language code. Write en for English, cy for Welsh.")
    return line.lower()


_READERS: dict[str, Callable[[str], str]] = {
    "review_type": _word_of(ReviewType, "kind of review"),
    "role": _word_of(Role, "role"),
    "published": _date,
    "completed": _date,
    "language": _language,
}
