"""Lists of captures that web archives hand out (CDX): queries, answers of both dialects, and their order.

Two dialects are spoken over HTTP with the same query (docs/vanished-boards.md): the Wayback Machine answers
a JSON list of lists whose first is the header and whose last may be a key to go on with; pywb (Arquivo.pt,
Common Crawl, …) one JSON object a line. Plain CDX and CDXJ lines of older servers are understood too. Pure.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from harvester.urls import canonical, document_suffix
from harvester.warc_index import exact_key, loose_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROWS_A_PAGE = 10_000  # asked for at once
MOST_PAGES = 6  # of one host's list
_REVISIT = "warc/revisit"
_HEADER = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
_LONG_HEADER = (*_HEADER[:6], "redirect", "robotflags", "length", "offset", "filename")
_NAMES = {"original": "url", "mimetype": "mime", "statuscode": "status"}
_WAYBACK_INDEX = re.compile(r"/(?:[\w-]+/)?cdx/search(?:/cdx|/csv)?/?$")
_PYWB_INDEX = re.compile(r"(?:/cdx|[-/]index|-cdx|/timemap/cdx)/?$")
_SHARED_BY = 4  # addresses that answered one and the same web page


class BadListingError(ValueError):
    """What an archive answered is no list of captures."""


class InFile(NamedTuple):
    """Where the record of a capture lies in a WARC file, as some indexes say it."""

    name: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One capture of one address, as an index lists it; 0 and "" where the index does not say."""

    url: str
    at: str  # 14 digits, UTC
    status: int = 0
    media_type: str = ""  # as the server said
    digest: str = ""
    place: object = None  # where it is read from: `InFile` where an index says so, else the reader's own

    @property
    def captured(self) -> str:
        """The time of the capture as the catalogue keeps it."""
        return iso_time(self.at)

    @property
    def is_redirect(self) -> bool:
        """Whether the site sent its readers elsewhere."""
        return 300 <= self.status < 400

    @property
    def is_page(self) -> bool:
        """Whether the index calls it a web page."""
        return "html" in self.media_type


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One answer of a CDX index."""

    captures: tuple[Capture, ...] = ()
    resume: str = ""  # key of the next part, where the index gives one
    rows: int = 0


# ---------------------------------------------------------------- addresses of an archive


def replay_prefix(cdx: str, declared: str | None = None) -> str:
    """What stands before `<timestamp>id_/<address>` in the replay addresses of an archive."""
    if declared:
        return declared if declared.endswith(("/", "=")) else f"{declared}/"
    parts = urlsplit(cdx)
    if found := _WAYBACK_INDEX.search(parts.path):
        path = f"{parts.path[: found.start()]}/web/"
    else:
        path = _PYWB_INDEX.sub("", parts.path.rstrip("/")).rstrip("/") + "/"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


RAW, IN_FRAME = "id_", "mp_"  # how a capture is replayed: as it was; rewritten, but without the frame


def replay_url(prefix: str, capture: Capture, way: str = RAW) -> str:
    """Where a capture is replayed, byte for byte unless another way is named."""
    return f"{prefix}{capture.at}{way}/{quote(capture.url, safe=_SAFE)}"


def is_frame(body: bytes) -> bool:
    """Whether a page is only the frame in which an archive shows a capture."""
    return b"wb_frame.js" in body or b'id="replay_iframe"' in body


_SAFE = "%/:?#[]@!$&'()*+,;=~"  # an address stays as it was captured, but for spaces and the like


def host_query(cdx: str, host: str, resume: str = "") -> str:
    """The query for all captures of a host."""
    asked = {"url": host, "matchType": "host", "output": "json", "limit": str(ROWS_A_PAGE)}
    more = {"showResumeKey": "true"} | ({"resumeKey": resume} if resume else {})
    return _query(cdx, asked | more)


def address_query(cdx: str, url: str) -> str:
    """The query for the captures of one address."""
    return _query(cdx, {"url": url, "output": "json", "limit": "1000"})


def _query(cdx: str, asked: dict[str, str]) -> str:
    return f"{cdx}{'&' if '?' in cdx else '?'}{urlencode(asked)}"


def split_replay(url: str, prefix: str) -> tuple[str, str] | None:
    """Timestamp and original address of a replay address of this archive; None when it is none."""
    found = re.match(_replayed(prefix).decode(), url)
    return (found["at"], found["url"]) if found else None


def shown_redirect(body: bytes, prefix: str) -> str | None:
    """Where a captured redirect led, when the archive shows it as a page of its own."""
    if b"response at crawl time" not in body:
        return None
    found = re.search(rb"class=[\"']impatient[\"']>\s{0,9}<a href=[\"']([^\"']{1,2000})", body)
    inside = split_replay(found[1].decode("utf-8", "replace"), prefix) if found else None
    return inside[1] if inside else None


def unrewritten(body: bytes, prefix: str) -> bytes:
    """A page as it was captured, though an archive that knows no raw replay has changed it.

    Takes out the banners of Wayback and pywb, and turns rewritten addresses back.
    """
    if not any(mark in body for mark in _MARKS):
        return body
    return re.sub(_replayed(prefix), lambda found: found["url"], _without_banners(body))


def _replayed(prefix: str) -> bytes:
    parts = urlsplit(prefix)
    origin = rf"(?:(?:https?:)?//{re.escape(parts.netloc)})?"
    address = r"(?P<at>\d{4,14})(?:[a-z]{2}_)?/(?P<url>https?:/{1,2}[^\s\"'<>]{1,2000})"
    return (origin + re.escape(parts.path) + address).encode()


_MARKS = (b"WAYBACK TOOLBAR INSERT", b"End Wayback Rewrite", b"WB Insert", b"FILE ARCHIVED ON", b"wbinfo")
_SCRIPTS_END = b"<!-- End Wayback Rewrite JS Include -->"
_MOST_SCRIPTS = 30_000  # bytes that Wayback puts at the top of a page
_BANNERS = (
    (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->"),
    (b"<!-- WB Insert -->", b"<!-- End WB Insert -->"),
)
_NOTES = (b"FILE ARCHIVED ON", b"playback timings")


def _without_banners(body: bytes) -> bytes:
    """Each insertion once, since an archive makes it once: a page may repeat its marks to keep us busy."""
    for begin, end in _BANNERS:
        start = body.find(begin)
        stop = body.find(end, start) if start >= 0 else -1
        if stop >= 0:
            body = body[:start] + body[stop + len(end) :]
    stop = body.find(_SCRIPTS_END)
    if stop >= 0:
        start = body.find(b"<script", max(0, stop - _MOST_SCRIPTS), stop)
        body = body[: start if start >= 0 else stop] + body[stop + len(_SCRIPTS_END) :]
    for note in _NOTES:
        at = body.rfind(note)
        start, stop = body.rfind(b"<!--", 0, max(at, 0)), body.find(b"-->", max(at, 0))
        if 0 <= start < at < stop:
            body = body[:start] + body[stop + 3 :]
    return body


# ---------------------------------------------------------------- answers


def parse_listing(body: bytes) -> Listing:
    """Read an answer in any dialect.

    Raises:
        BadListingError: it is no list of captures (an error page, for instance).
    """
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return Listing()
    if text.startswith("["):
        return _of_lists(text)
    rows = text.splitlines()
    if text.startswith("{"):
        return _listing([_object(line) for line in rows if line.strip()], rows=len(rows))
    if text.startswith("<"):
        raise BadListingError("a web page instead of a list of captures")
    return _of_lines(rows)


def _of_lists(text: str) -> Listing:
    rows = _json(text)
    if not all(isinstance(row, list) for row in rows):
        raise BadListingError("a JSON list that lists no captures")
    resume = ""
    if len(rows) >= 2 and rows[-2] == [] and len(rows[-1]) == 1:
        resume, rows = str(rows[-1][0]), rows[:-2]
    if not rows:
        return Listing(resume=resume)
    first = [str(name) for name in rows[0]]
    headed = "timestamp" in first
    names = first if headed else list(_HEADER)
    found = [dict(zip(names, map(str, row), strict=False)) for row in (rows[1:] if headed else rows)]
    return replace(_listing(found, rows=len(found)), resume=resume)


def _of_lines(lines: Sequence[str]) -> Listing:
    """CDXJ (`key timestamp {…}`) or plain CDX lines in the usual order; a last line may go on."""
    found: list[dict[str, Any]] = []
    resume = ""
    for number, line in enumerate(lines):
        parts = line.split(" ", 2)
        if len(parts) == 3 and parts[2].startswith("{"):
            found.append({**_object(parts[2]), "timestamp": parts[1]})
        elif len(parts) == 3 and re.fullmatch(r"\d{4,14}", parts[1]):
            values = line.split(" ")
            found.append(dict(zip(_HEADER if len(values) < 11 else _LONG_HEADER, values, strict=False)))
        elif number and not lines[number - 1].strip() and len(parts) == 1:
            resume = line.strip()
        elif line.strip() and not line.startswith(" CDX"):
            raise BadListingError(f"no list of captures: {line[:80]!r}")
    return replace(_listing(found, rows=len(found)), resume=resume)


def _object(line: str) -> dict[str, Any]:
    value = _json(line)
    if not isinstance(value, dict):
        raise BadListingError(f"no list of captures: {line[:80]!r}")
    if "timestamp" not in value and ("message" in value or "error" in value):
        raise BadListingError(str(value.get("message") or value.get("error"))[:200])
    return value


def says_nothing(body: bytes) -> bool:
    """Whether an answer says that there are no captures, as Common Crawl's does."""
    return bool(re.match(rb"\s*\{[^}]{0,80}no captures? found", body[:500], re.IGNORECASE))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadListingError(f"no list of captures: {text[:80]!r}") from error


