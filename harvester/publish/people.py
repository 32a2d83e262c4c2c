"""How many people a review is about, as far as the published name of its case tells. Pure.

"Child A and Child B" are two, "Family Q" is a number that nobody said. Where the name leaves any doubt
the answer is None: a count of people must not be a guess.
"""

from __future__ import annotations

import re

_ONE = (
    r"child|baby|infant|toddler|adult|young person|young adult|teenager|boy|girl|man|woman|person|patient|"
    r"resident|victim|mr|mrs|ms|miss|mx|dr|sir|mother|father|sister|brother|"
    r"plentyn|baban|oedolyn|person ifanc"
)
_SEVERAL = r"children|babies|adults|young people|siblings|sisters|brothers|twins|boys|girls|plant|oedolion"
_GROUPS = re.compile(
    r"\b(?:famil(?:y|ies)|household|cases?|group|teulu|report|review|others?|homes?|hospitals?|school|"
    r"deaths?|neglect|abuse|exploitation|violence|suicides?|thematic|learning|of|in|from|at|the)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(rf"(?P<one>{_ONE})(?:\b|(?=\d))|(?P<several>{_SEVERAL})\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,\s*and\b|,|;|&|\+|\band\b|\ba\b(?=\s+[A-Z]))\s*")
# A letter or a number, a short code, or a name: "K", "12", "AB/2015", "T2", "Anne-Marie", "O’Neil".
_NAME = re.compile(r"(?:[A-Z0-9]{1,5}(?:[/.\-][A-Z0-9]{1,5})*|[A-ZÀ-Þ][a-zß-ÿŵŷ]+(?:[-’'][A-Za-zÀ-ÿ]+)*)\Z")
_MOST_WORDS = 2


def people_named(case_name: str | None) -> int | None:
    """Number of people whom the name of a case names; None where it does not say."""
    text = (case_name or "").replace("'s", "").replace("’s", "").strip()
    if not text or _GROUPS.search(text):
        return None
    parts = _BETWEEN.split(text)
    bare = [_without_lead(part) for part in parts]
    if not all(part is not None for part, _ in bare):
        return None
    several = any(plural for _, plural in bare)
    # "Twins" and "Child": a word for people, and nobody named by it; but "Mr and Mrs X" are two.
    if not bare[-1][0] or (several and len(parts) == 1):
        return None
    return len(parts)


def _without_lead(part: str) -> tuple[str | None, bool]:
    """What names the person, and whether the word before it speaks of several; None: it names nobody."""
    lead = _LEAD.match(part)
    name = part[lead.end() :].strip() if lead else part
    words = name.split()
    if len(words) > _MOST_WORDS or not all(map(_NAME.match, words)) or not (words or lead):
        return None, False
    return name, bool(lead and lead["several"])
