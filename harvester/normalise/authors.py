"""The people who wrote a review, as a title page names them.

An author is a person behind a label ("Author:", "Report by", "Lead Reviewer", "prepared by:-"), in
front of one ("Jane Doe, Independent Author"), or a bare personal name in the author's place: below
the title, beside the date. Chairs, panel chairs, endorsers, signatories, editors and addressees
are people too, and are never authors. Titles, post-nominals, posts and firms are left off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.normalise.author_labels import AT_START, FAINT, INSIDE, ROLE_BY
from harvester.normalise.cases import find_case_names, resolve_case
from harvester.normalise.dates import find_dates
from harvester.normalise.names import (
    MAX_LINE,
    OTHER_PEOPLE,
    THEMES,
    clean_name,
    is_likely_name,
    is_post_line,
    names_in,
    without_dates,
)
from harvester.normalise.types import find_review_types
from harvester.normalise.words import mostly_capitals

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorsFound:
    """Authors in order, the lines they and other people stand on, and how they were found."""

    names: tuple[str, ...] = ()
    used: frozenset[int] = field(default_factory=frozenset)  # lines that are about people, not title
    labelled: frozenset[int] = field(default_factory=frozenset)  # lines the names stand on
    trimmed: dict[int, str] = field(default_factory=dict)  # title lines with the person cut off
    rule: str = ""


def _chaired(text: str) -> bool:
    """Whether a line presents someone other than the author ("Independent Chair, BSCB")."""
    if not OTHER_PEOPLE.search(text):
        return False
    if re.match(r"\W*(?:statement|letter|message|response|report|learning|action)\b", text, re.IGNORECASE):
        return False  # of or to that person: a title
    if re.search(r"\b\w+(?:['’]s|s['’])\s+(?:statement|letter|message|response)\W*$", text, re.IGNORECASE):
        return False  # "Independent Chair's statement"
    author = re.search(
        r"\b(?:author|writer|reviewer|awdur)|^\W*commissioned\b.{0,100}\bfrom\b|^\W*(?:written|prepared|compiled|report(?:ed)?)\s+by\b",
        text,
        re.IGNORECASE,
    )
    return not author


def _label_rest(line: str) -> str | None:
    """What follows an author's label at the start of a line; None when there is no label."""
    match = AT_START.match(line[:MAX_LINE])
    if not match:
        return None
    rest = match["rest"].strip()
    head = line[: match.start("rest")]
    if _chaired(head) or re.match(r"(?:the|this|our)\b", rest, re.IGNORECASE):
        return None
    return rest


def _faintly_labelled(lines: Sequence[str], index: int) -> tuple[str, ...]:
    """Names behind words that as often lead to the subject: "Report of Jane Doe".

    They are the author's on a page that says its kind elsewhere, where the given name is known or the
    page names its case elsewhere.
    """
    match = FAINT.match(lines[index][:MAX_LINE])
    names = names_in(match["rest"]) if match else ()
    if not match or not names or _chaired(lines[index]) or _of_subject(match["rest"]):
        return ()
    others = "\n".join([*lines[:index], *lines[index + 1 :]])
    if not find_review_types(others):
        return ()
    if all(is_likely_name(name) for name in names) or resolve_case(find_case_names(others)):
        return names
    return ()


def _of_subject(rest: str) -> bool:
    """Whether what follows is more than people, their posts and the body they wrote for."""
    first = re.split(r"[,(;]|\s[-–—]\s", rest, maxsplit=1)[0]
    parts = re.split(r"\s*(?:\band\b|&|\bto\s+the\b|\bfor\s+the\b)\s*", first)
    return not names_in(parts[0])


def _glued_to_label(line: str) -> tuple[str, ...]:
    """Names in front of a label on one line: "Hester Ormiston, Independent Author"."""
    match = INSIDE.match(line[:MAX_LINE])
    if not match:
        return ()
    if match["label"].lower().endswith(" by") or match["label"].lower() == "by":
        return names_in(match["rest"]) if match["rest"] else ()
    return names_in(match["before"])


@dataclass(slots=True)
class _Search:
    """Working state over the lines of one title page."""

    lines: Sequence[str]
    names: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    labelled: set[int] = field(default_factory=set)
    trimmed: dict[int, str] = field(default_factory=dict)

    def take(self, index: int, names: Sequence[str]) -> None:
        self.names.extend(n for n in names if n not in self.names)
        self.used.add(index)
        self.labelled.add(index)

    def follow(self, index: int, *, want: bool) -> bool:
        """Reads names on the lines after a label; True when any was found."""
        got = False
        for at in range(index + 1, min(index + 6, len(self.lines))):
            line = self.lines[at]
            named = at == index + 1 and is_likely_name(line.split(",")[0])  # "Ann Flint, Managing Director"
            if _label_rest(line) is not None or (_chaired(line) and not named):
                break
            if got and is_post_line(line):
                self.used.add(at)
                continue
            found = names_in(line)
            if found and (want or is_likely_name(without_dates(line)) or len(found) > 1):
                self.take(at, found)
                got = True
                continue
            if is_post_line(line) or not line.strip(" _-–•*"):
                self.used.add(at)
                continue
            break
        return got


def _labelled(search: _Search) -> None:
    lines = search.lines
    for index, line in enumerate(lines):
        if index in search.used:
            continue
        if _chaired(line):
            search.used.add(index)
            _skip_other_people(search, index)
            continue
        rest = _label_rest(line)
        if rest is None:
            names = _faintly_labelled(lines, index) or _glued_to_label(line)
            if names:
                search.take(index, names)
                _leave_role(search, index)
            continue
        _read_label(search, index, rest)


