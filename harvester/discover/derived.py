"""Pages as derived files of web archives have them: plain text (WET), or titles and links (WAT). Pure."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urljoin

from harvester.detect.labels import one_line
from harvester.records import Link, Page

_MOST_TEXT: Final = 200_000
_MOST_LINKS: Final = 3_000


def page_of_text(url: str, body: bytes) -> Page:
    """A page of a WET file: its first line is the title, and its links are lost."""
    text = body[:_MOST_TEXT].decode("utf-8", "replace").strip()
    lines = text.splitlines() or [""]
    return Page(url=url, title=one_line(lines[0])[:400], text=text)


def page_of_metadata(block: bytes) -> Page | None:
    """A page of a WAT file: title and links without their context; None when it tells of no page."""
    try:
        envelope = json.loads(block)["Envelope"]
        url = envelope["WARC-Header-Metadata"]["WARC-Target-URI"]
        answer = envelope["Payload-Metadata"]["HTTP-Response-Metadata"]
        status = str(answer["Response-Message"]["Status"])
        told = answer["HTML-Metadata"]
        head = told.get("Head") or {}
        title, links = _sound(head.get("Title")), told.get("Links") or []
        url = _sound(url)
        base = urljoin(url, _sound(head.get("Base")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if status != "200" or not isinstance(links, list) or not url.startswith(("http://", "https://")):
        return None
    found = [_link(one, base, place) for place, one in enumerate(links[:_MOST_LINKS])]
    title = one_line(title)[:400]
    return Page(url=url, title=title, links=tuple(one for one in found if one is not None))


def _link(told: Any, base: str, place: int) -> Link | None:
    if not isinstance(told, dict) or not str(told.get("path", "")).upper().startswith("A@"):
        return None
    try:
        url = urljoin(base, _sound(told.get("url"))[:2_000])
    except ValueError:
        return None
    return Link(url=url, text=one_line(_sound(told.get("text")))[:400], position=place)


def _sound(text: Any) -> str:
    """Text that can be written: JSON may spell out half a character."""
    return str(text or "").encode("utf-8", "replace").decode()
