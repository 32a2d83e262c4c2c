"""Archives split by month or year: one part that announces a review speaks for all of them. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.detect import words
from harvester.frontier import TaskKind
from harvester.normalise.lexicon import MONTH_PATTERN
from harvester.urls import host_of

if TYPE_CHECKING:
    from harvester.frontier import Task
    from harvester.records import Candidate, Link

# A month of an archive may announce a review; one on a page that was declared is likelier to.
# The months of the first year, which is the latest, come before the other years.
_PART, _PART_BELOW, _PART_OF_DECLARED = 0.27, 0.275, 0.45
_DEPTH = 3
_YEAR = r"(?:19|20)\d\d"
_PERIOD = re.compile(
    rf"^(?:(?:news|posts|updates|archives?|items?)\b[ :,–-]*){{0,2}}(?:(?:for|from|of|in) )?"
    rf"(?:{MONTH_PATTERN}[ ,'’/–-]*)?{_YEAR}(?: ?[-/–] ?(?:20)?\d\d)?"
    rf"(?: (?:archives?|news|posts|updates))?(?: ?\(\d{{1,4}}\))?$",
    re.IGNORECASE,
)
_BARE_MONTH = re.compile(rf"^{MONTH_PATTERN}(?: ?\(\d{{1,4}}\))?$", re.IGNORECASE)
_IN_ADDRESS = re.compile(rf"{MONTH_PATTERN}(?![a-z])|\d+", re.IGNORECASE)
# The part of an address in which a year or a month stands first.
_DATED_PART = re.compile(
    rf"[^/?&=]*(?:(?<!\d){_YEAR}(?!\d)|(?<![a-z]){MONTH_PATTERN}(?![a-z])).*", re.IGNORECASE | re.DOTALL
)
_OTHER_ARCHIVES = (words.GOVERNANCE, words.TRAINING, words.FORM, words.ASSURANCE, words.GUIDANCE)


def is_period(link: Link, url: str) -> bool:
    """Whether a link leads to what was posted in one month or year: "May 2024", "May" below "2024"."""
    return _is_period((link.text or link.alt or link.title)[:100], link.heading, url)


@lru_cache(maxsize=8_192)
def _is_period(said: str, heading: str, url: str) -> bool:
    label = " ".join(said.split())
    if _PERIOD.match(label):
        return True
    return bool(_BARE_MONTH.match(label) and re.search(_YEAR, f"{heading} {url}"))


@lru_cache(maxsize=8_192)
def series_of(url: str) -> str:
    """The archive that a part belongs to: its address up to the year or month, without other numbers.

    Years and the months below them are one archive, so that a find in May 2019 speaks for 2017 too.
    """
    host = host_of(url)
    rest = url.split("//", 1)[-1].partition("/")[2].rstrip("/").lower()
    dated = _DATED_PART.search(rest)
    rest = rest[: dated.start()] if dated else rest
    return f"series {host} {_IN_ADDRESS.sub('#', rest)}"


def promise_of_part(one: Candidate, task: Task) -> float:
    """What a month or year is worth that nothing else speaks for; 0 in archives of something else."""
    about = f"{one.page_heading or one.page_title} {one.link.heading}"
    too_deep = task.depth > _DEPTH and not task.part  # a year leads to its months, however deep it lies
    if too_deep or (not task.declared and any(pattern.search(about) for pattern in _OTHER_ARCHIVES)):
        return 0.0
    if task.declared and not one.link.furniture:
        return _PART_OF_DECLARED
    return _PART_BELOW if task.part else _PART


def member_of(found: Task | None, one: Candidate, task: Task) -> Task | None:
    """A page that a part of an archive leads to, with its name: what it brings speaks for the other parts."""
    if found is None or found.kind is not TaskKind.PAGE or not task.part or one.link.furniture:
        return found
    return replace(found, series=task.series)