def _listing(found: Iterable[dict[str, Any]], *, rows: int) -> Listing:
    captures = (_capture({_NAMES.get(name, name): value for name, value in row.items()}) for row in found)
    return Listing(captures=tuple(one for one in captures if one is not None), rows=rows)


def _capture(row: dict[str, Any]) -> Capture | None:
    """One row; None for what can be no answer of a website (or makes no sense)."""
    url, at = str(row.get("url") or ""), str(row.get("timestamp") or "")
    if not re.fullmatch(r"\d{4,14}", at) or not re.match(r"https?://", url, re.IGNORECASE):
        return None
    status = str(row.get("status") or "")
    kind = str(row.get("mime") or "").partition(";")[0].strip().lower()
    return Capture(
        url=url,
        at=_padded(at),
        status=int(status) if re.fullmatch(r"[1-9]\d\d", status) else 0,
        media_type=_REVISIT if kind == _REVISIT else "" if kind in ("-", "unk") else kind,
        digest=str(row.get("digest") or "").removeprefix("sha1:").strip("-"),
        place=_in_file(row),
    )


def _in_file(row: dict[str, Any]) -> InFile | None:
    name, *at = (str(row.get(one) or "") for one in ("filename", "offset", "length"))
    sound = name and all(re.fullmatch(r"[0-9]{1,15}", one) for one in at)
    return InFile(name[:2_000], int(at[0]), int(at[1])) if sound else None


