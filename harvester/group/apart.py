"""What keeps two sets of documents apart: years, numbers in titles, kinds in codes, publishers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.normalise.case_codes import kind_in_code
from harvester.normalise.lexicon import fold

if TYPE_CHECKING:
    from harvester.group.facts import Facts


def years_between(one: list[Facts], two: list[Facts]) -> int | None:
    """Years between two sets of documents; 0 where they overlap, None where a date is missing."""
    a = [y for item in one for y in (item.first_year, item.last_year) if y]
    b = [y for item in two for y in (item.first_year, item.last_year) if y]
    if not a or not b:
        return None
    return max(0, min(b) - max(a), min(a) - max(b))


_SECOND = re.compile(r"(?<!part )(?<!volume )(?<!vol )(?<!appendix )\b(?:ii|iii|iv)\b", re.IGNORECASE)


def numbered_apart(one: Facts, two: Facts) -> bool:
    """Whether the titles are one but for a number, and the years differ: "Burns: briefing" and "… II"."""
    if one.doc.role is not two.doc.role or not one.first_year or one.first_year == two.first_year:
        return False
    a, b = one.doc.title[:300], two.doc.title[:300]
    if bool(_SECOND.search(a)) == bool(_SECOND.search(b)):
        return False
    return _letters(_SECOND.sub(" ", a)) == _letters(_SECOND.sub(" ", b))


def lettered_apart(a: list[Facts], b: list[Facts]) -> bool:
    """Whether the codes of both say another kind: "CPR 1/2020" and "APR 1/2020" share but the number."""
    one = {kind for item in a if (kind := kind_in_code(item.doc.case_name or ""))}
    two = {kind for item in b if (kind := kind_in_code(item.doc.case_name or ""))}
    return bool(one and two) and one.isdisjoint(two)


def of_other_bodies(a: list[Facts], b: list[Facts]) -> bool:
    """Whether both were found in lists of many bodies only, and name publishers that are not the same."""
    if any(item.at_home for item in (*a, *b)):
        return False
    one = {slug for item in a if item.stated or item.elsewhere for slug in item.shelves}
    two = {slug for item in b if item.stated or item.elsewhere for slug in item.shelves}
    return bool(one and two) and one.isdisjoint(two)


def _letters(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", fold(text))
