"""What an index of captures is asked for over HTTP, and how its list is had part by part. Pure.

Three ways to have a long list are known (docs/discover.md): pages that are counted first (`showNumPages`,
then `page=0…`: Common Crawl, and pywb or Wayback with a large index), parts with a key to go on with
(`resumeKey`: Wayback), and everything at once (pywb with a small index, which knows neither).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS_A_PART: Final = 10_000
MOST_PARTS: Final = 20_000  # of one list
# What `harvester.discover.sieve` looks for in addresses, in words that Python and Java read alike.
NAMED: Final = r"(?i).*(?:review|adolyg|verview|[^a-z](?:l?cspr|lscpr|scr|dhr|susr)s?(?:[^a-z]|$)).*"
_WAYBACK: Final = re.compile(r"/cdx/search(?:/cdx|/csv)?/?$")
_OURS: Final = frozenset({"output", "page", "limit", "showNumPages", "showResumeKey", "resumeKey", "fl"})
_DATA: Final = {"index.commoncrawl.org": "https://data.commoncrawl.org/"}


def is_http(name: str) -> bool:
    """Whether a name is an address that is asked over HTTP."""
    return name.lower().startswith(("http://", "https://"))


def queries_of(address: str, within: Sequence[str]) -> list[str]:
    """The queries, without their paging, that an index is asked.

    Args:
        address: of the index; it may hold a whole query (`…?url=*.gov.uk&from=2019`).
        within: domains (`gov.uk`) and beginnings of addresses (`www.example.org/learning/`).

    Raises:
        UsageError: nobody says what to ask for.
    """
    parts = urlsplit(address)
    given = [(name, value) for name, value in parse_qsl(parts.query) if name not in _OURS]
    if not any(name == "filter" for name, _ in given):
        field = "original" if _WAYBACK.search(parts.path) else "~url"
        given.append(("filter", f"{field}:{NAMED}"))
    asked = [given] if any(name == "url" for name, _ in given) else []
    if not asked:
        asked = [[*_scope(one), *given] for one in within]
    if not asked:
        raise UsageError(
            f"{address}: say what it is asked for, with --within gov.uk or in the address (?url=*.gov.uk)."
        )
    whole = ("output", "json")
    return [urlunsplit((*parts[:3], urlencode([*one, whole]), "")) for one in asked]


def _scope(within: str) -> list[tuple[str, str]]:
    plain = re.sub(r"^https?://", "", within.strip(), flags=re.IGNORECASE)
    domain = plain.removeprefix("*.").removesuffix("/*").removesuffix("/")
    if "/" not in domain and not plain.endswith("/"):
        return [("url", domain), ("matchType", "domain")]
    return [("url", plain.removesuffix("*")), ("matchType", "prefix")]


def count_query(query: str) -> str:
    """The query for the number of pages; an index that does not know the question lists one capture."""
    return f"{query}&showNumPages=true&limit=1"


def page_query(query: str, number: int) -> str:
    """The query for one page of several."""
    return f"{query}&page={number}"


def part_query(query: str, resume: str) -> str:
    """The query for one part, where a key says how to go on."""
    more = urlencode({"resumeKey": resume}) if resume else ""
    return f"{query}&limit={ROWS_A_PART}&showResumeKey=true{'&' if more else ''}{more}"


def page_count(body: bytes) -> int | None:
    """The number of pages in an answer; None when the index did not know the question."""
    text = body[:10_000].decode("utf-8", "replace").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    pages = told.get("pages") if isinstance(told, dict) else None
    return pages if isinstance(pages, int) and 0 <= pages < 10**9 else None


def data_of(address: str) -> str:
    """Where the archives lie that a well-known index names; "" where its captures are replayed."""
    return _DATA.get((urlsplit(address).hostname or "").lower(), "")


def without_query(address: str) -> str:
    """The address of the index itself."""
    return urlunsplit((*urlsplit(address)[:3], "", ""))
