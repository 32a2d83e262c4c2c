"""What the headings and date lines over the entries of a list say of each: whose, which kind, of when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from harvester.detect.cases import has_case, is_name
from harvester.detect.entry_fields import case_in, date_alone, without_suffix
from harvester.detect.entry_titles import names_only_a_body
from harvester.normalise.boards import find_boards
from harvester.normalise.given_names import GIVEN_NAMES
from harvester.normalise.lexicon import squeeze
from harvester.normalise.list_publishers import is_anonymous
from harvester.normalise.types import find_review_types

if TYPE_CHECKING:
    from harvester.detect.entry_blocks import Block
    from harvester.normalise.list_publishers import PublisherNames

YEAR: Final = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")
_MAX_BODY: Final = 140  # characters of a heading that names a body
_MAX_AREA: Final = 6  # words of a heading that is an area alone
_BELOW_ALL: Final = 9.0  # rank of a line that is no heading
_A_YEAR: Final = re.compile(r"(?:19[5-9]|20[0-4])\d")
_COUNT: Final = re.compile(r"\s*[\[(]\s*\d{1,4}(?:\s+\w+)?\s*[\])]\s*$")
_BESIDE_A_BODY: Final = re.compile(
    r"(?:published|publications?|reviews?|reports?|SARs?|SCRs?|DHRs?|L?CSPRs?|safeguarding|adults?|child(?:ren)?|serious|"
    r"practice|domestic|homicide|case|learning|from|by|of|the|and|all|our|list|records?|\d|\W)*",
    re.IGNORECASE,
)
_OF_ALL: Final = re.compile(r"\b(?:national|network|panel|repository|library|exchange)\b", re.IGNORECASE)
_SPLIT: Final = re.compile(r"\s+[-|]\s+|\s*[–—;]\s*|\s*:\s+|\s+\(|,\s+")
_VERB: Final = re.compile(
    r"\b(?:is|are|was|were|will|has|have|had|can|may|died|please|contact|we|you|our)\b", re.IGNORECASE
)
_MAX_NAMES: Final = 4
_MAX_HEAD: Final = 8  # words that name a review at the beginning of a line


@dataclass(frozen=True, slots=True)
class Section:
    """What the headings over several entries say of each."""

    year: int | None = None
    kinds: str = ""
    publisher: str | None = None
    anonymous: bool = False
    dated: str = ""  # a line that is a date alone, above the entry
    of_body: float = _BELOW_ALL  # rank of the heading that named the publisher
    of_year: float = _BELOW_ALL

    @property
    def tells(self) -> bool:
        """Whether what stands below is known for an entry by the headings alone."""
        return bool(self.publisher or self.anonymous or self.dated)


def section_of(block: Block, before: Section, names: PublisherNames) -> Section:
    """The section that begins with a block: "SARs 2026", "Thornley Safeguarding Adults Board", "May 2021".

    The same object is given back where none begins.
    """
    text = squeeze(block.text)
    if not text:
        return before
    if block.tag != "dd" and not block.anchors and date_alone(text):
        return replace(before, dated=text)
    heads = block.rank is not None or block.bold
    found = YEAR.findall(text)
    rank = block.rank if block.rank is not None else _BELOW_ALL
    if heads and len(text) <= _MAX_BODY:
        silent = _is_silent(text)
        body = None if silent else body_in(text, names)
        if body or silent:
            year = int(found[0]) if len(found) == 1 else before.year if before.of_year < rank else None
            return replace(before, publisher=body, anonymous=silent, of_body=rank, dated="", year=year)
    if block.rank is None:
        dated = block.bold and _A_YEAR.fullmatch(text) and not block.anchors
        return replace(before, dated=text) if dated else before
    left = before
    if before.tells and rank <= before.of_body:
        left = replace(before, publisher=None, anonymous=False, of_body=_BELOW_ALL, dated="")
    if rank > 1 and not is_section(text):
        return left
    kinds = {m.review_type for m in find_review_types(text) if m.rank >= 3}
    return replace(
        left,
        year=int(found[0]) if len(found) == 1 else None,
        of_year=rank,
        kinds=text if len(kinds) == 1 else "" if rank == 1 else before.kinds,
        dated="",
    )


def _is_silent(text: str) -> bool:
    """Whether a heading says of what is below it that nobody is named, and is no review's own title."""
    short = len(text.split()) <= _MAX_HEAD and is_anonymous(text)
    return short and (is_section(text) or not names_one(text))


def body_in(text: str, names: PublisherNames) -> str | None:
    """The body that a heading names and nothing else: "Thornley SAB (4)", "SARs of Thornley SAB"."""
    plain = _COUNT.sub("", text).strip(" .,:;-–—")
    if not plain or _OF_ALL.search(plain):
        return None
    if names_only_a_body(plain):
        return plain
    if has_case(plain):  # "Learning Review: Child T – Elmhurst Child Protection Committee"
        return None
    mentions = find_boards(plain)
    if len(mentions) == 1:
        rest = f"{plain[: mentions[0].start]} {plain[mentions[0].end :]}"
        return mentions[0].name if _BESIDE_A_BODY.fullmatch(rest) else None
    if not mentions and len(plain.split()) <= _MAX_AREA and plain[:1].isupper() and names.resolve(plain):
        return plain
    return None


def is_section(text: str) -> bool:
    """Whether a heading is over many reviews: it names them in the plural, or is a year."""
    plain = squeeze(text)
    if re.fullmatch(r"(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d)?", plain):
        return True
    plural = re.search(r"\b(?:reviews|reports|SARs|SCRs|CSPRs|LCSPRs|DHRs|library|collection)\b", plain)
    return bool(plural) and not has_case(plain)


@lru_cache(maxsize=1024)  # the same line is asked about from several sides
def names_one(title: str) -> bool:
    """Whether a title names a case, or a kind of review."""
    plain = without_suffix(title)
    return has_case(plain) or any(m.rank >= 2 for m in find_review_types(plain))


def head_of(text: str) -> str:
    """The words before the first dash, colon, bracket or comma of a line; "" where that is a sentence."""
    head = next((part for part in _SPLIT.split(squeeze(text)[:400], maxsplit=2) if part.strip()), "")
    head = head.strip(" -–—:,.()'\"")
    return "" if len(head.split()) > _MAX_HEAD or _VERB.search(head) else head


@lru_cache(maxsize=1024)
def is_called(text: str) -> bool:
    """Whether a line begins with what a review may be called: "Adult K", "Whin House", "Ted and Vi"."""
    head = head_of(text)
    if not head or date_alone(head):
        return False
    words = head.lower().split()
    given = words[0] in GIVEN_NAMES and len(words) <= _MAX_NAMES
    return names_one(head) or ((given or is_name(head)) and case_in(head) is not None)


def year_at_end(title: str) -> int | None:
    """The year with which a title ends, set off from it: "Child F (Elmhurst, December 2013)"."""
    found = YEAR.findall(title)
    set_off = re.search(r"(?:[(,|–—]|\s-\s)[^()/]{0,40}\b((?:19|20)\d\d)\)?\W*$", title)
    return int(found[0]) if len(found) == 1 and set_off else None
