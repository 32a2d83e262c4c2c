"""Site maps and the lines of robots.txt that name them; read as text, since XML from outside is hostile."""

from __future__ import annotations

import html
import re
import zlib
from dataclasses import dataclass

MAX_BYTES = 10 * 1024 * 1024
MAX_ADDRESSES = 20_000

_LOC = re.compile(r"<(?:\w{1,20}:)?loc>\s{0,200}(?:<!\[CDATA\[)?\s{0,200}([^<>\]\s]{1,2000})", re.IGNORECASE)
_INDEX = re.compile(r"<(?:\w{1,20}:)?sitemapindex\b", re.IGNORECASE)
_URLSET = re.compile(r"<(?:\w{1,20}:)?urlset\b", re.IGNORECASE)
# Maps of what is no page.
_USELESS_MAP = re.compile(r"image|video|author|users?\b|tag|categor|product|event|attachment", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SiteMap:
    """Addresses that a site map names: of pages, and of further site maps."""

    pages: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()


def parse_site_map(body: bytes) -> SiteMap | None:
    """Read a site map or an index of site maps, plain or gzipped; None when it is neither."""
    text = _inflate(body)[:MAX_BYTES].decode("utf-8", "replace")
    is_index = _INDEX.search(text[:5_000]) is not None
    if not is_index and _URLSET.search(text[:5_000]) is None:
        return _plain_list(text)
    found: dict[str, None] = {}
    for match in _LOC.finditer(text):
        url = html.unescape(match[1])
        if url.startswith(("http://", "https://")):
            found[url] = None
        if len(found) >= MAX_ADDRESSES:
            break
    if is_index:
        return SiteMap(maps=tuple(url for url in found if not _USELESS_MAP.search(url.rsplit("/", 1)[-1])))
    return SiteMap(pages=tuple(found))


def _plain_list(text: str) -> SiteMap | None:
    """A site map may be a text file, one address a line."""
    lines = [line.strip() for line in text.splitlines()[:MAX_ADDRESSES] if line.strip()]
    if lines and all(re.fullmatch(r"https?://\S{1,2000}", line) for line in lines):
        return SiteMap(pages=tuple(dict.fromkeys(lines)))
    return None


def _inflate(body: bytes) -> bytes:
    """Unpack gzip up to the limit, so that a small body cannot become a huge one."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        return unpacker.decompress(body, MAX_BYTES)
    except zlib.error:
        return b""


def site_maps_of_robots(body: bytes) -> tuple[str, ...]:
    """Addresses on the `Sitemap:` lines of a robots.txt."""
    text = body[: 512 * 1024].decode("utf-8", "replace")
    lines = (
        re.match(r"\s{0,20}sitemap\s{0,20}:\s{0,20}(https?://\S{1,2000})", line, re.IGNORECASE)
        for line in text.splitlines()
    )
    return tuple(dict.fromkeys(match[1] for match in lines if match))[:20]
