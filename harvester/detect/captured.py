"""Whether a captured answer is what the site had to say: no page of the archive, no parked domain, no error.

A board that closed leaves its domain to registrars and dealers, and crawlers of web archives keep coming.
So the newest capture of an address is often not the board's. What stands in its place is told by content,
since all of it was answered with status 200. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from harvester import media_type
from harvester.detect.pages import judge_page, parse_page
from harvester.detect.titles import own_title
from harvester.urls import document_suffix, host_of
from harvester.vocabulary import PageKind

if TYPE_CHECKING:
    from harvester.records import Page

_HEAD: Final = 8192
_THIN: Final = 3_000  # characters; what is longer has something to say
_NOTICE: Final = 1_200
_FEW_LINKS: Final = 12


class Flaw(StrEnum):
    """Why a capture is not good."""

    ARCHIVE = "a page of the archive itself"
    MISSING = "a captured error page"
    WALL = "a captured wall"
    PARKED = "a parked domain or a placeholder"
    AWAY = "a page that sends its readers to another site"
    NOTICE = "a notice that the site has closed or moved"
    PAGE = "a web page where a file was promised"
    KIND = "not a file of the kind that was promised"
    BLANK = "a page that says nothing"
    EMPTY = "an empty body"


# After these the site was no longer its owner's, or no longer there.
CLOSING: Final = frozenset({Flaw.PARKED, Flaw.AWAY})
# Better than nothing, when no other capture is good.
LAST_RESORT: Final = frozenset({Flaw.NOTICE, Flaw.PAGE, Flaw.BLANK})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureVerdict:
    """What is wrong with a captured answer, if anything."""

    flaw: Flaw | None = None
    why: str = ""  # in words; what was seen


_ARCHIVE: Final = re.compile(
    r"wayback machine (?:doesn't|does not) have (?:that|this) page archived|has not archived that url"
    r"|this url has been excluded from the wayback machine|got an http \d{3} response at crawl time"
    r"|could not be found in this collection|page cannot be (?:crawled or )?displayed due to robots"
    r"|the wayback machine is an initiative of|(?:sorry|error)[^.]{0,60}\bweb archive\b"
    r"|resource not in archive|not in archive\b|this page is not available (?:in|on) (?:the|this) web archive"
    r"|snapshot cannot be displayed|failed to open (?:warc|arc)|archived page not found"
    r"|url not found in archive"
    r"|this snapshot was not found|the requested url .{0,200} (?:is|was) not (?:found )?in (?:the"
    r"|this) archive",
    re.IGNORECASE,
)
_ARCHIVE_TITLE: Final = re.compile(
    r"^(?:internet archive )?wayback machine$|^pywb\b|^url not found$|\bnot in archive\b"
    r"|^archived page not found",
    re.IGNORECASE,
)
_PARKED: Final = re.compile(
    r"\b(?:this|the) (?:web ?site |premium )?domain(?: name)?[^.\n]{0,60}\b(?:for sale|is available"
    r"|can be yours"
    r"|has expired|expired on|is parked|was recently registered|has recently been registered|may be for sale"
    r"|has been registered|is registered|has been suspended|is not (?:configured|connected|linked))"
    r"|\b(?:buy|purchase|acquire|own|get|make an offer (?:on|for)|[ie]nquire about) this domain\b"
    r"|\bdomain (?:name )?(?:is )?(?:for sale|parked|parking|expired)\b|\bparked (?:free|domain|page|by|at)\b"
    r"|\b[\w-]+\.(?:org|co|com|net|gov|me|info)(?:\.uk)? (?:is|may be) (?:for sale|available|parked)\b"
    r"|\bfuture home of\b|\bthis (?:web ?)?site (?:is|has been) (?:parked|suspended|expired|disabled)\b"
    r"|\bthis site is (?:not (?:yet )?published|coming soon)\b|\bwebsite coming soon\b"
    r"|\bsite under construction\b"
    r"|\bdefault (?:web ?site|web ?page|server page|parking page|hosting page)\b"
    r"|\bwelcome to (?:nginx|centos|apache|ubuntu|debian|your new (?:web ?)?site|wordpress)\b|\bit works!"
    r"|\bapache2? .{0,20}default page\b|\biis windows server\b|\baccount (?:has been )?suspended\b"
    r"|\bcontact your (?:hosting|web host(?:ing)?) provider\b|\brenew (?:your|this|the) domain\b"
    r"|\bregistered (?:with|at|through|by|via) (?:fasthosts|123-?reg|godaddy|namecheap|ionos|1&1|tucows"
    r"|gandi)\b",
    re.IGNORECASE,
)
# What alone may stand on a page of a board, and how much it weighs; together it makes a parked page.
_TRACES: Final = (
    (4, re.compile(r"\bsponsored (?:listings?|links?|results)\b", re.IGNORECASE)),
    (2, re.compile(r"\brelated searches\b|\bpopular categories\b|\bsearch ads\b", re.IGNORECASE)),
    (2, re.compile(r"\bdomain (?:owner|names?|registration)\b|\bregistrar\b|\bwhois\b", re.IGNORECASE)),
    (2, re.compile(r"\b(?:sedo|hugedomains|godaddy|namecheap|dan\.com|plesk|cpanel)\b", re.IGNORECASE)),
    (1, re.compile(r"\b(?:web ?)?hosting\b|\bweb ?space\b|\bfasthosts\b|\b123-?reg\b", re.IGNORECASE)),
    (1, re.compile(r"\bcoming soon\b|\bunder construction\b", re.IGNORECASE)),
)
_ENOUGH: Final = 4
_PARKED_TITLE: Final = re.compile(
    r"^(?:(?:web ?site |site )?coming soon|(?:site )?under construction|parked(?: .*)?|domain|default"
    r"|(?:account )?suspended(?: domain)?|index of /.*|test page.*|it works!?|future home.*)[.!]*$"
    r"|^[\w-]+(?:\.[\w-]+){1,3}$",  # nothing but the name of the domain
    re.IGNORECASE,
)
_DEALERS: Final = re.compile(
    rb"sedoparking\.com|parkingcrew\.net|bodis\.com|parklogic\.com|hugedomains\.com|afternic\.com|"
    rb"\bdan\.com|above\.com|domainmarket\.com|undeveloped\.com|skenzo\.com|parking-lander|"
    rb"/park\.js|window\.park\b|domainnameshop|uniregistry\.com|voodoo\.com|adsense/domains|caf\.js",
    re.IGNORECASE,
)
_TRADE: Final = re.compile(
    r"\b(?:casinos?|slots?|betting|bookmakers?|poker|roulette|viagra|cialis|payday loans?|crypto"
    r"|replica|escorts?|forex|togel|judi|slot gacor|essay writing|cbd oil|vape)\b",
    re.IGNORECASE,
)
_OURS: Final = re.compile(
    r"safeguard|\bchild(?:ren)?\b|\badults?\b|\breviews?\b|\bpartnership\b|diogelu|plant", re.IGNORECASE
)
_SENT: Final = re.compile(
    rb"(?:location(?:\.href)?\s{0,3}=|location\.replace\(|<i?frame[^>]{1,300}?\bsrc\s{0,3}=)\s{0,3}"
    rb"[\"'](https?://[^\"'\s]{1,500})",
    re.IGNORECASE,
)
_MARKUP: Final = 200_000  # bytes of markup that are searched
_BROKEN: Final = re.compile(
    r"^(?:http )?(?:error )?5\d\d\b|\binternal server error\b|\bservice (?:temporarily )?unavailable\b"
    r"|\bbad gateway\b"
    r"|\bgateway time-?out\b|\berror establishing a database connection\b|\bdatabase (?:connection )?error\b"
    r"|^server error in\b|\bruntime error\b|\bunder maintenance\b|\bmaintenance mode\b"
    r"|\btemporarily (?:down|offline)\b"
    r"|\bfatal error\b|\bhttp error 4\d\d|\bforbidden$|\baccess denied\b"
    r"|\bunable to connect to (?:the )?database"
    r"|\bresource limit (?:is )?reached\b|\bbandwidth limit exceeded\b|\bwe(?:'|’)ll be back soon\b"
    r"|\bthe resource cannot be found\b|\bbriefly unavailable\b",
    re.IGNORECASE,
)
_CLOSED: Final = re.compile(
    r"\b(?:web ?site|site|board|partnership|committee|lscb|lscp|scp|organisation|we)\b[^.;\n]{0,40}"
    r"\b(?:has|have|is|was|are) (?:now |been |now been )?(?:closed|moved|replaced|decommissioned"
    r"|dissolved|archived"
    r"|ceased|superseded|retired)\b"
    r"|\b(?:web ?site|site) is no longer (?:available|active|maintained|updated|in use)\b"
    r"|\b(?:our|the) new (?:web ?)?site\b|\bno longer exists?\b|\bceased to (?:exist|operate)\b"
    r"|\bwedi (?:symud|cau)\b",
    re.IGNORECASE,
)


def judge_capture(body: bytes, url: str, *, hosts: frozenset[str], file_promised: bool) -> CaptureVerdict:
    """Whether a captured 200 answer is the site's own and says something.

    Args:
        body: what was captured, decoded.
        url: the original address.
        hosts: the hosts that the archive answers for; a page that sends its readers elsewhere is not good.
        file_promised: the address names a document format.
    """
    if not body.strip():
        return CaptureVerdict(flaw=Flaw.EMPTY, why=Flaw.EMPTY.value)
    kind = media_type.detect_media_type(body[:_HEAD], size=len(body))
    if kind != media_type.HTML:
        other = file_promised and kind in (None, media_type.PLAIN, media_type.XML)
        return CaptureVerdict(flaw=Flaw.KIND, why=Flaw.KIND.value) if other else CaptureVerdict()
    page = parse_page(body, url)
    text = f"{page.title} ; {page.h1} ; {page.text[:_THIN]}".replace("’", "'")
    found = (
        _of_archive(page, text) or _parked(page, text, body) or _away(page, body, hosts) or _dead(page, text)
    )
    if found is not None:
        return found
    if file_promised:
        return CaptureVerdict(flaw=Flaw.PAGE, why=Flaw.PAGE.value)
    if not (page.text.strip() or page.links or page.refresh):
        return CaptureVerdict(flaw=Flaw.BLANK, why=Flaw.BLANK.value)
    return CaptureVerdict()


def _flaw(flaw: Flaw, seen: str) -> CaptureVerdict:
    return CaptureVerdict(flaw=flaw, why=f"{flaw.value} ({' '.join(seen.split())[:80]})")


def _is_thin(page: Page) -> bool:
    """Whether a page says little and offers no file."""
    return len(page.text) < _THIN and not any(document_suffix(link.url) for link in page.links)


def _of_archive(page: Page, text: str) -> CaptureVerdict | None:
    if not _is_thin(page):
        return None
    found = _ARCHIVE.search(text) or _ARCHIVE_TITLE.search(page.title.strip())
    return _flaw(Flaw.ARCHIVE, found.group()) if found else None


def _parked(page: Page, text: str, body: bytes) -> CaptureVerdict | None:
    """A domain that is for sale, a registrar's or hosting company's placeholder, somebody else's trade."""
    if not _is_thin(page):
        return None
    title = page.title.strip()
    if found := _PARKED.search(text):
        return _flaw(Flaw.PARKED, found.group())
    traces = [(weight, found.group()) for weight, trace in _TRACES if (found := trace.search(text))]
    named = _PARKED_TITLE.search(title)
    weight = sum(weight for weight, _ in traces) + (2 if named else 0)
    if traces and weight >= _ENOUGH:
        return _flaw(Flaw.PARKED, " … ".join(seen for _, seen in traces))
    if named and len(page.text) < _NOTICE and not _OURS.search(page.text):
        return _flaw(Flaw.PARKED, title)
    if len(page.text) < _NOTICE and (dealer := _DEALERS.search(body[:_MARKUP])):
        return _flaw(Flaw.PARKED, dealer.group().decode("latin-1"))
    trade = {found.lower().rstrip("s") for found in _TRADE.findall(text)}
    if len(trade) >= 3 and len(_OURS.findall(text)) < len(trade):
        return _flaw(Flaw.PARKED, ", ".join(sorted(trade)))
    return None


