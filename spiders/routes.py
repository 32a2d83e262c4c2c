"""Links that promise nothing by themselves, ranked as ways to look for a hub; and news of publications.

Hubs hide under odd parents (procedures, training, "about us", subgroups). While nothing was found, a few
such pages are asked, the likeliest first.
"""

from __future__ import annotations

import re
from enum import Enum

from harvester.detect import words
from harvester.detect.cases import has_case

NEWS = 0.55
_SITE_MAP_PAGE = 0.345
_LONG = 60

_PUBLISHED = re.compile(r"\b(?:publish\w*|released?|publication|cyhoedd\w*)\b", re.IGNORECASE)
_SITE_MAP = re.compile(r"^(?:site ?map|a ?(?:-|to) ?z(?: of .{1,20})?|a-z index)$", re.IGNORECASE)
_BEST_ROUTE = re.compile(
    r"\breviews?\b|\blearning\b|\blessons\b|\bpublications?\b|\bresources?\b|\bdocuments\b|\blibrary\b|\bdysgu\b"
    r"|\badults?\b|\bcommunity safety\b",
    re.IGNORECASE,
)
_GOOD_ROUTE = re.compile(
    r"\bprofessional|\bpractitioner|\bresource|\bpublication|\blearning\b|\bdocuments?\b|\blibrary\b"
    r"|\breports?\b|\bour work\b|\bwhat we do\b|\breview|\bdownloads?\b|\bpartnership\b|\bboard\b"
    r"|\bls?c[bp]s?\b|\bpartners\b|\bquality\b|\bworkforce\b|\bcommittee\b|\bdysgu\b"
    r"|\bsafeguarding (?:child|adult)",
    re.IGNORECASE,
)
_FAIR_ROUTE = re.compile(
    r"\btraining\b|\bpolic(?:y|ies)\b|\bprocedures\b|\bguidance\b|\babout\b|\bnews\b|\blatest\b|\bupdates?\b|\bblog\b|\bstrateg|\bthreshold"
    r"|\binformation\b|\bsafeguarding\b|\bchild protection\b|\bdomestic\b|\bmore\b|\badults?\b|\bchildren\b",
    re.IGNORECASE,
)
_NO_ROUTE = re.compile(
    r"\b(?:privacy|cookies?|accessib\w+|contact|log ?in|sign ?in|register|terms|copyright|disclaimer|feedback"
    r"|report (?:a|an|it)|concerns?|worried|book(?:ing)?|events?|calendar|jobs?|vacanc\w+|search|twitter"
    r"|facebook|home|homepage|quick exit|skip|subscribe|newsletters?|faqs?|translate|top|back|close|exit"
    r"|language|cymraeg|english|emergency|help|annual|threshold|campaign|week|conference|award|privately"
    r"|fostering|exploitation|online|app)\b",
    re.IGNORECASE,
)


def news_worth(text: str) -> float:
    """What a news item is worth: something when its title speaks of a review that was published.

    It may carry the only link to the document, or lead back to the hub.
    """
    title = text[:300]
    if _PUBLISHED.search(title) and (words.TYPE.search(title) or has_case(title)):
        return NEWS
    return 0.0


def route_worth(text: str, *, menu: bool) -> float:
    """How likely a link without promise is a way to the hub; 0 when it is none.

    Args:
        text: its label.
        menu: whether it stands in the menu of the homepage. Sections are looked into before their topics.
    """
    label = " ".join(text[:500].split())[:100]
    if not label:
        return 0.0
    if _SITE_MAP.match(label):
        return _SITE_MAP_PAGE
    return _rank(label).value[0 if menu else 1]


class _Rank(Enum):
    """Worth of a label in the menu of the homepage, and elsewhere; all below what is worth following."""

    BEST = (0.34, 0.3)
    GOOD = (0.29, 0.24)
    FAIR = (0.27, 0.16)
    POOR = (0.2, 0.1)
    NONE = (0.0, 0.0)


def _rank(label: str) -> _Rank:
    good, fair = _GOOD_ROUTE.search(label), _FAIR_ROUTE.search(label)
    if _NO_ROUTE.search(label) or len(label) > _LONG:
        # "Training and events" is a way, "Report a concern about children" is none.
        first = label.split(" ", 1)[0]
        is_way = (good or fair) and not _NO_ROUTE.search(first) and len(label) <= _LONG
        return _Rank.POOR if is_way else _Rank.NONE
    if _BEST_ROUTE.search(label):
        return _Rank.BEST
    return _Rank.GOOD if good else _Rank.FAIR if fair else _Rank.NONE