def _padded(at: str) -> str:
    """A timestamp of 14 digits; a shorter one stands for its beginning."""
    return at + "00000101000000"[len(at) :] if len(at) < 14 else at


def iso_time(at: str) -> str:
    """`20160102030405` as `2016-01-02T03:04:05Z`."""
    at = _padded(at)
    return f"{at[:4]}-{at[4:6]}-{at[6:8]}T{at[8:10]}:{at[10:12]}:{at[12:14]}Z"


def digits_of(iso: str) -> str:
    """`2016-01-02T03:04:05Z` as `20160102030405`."""
    return _padded(re.sub(r"\D", "", iso)[:14])


# ---------------------------------------------------------------- which captures answer an address


def key(url: str) -> str:
    """The same for addresses that archives hold to be one: scheme, www, case, final slash do not count."""
    path, mark, query = loose_key(exact_key(url)).lower().partition("?")
    return f"{path.rstrip('/')}{mark}{query}"


@dataclass(slots=True)
class Table:
    """The captures of some hosts, by address."""

    complete: bool = True  # an address that is not in here has no capture
    _by_key: dict[str, list[Capture]] = field(default_factory=lambda: defaultdict(list))
    _twins: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _pages: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # digest → keys
    _seen: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, captures: Iterable[Capture]) -> None:
        """Take in captures; one that is known already is left out."""
        names: dict[str, str] = {}  # making a key is slow, and an address has many captures
        for capture in captures:
            mark = (capture.url, capture.at, capture.digest)
            if mark in self._seen:
                continue
            self._seen.add(mark)
            name = names.get(capture.url) or names.setdefault(capture.url, key(capture.url))
            held = self._by_key[name]
            if not held:
                self._twins[canonical(capture.url)].append(name)
            held.append(capture)
            if capture.status == 200 and capture.is_page and capture.digest:
                self._pages[capture.digest].add(name)

    def __len__(self) -> int:
        return len(self._by_key)

    def of(self, url: str) -> list[Capture]:
        """The captures of an address, else of its twin (a print view, another session), in any order."""
        if held := self._by_key.get(key(url)):
            return list(held)
        twins = self._twins.get(canonical(url), ())
        return [capture for name in twins for capture in self._by_key[name]]

    def is_shared(self, capture: Capture) -> bool:
        """Whether the same web page answered many addresses, as error and parked pages do."""
        return len(self._pages.get(capture.digest, ())) >= _SHARED_BY

    def addresses(self) -> list[Capture]:
        """The newest capture of each address that the site answered well, in the order of addresses."""
        best: list[Capture] = []
        for _, held in sorted(self._by_key.items()):
            good = [one for one in resolved(held) if one.status in (0, 200)]
            if good and document_suffix(good[0].url) is not None:
                # A page at a file's address came after the site: the file is what stood there.
                good = [one for one in good if not one.is_page] or good
            if good:
                best.append(max(good, key=lambda one: one.at))
        return best


def resolved(captures: Iterable[Capture]) -> list[Capture]:
    """The same captures; a revisit has the status and media type of the capture that it repeats."""
    held = list(captures)
    full = {one.digest: one for one in held if one.digest and one.media_type != _REVISIT}
    found = []
    for one in held:
        if one.media_type == _REVISIT:
            told = full.get(one.digest)
            kind = told.media_type if told else ""
            one = replace(one, status=one.status or (told.status if told else 0), media_type=kind)
        found.append(one)
    return found


def worth_asking(captures: Iterable[Capture]) -> list[Capture]:
    """Captures that may be good, newest first; those of errors are left out."""
    may = [one for one in resolved(captures) if one.status in (0, 200) or one.is_redirect]
    return sorted(may, key=lambda one: one.at, reverse=True)


def doubts(capture: Capture, url: str, table: Table) -> int:
    """How many reasons there are to ask for a capture later than for others of the same address.

    A captured web page where the address promises a file; a page that answered many addresses.
    """
    if not capture.is_page:
        return 0
    return int(document_suffix(url) is not None) + int(table.is_shared(capture))
