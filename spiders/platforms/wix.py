"""Wix: what a page shows may stand in its script data only.

Pages are built in the browser from JSON in `<script type="application/json">` elements: texts as pieces of
HTML, documents as `{"docId": "abc_123.pdf", "name": "…"}`. Where the page as sent does not show them, they
are read in the order of the data as if they stood in the page. Documents lie under `/_files/ugd/`.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from harvester.urls import canonical
from harvester.vocabulary import PageKind
from spiders.platforms.generic import GenericSpider
from spiders.reading import LISTS, read_page
from spiders.ways import Ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.frontier import Task
    from spiders.answers import Answer
    from spiders.reading import Reading
    from spiders.territory import Territory

_DATA = re.compile(
    rb"<script\b[^<>]{0,300}\btype\s{0,3}=\s{0,3}[\"']?application/json[^<>]{0,300}>", re.IGNORECASE
)
_END = re.compile(rb"</script", re.IGNORECASE)
_MAX_SCRIPTS, _MAX_VALUES, _MAX_PIECES = 20, 60_000, 2_000
_DOCUMENT = re.compile(
    r"(?:[\w.:/-]{0,200}_files/ugd/)?([0-9a-z]{4,12}_[0-9a-f]{8,40}\.(?:pdf|docx?|rtf|odt))", re.IGNORECASE
)
_MARKED = re.compile(r"<(?:p|h[1-6]|li|ul|ol|a|div|span)\b", re.IGNORECASE)
_ADDRESSES = ("docId", "url", "href", "fileUrl", "document")
_LINKS = ("link", "linkProps", "file", "document")
_LABELS = ("label", "text", "title", "name", "fileName", "documentName")


class WixWays(Ways):
    """Reads what only the script data of a page holds."""

    name: ClassVar[str] = "wix"

    def refine(self, reading: Reading, answer: Answer, task: Task, territory: Territory) -> Reading:
        """The reading of a page with the documents and texts of its script data."""
        pieces = list(_pieces(answer.body))
        if not pieces:
            return reading
        head = escape(reading.page.h1 or reading.page.title)
        markup = (
            f"<html><head><title>{escape(reading.page.title)}</title></head><body><main><h1>{head}</h1>"
            f"{''.join(pieces)}</main></body></html>"
        )
        hidden = read_page(
            replace(answer, body=markup.encode("utf-8", "replace"), charset="utf-8"), territory, task
        )
        shown = {canonical(link.url) for link in reading.page.links}
        candidates = tuple(one for one in hidden.candidates if canonical(one.url) not in shown)
        tasks = tuple(one for one in hidden.tasks if canonical(one.url) not in shown)
        listed = reading.verdict.kind is PageKind.OTHER and hidden.verdict.kind in LISTS
        return replace(
            reading,
            verdict=hidden.verdict if listed else reading.verdict,
            candidates=(*reading.candidates, *candidates),
            tasks=(*reading.tasks, *tasks),
        )


class WixSpider(GenericSpider):
    """Crawls a source whose site is made with Wix."""

    name = "wix"
    ways = WixWays()


def _pieces(body: bytes) -> Iterator[str]:
    """HTML for the texts and documents of the script data, in the order of the data."""
    left = _MAX_PIECES
    for script in _scripts(body):
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        for piece in _pieces_of(data):
            yield piece
            left -= 1
            if left <= 0:
                return


def _scripts(body: bytes) -> Iterator[bytes]:
    """What stands in the script elements of data; each part of a page is looked at once."""
    place = 0
    for _ in range(_MAX_SCRIPTS):
        begin = _DATA.search(body, place)
        end = _END.search(body, begin.end()) if begin else None
        if begin is None or end is None:
            return
        yield body[begin.end() : end.start()]
        place = end.end()


def _pieces_of(data: Any) -> Iterator[str]:
    """Walk without recursion: data from outside may be deep."""
    waiting: list[Any] = [data]
    for _ in range(_MAX_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            document = _document(value)
            if document:
                yield document
            else:
                waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, str) and _MARKED.search(value[:2_000]):
            yield f"<div>{value[:200_000]}</div>"


def _document(value: dict[str, Any]) -> str | None:
    """A link for an object that names a document, itself or in the link that it holds."""
    held = [value, *(one for key in _LINKS if isinstance(one := value.get(key), dict))]
    for one in held:
        for name in _ADDRESSES:
            said = one.get(name)
            found = _DOCUMENT.search(said[:500]) if isinstance(said, str) else None
            if isinstance(said, str) and found:
                address = said if said.startswith(("http://", "https://")) else f"/_files/ugd/{found[1]}"
                label, name_of_file = _label(value), _label(one)
                return (
                    f'<p><a href="{escape(address[:500])}" title="{escape(name_of_file)}">'
                    f"{escape(label or name_of_file)}</a></p>"
                )
    return None


def _label(value: dict[str, Any]) -> str:
    said = (value.get(key) for key in _LABELS)
    return next((" ".join(one[:300].split()) for one in said if isinstance(one, str) and one.strip()), "")
