"""Links that promise nothing by themselves, ranked as ways to look for a hub; and news of publications.

Hubs hide under odd parents (procedures, training, "about us", subgroups). While nothing was found, a few
such pages are asked, the likeliest first.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.detect import words
from harvester.detect.cases import has_case
from harvester.normalise.welsh import any_form

if TYPE_CHECKING:
    from harvester.frontier import Task
    from harvester.records import Candidate

NEWS = 0.55
_SITE_MAP_PAGE = 0.335
OUR_PART = 0.345  # a section called by the name of the source
SHELF = 0.3  # a general list of documents
_LONG = 60

_PUBLISHED = re.compile(r"\b(?:publish\w*|released?|publication|cyhoedd\w*)\b", re.IGNORECASE)
_SITE_MAP = re.compile(r"^(?:site ?map|a ?(?:-|to) ?z(?: of .{1,20})?|a-z index)$", re.IGNORECASE)
_WELSH_BEST = any_form(
    "adolygiad(?:au)? dysgu gwersi cyhoeddiadau adnoddau dogfennau llyfrgell oedolion newyddion "
    "diweddariadau archif(?:au)?"
)
_WELSH_GOOD = any_form(
    "proffesiynol ymarferwyr adroddiadau ein~gwaith bwrdd partneriaeth pwyllgor diogelu~(?:plant|oedolion)"
)
_WELSH_FAIR = any_form(
    "hyfforddiant polisi polisïau gweithdrefnau canllawiau amdanom gwybodaeth diogelu plant mwy"
)
_BEST_ROUTE = re.compile(
    r"\breviews?\b|(?<!e-)\blearning\b(?! diff| disab)|\blessons\b|\bpublications?\b|\bresources?\b"
    r"|\bdocuments\b|\blibrary\b|\bdysgu\b"
    r"|\badults?\b|\bcommunity safety\b"
    # In Welsh news too: of the two halves of a site only the other one's news may have been read.
    rf"|{_WELSH_BEST}",
    re.IGNORECASE,
)
_GOOD_ROUTE = re.compile(
    r"\bprofessional|\bpractitioner|\bresource|\bpublication|(?<!e-)\blearning\b(?! diff| disab)"
    r"|\bdocuments?\b|\blibrary\b"
    r"|\breports?\b|\bour work\b|\bwhat we do\b|\breview|\bdownloads?\b|\bpartnership\b|\bboard\b"
    r"|\bls?c[bp]s?\b|\bpartners\b|\bquality\b|\bworkforce\b|\bcommittee\b|\bdysgu\b"
    rf"|\bsafeguarding (?:child|adult)|{_WELSH_GOOD}",
    re.IGNORECASE,
)
_FAIR_ROUTE = re.compile(
    r"\btraining\b|\bpolic(?:y|ies)\b|\bprocedures\b|\bguidance\b|\babout\b|\bnews\b|\blatest\b|\bupdates?\b|\bblog\b|\bstrateg|\bthreshold"
    r"|\binformation\b|\bsafeguarding\b|\bchild protection\b|\bdomestic\b|\bmore\b|\badults?\b|\bchildren\b"
    rf"|{_WELSH_FAIR}",
    re.IGNORECASE,
)
_NO_ROUTE = re.compile(
    r"\b(?:privacy|cookies?|accessib\w+|contact|log ?in|sign ?in|register|terms|copyright|disclaimer|feedback"
    r"|report (?:a|an|it)|concerns?|worried|book(?:ing)?|events?|calendar|jobs?|vacanc\w+|search|twitter"
    r"|facebook|home|homepage|quick exit|skip|subscribe|newsletters?|faqs?|translate|top|back|close|exit"
    r"|language|cymraeg|english|emergency|help|annual|campaign|week|conference|award|privately"
    r"|fostering|exploitation|online|app"
    r"|preifatrwydd|cwcis|hygyrchedd|cysylltu|cysylltwch|telerau|hafan|pryder\w*|digwyddiadau|calendr|swyddi|chwilio"
    r"|cylchlythyr\w*|blynyddol|ymgyrch\w*|wythnos|argyfwng)\b",
    re.IGNORECASE,
)

_SHELF = re.compile(
    r"^(?:(?:our|all|the|view|see|browse|key|latest|useful|board|partnership|practice|professionals?'?"
    r"|practitioners?'?|l?s[ac][bp]p?|safeguarding|adults?|children'?s|learning|case|7mb"
    r"|(?:7|seven)[- ]?minute) ){0,4}"
    r"(?:downloads?|publications?|documents|library|briefings?|briefing (?:notes|papers|sheets)|resources"
    r"|(?:document|resource|download|publication|learning|briefing)s? (?:library|centre|hub|store|archive)"
    r"|reports"
    r"|repository|cyhoeddiadau|adnoddau|dogfennau|llyfrgell|lawrlwythiadau)"
    r"(?: (?:and|&|/) (?:\w+ ){0,2}(?:downloads?|publications?|documents|library|briefings?|resources|reports"
    r"|learning|leaflets|tools|toolkits?|links|guides|newsletters|information))?$",
    re.IGNORECASE,
)

# What lists of reviews are called by those who avoid the word.
_HINT = re.compile(
    r"\bserious incidents?\b|\bincidents?$|\b(?:goe?s?|went|gone) wrong\b|\bwhat happened\b|\bcases\b"
    r"|\bcase review|\bchild(?:ren)? (?:dies|died|death)"
    r"|\b(?:someone|person|adult) (?:dies|died|is killed)|\btrag[ei]",
    re.IGNORECASE,
)
# Sections below which a hub may have any name, and what an unknown label below them is worth.
_BEST_WAY = re.compile(
    r"(?<!e-)\blearning\b|\blessons\b|\breviews?\b|\bpublications?\b|\bresources?\b|\blibrary\b|\breports?\b"
    r"|\bdocuments?\b|\bdysgu\b|\badnoddau\b|\bcyhoeddiadau\b|\badolygiadau\b|\badroddiadau\b|\bllyfrgell\b|\bimprov\w+|\bquality\b",
    re.IGNORECASE,
)
_GOOD_WAY = re.compile(
    r"\bprofessionals?\b|\bpractitioners?\b|\bpractice\b|\babout\b|\bour work\b|\bwhat we do\b|\bboard\b"
    r"|\bpartnership\b|\bworkforce\b|\bworkers\b|\bl?sc[bp]\b|\bcommittee\b|\bpartners\b"
    r"|\bproffesiynol\b|\bymarferwyr\b|\bein gwaith\b|\by bwrdd\b",
    re.IGNORECASE,
)
_BELOW_BEST, _BELOW_GOOD, _BELOW_TOPIC = 0.31, 0.25, 0.11
_LAST = 0.12  # flat addresses tell nothing of the section, and some parents mislead; last of all
_TOPIC = re.compile(
    r"\bneglect|\babuse\b|\bassessments?\b|\ballegations?\b|\blado\b|\brecruitment\b|\bfgm\b|\bslavery\b"
    r"|\bearly help\b|\beducation\b|\bschools?\b|\binformation sharing\b|\bsharing information\b|\bhealth\b"
    r"|\bcarers?\b|\bbullying\b|\bvoice of\b|\bsigns of\b|\bbelief\b|\bbehaviour\b|\bsleep|\bparenting\b"
    r"|(?<!community )\bsafety\b|\bdrugs?\b|\balcohol\b|\btrafficking\b|\bradicali[sz]ation\b|\bprevent\b"
    r"|\bmembers\b|\bmeetings?\b|\bwho we are\b|\bconsent\b|\bcomplaints?\b|\bcapacity\b|\bscams?\b"
    r"|\byoung\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=8_192)
def news_worth(text: str) -> float:
    """What a news item is worth: something when its title speaks of a review that was published.

    It may carry the only link to the document, or lead back to the hub.
    """
    title = text[:300]
    if _PUBLISHED.search(title) and (words.TYPE.search(title) or has_case(title)):
        return NEWS
    return 0.0


def way_of(one: Candidate, task: Task) -> str:
    """The sections that a link stands below: the page that holds it, or those that its address names.

    Menus show the whole site on every page, so there only the address tells.
    """
    named = _folders(one.url)
    if one.link.furniture or (task.depth == 0 and not task.declared):
        return named
    return f"{one.page_heading or one.page_title} / {named}"


@lru_cache(maxsize=8_192)
def _folders(url: str) -> str:
    folders = url.partition("?")[0].rstrip("/").split("/")[3:-1]
    return re.sub(r"[-_+]|%20", " ", " / ".join(folders))


@lru_cache(maxsize=8_192)
def route_worth(text: str, *, menu: bool, way: str = "") -> float:
    """How likely a link without promise is a way to the hub; 0 when it is none.

    Args:
        text: its label.
        menu: whether it stands in the menu of the homepage. Sections are looked into before their topics.
        way: the sections that it stands below. Below "Learning" a hub may have any name.
    """
    label = " ".join(text[:500].split())[:100]
    if not label:
        return 0.0
    if _SITE_MAP.match(label):
        return _SITE_MAP_PAGE
    rank = _rank(label)
    worth = max(0.0, rank.value[0 if menu else 1])
    if (menu or way) and rank is _Rank.UNKNOWN and not _is_topic(label):
        worth = _LAST
    if rank in (_Rank.NONE, _Rank.POOR) or not way:
        return worth
    below = _BELOW_BEST if _BEST_WAY.search(way) else _BELOW_GOOD if _GOOD_WAY.search(way) else 0.0
    if below and rank is _Rank.UNKNOWN and _is_topic(label):
        return _BELOW_TOPIC
    return max(worth, below)


@lru_cache(maxsize=8_192)
def _is_topic(label: str) -> bool:
    """Whether a label names something else that stands below "Learning" and "Professionals"."""
    others = (words.FORM, words.GUIDANCE, words.GOVERNANCE, words.TRAINING, words.OTHER_BODY, words.AUDIT)
    return bool(_TOPIC.search(label)) or any(pattern.search(label) for pattern in others)


@lru_cache(maxsize=8_192)
def is_shelf(text: str) -> bool:
    """Whether a label is that of a general list of documents: "Downloads", "Briefings", "Publications"."""
    label = " ".join(text[:200].split())
    return bool(_SHELF.match(label))


class _Rank(Enum):
    """Worth of a label in the menu of the homepage, and elsewhere; all below what is worth following."""

    BEST = (0.34, 0.3)
    GOOD = (0.29, 0.24)
    FAIR = (0.27, 0.16)
    POOR = (0.2, 0.1)
    UNKNOWN = (0.0, 0.0)
    NONE = (-1.0, -1.0)  # its words say that it leads elsewhere


def _rank(label: str) -> _Rank:
    # "Adults" is a section that may hold reviews, "Multi-agency adult policy" is none.
    narrow = _is_topic(label) and not _BEST_WAY.search(label)
    good, fair = _GOOD_ROUTE.search(label), _FAIR_ROUTE.search(label)
    if _NO_ROUTE.search(label) or len(label) > _LONG:
        # "Training and events" is a way, "Report a concern about children" is none.
        first = label.split(" ", 1)[0]
        is_way = (good or fair) and not _NO_ROUTE.search(first) and len(label) <= _LONG
        return _Rank.POOR if is_way else _Rank.NONE
    if _HINT.search(label):
        return _Rank.BEST
    if narrow:
        return _Rank.FAIR if good or fair else _Rank.UNKNOWN
    if _BEST_ROUTE.search(label):
        return _Rank.BEST
    return _Rank.GOOD if good else _Rank.FAIR if fair else _Rank.UNKNOWN
