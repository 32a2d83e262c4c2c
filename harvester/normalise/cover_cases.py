"""Under which name a title page knows its case, and on which lines it says so.

Labelled names and codes ("Child X", "LN15") are sure. A person's full name on a line of its own may
be the subject ("Serious Case Review" / "Jo Bloggs") or the author; it is the subject only where
nothing else is, and where it stands alone under a plain title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harvester.normalise.cases import CaseKind, CaseMention, find_case_names
from harvester.normalise.cover_lines import CoverLine, Kind
from harvester.normalise.names import names_in
from harvester.normalise.roles import find_roles
from harvester.normalise.titles import tidy_line
from harvester.normalise.types import find_review_types

if TYPE_CHECKING:
    from collections.abc import Sequence

SURE_KINDS = frozenset({CaseKind.LABELLED, CaseKind.CODE, CaseKind.NUMBERED, CaseKind.QUOTED})
_ONE_OFF = re.compile(
    r"\bindependent\s+(?:\w+\s+)?(?:review|inquiry|investigation)\s+(?:into|of|by|concerning)\b|\ba\s+review\s+by\b",
    re.IGNORECASE,
)
_PLAIN = 10  # words of a line that says no more than kind and role
_PLAIN_REST = re.compile(
    r"^(?:independent\s+(?:review|inquiry|investigation)|(?:in)?to\s+the\s+circumstances(?:\s+(?:of|surrounding).{0,30})?"
    r"|surrounding\s+(?:his|her|their)\s+deaths?|\(?pseudonym\)?|case(?:\s+(?:no\.?|number))?\s*:?\s*\d{1,3})$",
    re.IGNORECASE,
)
_LONE_CODE = re.compile(r"^['\"‘“]?(?P<name>[A-Z]{1,3}\d{0,3})['\"’”]?\.?$")
_SHORT_CODE = re.compile(r"^['\"‘“]?(?P<name>[A-Z]{2}|[A-Z]{1,3}\d{1,3})['\"’”]?\.?$")
_OPENS = re.compile(r"\b(?:of|concerning|regarding|to|re|on|for|review|subject)\s*:?$", re.IGNORECASE)
_SMALL_WORDS = frozenset({"a", "an", "the", "in", "on", "and", "for", "our"})
_NOT_CODES = frozenset(
    {"SCR", "SAR", "DHR", "CPR", "APR", "CMR", "FOR", "THE", "BY", "OF", "AND", "NHS", "I", "II", "III"}
)


@dataclass(frozen=True, slots=True)
class CasesFound:
    """Case names of a title page, surest kinds kept, and the lines (by index) that name them."""

    mentions: tuple[CaseMention, ...] = ()
    lines: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Found:
    mention: CaseMention
    lines: frozenset[int]
    person: bool  # a full name, alone on its line


def find_cases(zone: Sequence[CoverLine], skip: frozenset[int] = frozenset()) -> CasesFound:
    """Case names on the title's lines, looked for run by run between other lines.

    Args:
        zone: the title page.
        skip: lines known to be about people.
    """
    found: list[_Found] = []
    for run in _runs(zone, skip):
        found.extend(_in_run(zone, run, bool(skip)))
    found = _without_numbers(zone, found, bool(skip))
    if any(f.mention.kind in SURE_KINDS for f in found):
        found = [f for f in found if f.mention.kind in SURE_KINDS or not _full_name(f.mention)]
    elif sum(f.person for f in found) > 1:
        found = [f for f in found if not f.person]
    if not found or all(f.mention.confidence < 0.5 for f in found):
        tries = (find(zone, skip) for find in (_lone_code, _leading_code, _setting))
        surer = next((t for t in tries if t.mentions), None)
        if surer or not found:
            return surer or CasesFound()
    return CasesFound(
        mentions=_name_with_code([f.mention for f in found]),
        lines=frozenset[int]().union(*(f.lines for f in found)),
    )


_CASE_NUMBER = re.compile(r"^case(?:\s+(?:no\.?|number))?\s*:?\s*\d{1,3}$", re.IGNORECASE)


def _without_numbers(zone: Sequence[CoverLine], found: list[_Found], authored: bool) -> list[_Found]:
    """Without "Case 14" where the page names who it is about as well; its line still tells the subject.

    A full name below the number is the subject where the author is labelled or nothing follows it.
    """
    numbers = [f for f in found if _CASE_NUMBER.match(f.mention.name)]
    others = [f for f in found if f not in numbers]
    if not numbers or not others:
        return found
    at = frozenset[int]().union(*(f.lines for f in numbers))
    near = range(min(at) - 2, max(at) + 3)
    named = [f for f in others if f.mention.confidence >= 0.5 and not f.person and min(f.lines) in near]
    for f in others:
        last = max(f.lines) == len(zone) - 1
        if f.person and not named and min(f.lines) - 1 in at and (authored or last):
            named = [replace(f, mention=replace(f.mention, kind=CaseKind.LABELLED, confidence=0.8))]
    if not named:
        return found
    return [replace(named[0], lines=named[0].lines | at), *named[1:]]


def _name_with_code(mentions: list[CaseMention]) -> tuple[CaseMention, ...]:
    """A code and, right below it, the pseudonym: "ADS14" / "Polly" is "Polly (ADS14)"."""
    if len(mentions) == 2:
        code, name = mentions
        together = 0 <= name.start - code.end <= 2
        if code.kind is CaseKind.CODE and name.kind is CaseKind.NAMED and together:
            return (replace(name, name=f"{name.name} ({code.name})", kind=CaseKind.LABELLED),)
    return tuple(mentions)


def _in_run(zone: Sequence[CoverLine], run: list[int], authored: bool) -> list[_Found]:
    text = "\n".join(zone[i].text for i in run)
    typed = bool(find_review_types(text)) or one_off(text)
    people = [i for i in run if _is_person(zone[i].text)]
    plain = all(i in people or _is_plain(zone[i].text) for i in run)
    found = []
    for mention in find_case_names(text):
        if (
            mention.name.lower() in _SMALL_WORDS
            or after_article(text, mention)
            or (_full_name(mention) and not typed and mention.confidence < 0.5)
        ):
            continue
        lines = _touched(zone, run, mention)
        person = lines <= frozenset(people) and mention.kind in (CaseKind.NAMED, CaseKind.BARE)
        if person and (len(people) > 1 or not plain):
            continue
        if person and mention.confidence < 0.5 and (authored or min(lines) == run[0] < run[-1]):
            mention = replace(mention, confidence=0.55)
        found.append(_Found(mention, lines, person))
    return found


def _touched(zone: Sequence[CoverLine], run: list[int], mention: CaseMention) -> frozenset[int]:
    hit, at = set(), 0
    for index in run:
        end = at + len(zone[index].text)
        if mention.start < end and at < mention.end:
            hit.add(index)
        at = end + 1
    return frozenset(hit)


def _is_person(text: str) -> bool:
    """A line that is one or two full personal names."""
    parts = [p for p in re.split(r"\s+(?:and|&)\s+", text) if p]
    return bool(parts) and all(len(names_in(p)) == 1 and len(p.split()) >= 2 for p in parts)


def _says_kind(text: str) -> bool:
    return bool(find_review_types(text)) or any(m.rank >= 2 for m in find_roles(text))


def one_off(text: str) -> bool:
    """Whether a text names a review of no standing kind: "Independent Review into …", "A Review by …"."""
    return bool(_ONE_OFF.search(text))


def _is_plain(text: str) -> bool:
    """Whether a line says a kind or a role and hardly more, so that a name beside it is the subject."""
    told = _says_kind(text) or one_off(text) or bool(_PLAIN_REST.match(text))
    return told and len(text.split()) <= _PLAIN


def _full_name(mention: CaseMention) -> bool:
    return mention.kind in (CaseKind.NAMED, CaseKind.BARE) and bool(names_in(mention.name))


def _runs(zone: Sequence[CoverLine], skip: frozenset[int]) -> list[list[int]]:
    """Runs of title lines with nothing but marks and life dates between them."""
    runs: list[list[int]] = [[]]
    for index, line in enumerate(zone):
        if line.kind is Kind.TITLE and index not in skip:
            runs[-1].append(index)
        elif line.kind not in (Kind.LIFE, Kind.MARK):
            runs.append([])
    return [run for run in runs if run]


def after_article(text: str, mention: CaseMention) -> bool:
    """Whether the name is only a word of a sentence: "a Baby Alone", "every Child Matters"."""
    before = text[: mention.start].rsplit(None, 1)[-1:] or [""]
    last = mention.name.split()[-1]
    common = mention.kind is CaseKind.LABELLED and " " in mention.name and last[1:].islower()
    return common and before[0].lower() in {"a", "an", "every", "each", "any", "your"}


_CODE_FIRST = re.compile(r"^['‘\"“]?(?P<name>[A-Z]{1,3}\d{1,3})['’\"”]?\s+(?=\w)")


def _leading_code(zone: Sequence[CoverLine], skip: frozenset[int]) -> CasesFound:
    """A code in front of the kind of review: "W4 Serious Case Review"."""
    for index, line in enumerate(zone):
        match = _CODE_FIRST.match(line.text) if line.kind is Kind.TITLE and index not in skip else None
        if match and any(m.start == match.end() for m in find_review_types(line.text)):
            name = match["name"]
            return CasesFound((CaseMention(name, 0, len(name), CaseKind.CODE, 0.6),), frozenset({index}))
    return CasesFound()


_SETTING = re.compile(
    r"^(?:[A-Z][\w'’]*\s+){1,4}(?:hospital|nursery|school|college|house|lodge|court|centre|unit|care\s+home)$",
    re.IGNORECASE,
)
_A_REVIEW = re.compile(r"^(?:an?|the)\s+(?:\w+\s+){1,3}review\b", re.IGNORECASE)


def _setting(zone: Sequence[CoverLine], skip: frozenset[int]) -> CasesFound:
    """A place above or below the kind of review: "Elm View Hospital" / "A Serious Case Review"."""
    for index, line in enumerate(zone):
        if index in skip or line.kind is not Kind.TITLE or not _SETTING.match(line.text):
            continue
        beside = zone[index + 1 : index + 2]
        if beside and _A_REVIEW.match(beside[0].text) and find_review_types(beside[0].text):
            name = tidy_line(line.text)
            mention = CaseMention(name, 0, len(name), CaseKind.NAMED, 0.6)
            return CasesFound((mention,), frozenset({index}))
    return CasesFound()


def _lone_code(zone: Sequence[CoverLine], skip: frozenset[int]) -> CasesFound:
    """Letters alone on a line, below one that opens the subject: "In respect of the death of" / "FD"."""
    for index in range(1, len(zone)):
        match = _LONE_CODE.match(zone[index].text)
        if index in skip or zone[index].kind is not Kind.TITLE or not match or match["name"] in _NOT_CODES:
            continue
        if zone[index - 1].kind is Kind.TITLE and _OPENS.search(zone[index - 1].text):
            return _one_code(match["name"], index)
    return _code_beside(zone, skip)


def _one_code(name: str, index: int) -> CasesFound:
    mention = CaseMention(name, 0, len(name), CaseKind.CODE, 0.6)
    return CasesFound((mention,), frozenset({index}))


def _code_beside(zone: Sequence[CoverLine], skip: frozenset[int]) -> CasesFound:
    """Two letters, or a letter and digits, alone on the line above or below kind or role."""
    for index, line in enumerate(zone):
        match = _SHORT_CODE.match(line.text)
        if index in skip or line.kind is not Kind.TITLE or not match or match["name"] in _NOT_CODES:
            continue
        beside = [zone[i] for i in (index - 1, index + 1) if 0 <= i < len(zone)]
        if any(b.kind is Kind.TITLE and _says_kind(b.text) for b in beside):
            return _one_code(match["name"], index)
    return CasesFound()