def _away(page: Page, body: bytes, hosts: frozenset[str]) -> CaptureVerdict | None:
    """Sends its readers to a host that is not the board's: by refresh, by script, or by a frame over all."""
    targets = [page.refresh] if page.refresh else []
    if len(page.text) < 300 and not page.links:
        targets += [match[1].decode("latin-1") for match in _SENT.finditer(body[:_MARKUP])]
    for target in targets:
        host = host_of(target)
        if host and host not in hosts:
            return _flaw(Flaw.AWAY, host)
    return None


def _dead(page: Page, text: str) -> CaptureVerdict | None:
    verdict = judge_page(page)
    if verdict.kind is PageKind.MISSING:
        return _flaw(Flaw.MISSING, "; ".join(verdict.reasons))
    if verdict.kind is PageKind.WALL:
        return _flaw(Flaw.WALL, "; ".join(verdict.reasons))
    if not _is_thin(page):
        return None
    if len(page.text) < _NOTICE and (found := _BROKEN.search(own_title(page)) or _BROKEN.search(page.title)):
        return _flaw(Flaw.MISSING, found.group())
    own = [link for link in page.links if host_of(link.url) == host_of(page.url)]
    if len(page.text) < _NOTICE and len(own) <= _FEW_LINKS and (found := _CLOSED.search(text)):
        return _flaw(Flaw.NOTICE, found.group())
    return None