def _read_label(search: _Search, index: int, rest: str) -> None:
    names = names_in(rest)
    if not names and (whole := _broken_name(search.lines, index, rest)):
        search.take(index + 1, (whole,))
        search.used.add(index)
        _leave_role(search, index)
        return
    if names:
        search.take(index, names)
        _leave_role(search, index)
        plural = re.search(r"(?:author|writer|reviewer)s\b", search.lines[index], re.IGNORECASE)
        open_end = re.search(r"(?:\band|&|,)\s*$", rest, re.IGNORECASE)
        if (plural and len(names) == 1) or open_end:
            search.follow(index, want=bool(open_end))
        else:
            _skip_posts(search, index)
        return
    if rest and not is_post_line(rest):
        return  # the word stands in a sentence or a title
    search.used.add(index)
    before = index - 1
    if index and before not in search.used and _only_names(search.lines[before]) and not rest:
        after = search.lines[index + 1] if index + 1 < len(search.lines) else ""
        if not _only_names(after):
            search.take(before, names_in(search.lines[before]))
            return
    search.follow(index, want=True)


def _leave_role(search: _Search, index: int) -> None:
    """ "Overview Report by Jane Doe": what stands before the name is of the title."""
    match = ROLE_BY.match(search.lines[index])
    if match:
        search.trimmed[index] = match["role"]
        search.used.discard(index)


def _broken_name(lines: Sequence[str], index: int, rest: str) -> str | None:
    """A name whose surname, perhaps with letters after it, went to the next line."""
    after = lines[index + 1].strip() if index + 1 < len(lines) else ""
    if not rest or len(rest.split()) > 2 or not 1 <= len(after.split()) <= 8 or len(after) > 60:
        return None
    name = clean_name(re.split(r"[,(]|\s[-–—]\s", f"{rest} {after}", maxsplit=1)[0])
    return name if name and len(name.split()) <= 3 and is_likely_name(name) else None


def _only_names(line: str) -> bool:
    """Whether a line is one or more personal names and nothing else."""
    parts = [p for p in re.split(r"\s*(?:\band\b|&|;)\s*", without_dates(line).strip(" ,")) if p.strip()]
    return bool(parts) and all(names_in(p) for p in parts)


def _skip_posts(search: _Search, index: int) -> None:
    for at in range(index + 1, min(index + 4, len(search.lines))):
        if not is_post_line(search.lines[at]):
            break
        search.used.add(at)


def _skip_other_people(search: _Search, index: int) -> None:
    """The name below "Endorsed by:" or "Independent Chair" belongs to that label."""
    after = index + 1
    if after < len(search.lines) and re.search(
        r"(?:[:\-_]|by|chair(?:man)?)\s*$", search.lines[index], re.IGNORECASE
    ):
        line = search.lines[after]
        if _only_names(line) or (_chaired(line) and names_in(line)):
            search.used.add(after)


def find_authors(lines: Sequence[str], *, is_title: Sequence[bool]) -> AuthorsFound:
    """The authors named on a title page.

    Args:
        lines: its lines in reading order.
        is_title: for each line, whether it belongs to the title (type, role or case).
    """
    search = _Search(lines)
    _labelled(search)
    if search.names:
        return _result(search, search.trimmed, "labelled author")
    trimmed = _bare(search, is_title)
    return _result(search, trimmed, "personal name in the author's place" if search.names else "")


def _result(search: _Search, trimmed: dict[int, str], rule: str) -> AuthorsFound:
    return AuthorsFound(
        names=tuple(search.names),
        used=frozenset(search.used),
        labelled=frozenset(search.labelled),
        trimmed=trimmed,
        rule=rule,
    )


def _bare(search: _Search, is_title: Sequence[bool]) -> dict[int, str]:
    """An unlabelled name: alone on a line below the title, or glued to a date or to the case."""
    seen_title = False
    for index, line in enumerate(search.lines):
        if index in search.used:
            continue
        if is_title[index]:
            seen_title = True
            cut = _name_at_end(line)
            if cut:
                search.take(index, (cut[1],))
                search.used.discard(index)
                return {index: cut[0]}
            continue
        if not seen_title or not _only_names(line):
            continue
        if _stands_as_author(search, index):
            search.take(index, names_in(line))
            _skip_posts(search, index)
            search.follow(index, want=False)
            return {}
    return {}


def _stands_as_author(search: _Search, index: int) -> bool:
    """Whether a line of names alone is the author's: a known given name, or the author's place."""
    line = search.lines[index]
    names = names_in(line)
    if any(w in THEMES for name in names for w in name.lower().split()):
        return False
    if all(is_likely_name(n) for n in names) or find_dates(line):
        return True
    if re.search(r"[A-Za-z],?\s+(?:[A-Z]{2,}|[A-Z][a-z]?[A-Z]\w*)\b", line) and not mostly_capitals(line):
        return True
    after = search.lines[index + 1] if index + 1 < len(search.lines) else ""
    return not after or is_post_line(after)


_CASE_THEN_NAME = re.compile(
    r"^(?P<title>.*\b(?:child|baby|case|family|infant|adult|young\s+person|children|mr|mrs|ms)"
    r"\s+['‘\"“]?(?:[A-Z]{1,2}\d{0,3}|\d{1,3})['’\"”]?)\s+(?P<name>[A-Z][\w'’\-]+(?:\s+[A-Z][\w'’\-]+){1,2})$",
    re.IGNORECASE,
)


def _name_at_end(line: str) -> tuple[str, str] | None:
    """Splits "CHILD E JANE DOHERTY" into the case and the name."""
    match = _CASE_THEN_NAME.match(without_dates(line[:MAX_LINE]).strip(" ,"))
    if not match or not is_likely_name(match["name"]):
        return None
    name = clean_name(match["name"])
    return (match["title"].strip(), name) if name else None
