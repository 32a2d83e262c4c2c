"""Whether a page says that its site has moved, and where to."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.detect import addresses
from harvester.urls import host_of, never_fetched

if TYPE_CHECKING:
    from tldextract import TLDExtract

    from harvester.records import Page

_WHO = r"(?:we|we['’]ve|(?:web ?)?site|board|partnership|committee|page|lscb|lscp|scp)"
_MOVED = re.compile(
    rf"\b{_WHO}\b[^.\n]{{0,80}}\b(?:moved|relocated|transferred|replaced|migrated)\b"
    r"|\b(?:our|a|the) new (?:web ?)?site\b|\bnew home\b|\bnow (?:be )?(?:found|available|hosted) (?:at|on)\b"
    rf"|\b{_WHO} (?:has|is) (?:now )?(?:been )?closed\b|\bno longer (?:updated|maintained)\b"
    r"|\bwedi symud\b",
    re.IGNORECASE,
)
# Parts of a site move without it.
_OTHER_MOVE = re.compile(
    r"\btraining|\bcourses?\b|\bbooking|\be-?learning\b|\bprocedures?\b|\bpolic(?:y|ies)\b|\bnewsletter"
    r"|\bconsultation\b|\bsurvey\b|\bdirectory\b",
    re.IGNORECASE,
)
_SHORT_PAGE = 1_200


def moved_to(page: Page, hosts: frozenset[str]) -> str | None:
    """The address on another host that this page sends its readers to, if it does.

    A meta refresh counts, and so does a link beside words such as "we have moved to".
    """
    if page.refresh and host_of(page.refresh) not in hosts | {""}:
        return page.refresh
    whole_page = _MOVED.search(f"{page.title}. {page.h1}") or (
        len(page.text) < _SHORT_PAGE and _MOVED.search(page.text)
    )
    for link in page.links:
        host = host_of(link.url)
        if host in hosts or not link.url.startswith(("http://", "https://")) or link.furniture:
            continue
        if never_fetched(link.url, hosts) or addresses.is_national(link.url):
            continue
        beside = f"{link.nearby[:500]} ; {link.text[:200]}"
        if (whole_page or _MOVED.search(beside)) and not _OTHER_MOVE.search(beside):
            return link.url
    return None


@lru_cache(maxsize=1)
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract  # slow to import; few sites move

    return TLDExtract(suffix_list_urls=(), cache_dir=None)  # the bundled list; no network, no files


def registered_domain(host: str) -> str:
    """The domain that somebody registered ("x.org.uk" of "www.x.org.uk"), else the host itself."""
    return _suffixes()(host).top_domain_under_public_suffix or host


def sentence_of_move(old: str, new: str) -> str:
    """One plain sentence for the operator: who must correct the declaration reads it.

    Another host of the same domain is the same owner's; another domain may have another owner.
    """
    same = registered_domain(host_of(old)) == registered_domain(host_of(new))
    return f"{old} has moved to another {'host' if same else 'domain'}: {new}"
