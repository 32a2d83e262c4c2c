"""What a host shows for an address that does not exist, learnt from one invented address a host and night.

Many sites answer a document that was taken down with a page of status 200 that does not say so. The first
page that stands where a file was promised makes us ask the same host for an address beside it that nobody
can have used. What looks like its answer is no document, whatever it says. Pure, but for what is kept.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from harvester.urls import canonical, document_suffix, host_of, path_suffix
from harvester.vocabulary import PageKind
from spiders.reading import links_of

if TYPE_CHECKING:
    from scrapy.http import Response

    from harvester.frontier import Task
    from harvester.records import Page
    from spiders.reading import Reading

_ALIKE = 0.8  # share of lines, and of links, that two pages have in common
_LEAST_NAME = 3  # characters of a name that a page can be seen to repeat
_MOST_HELD = 50  # answers of one host that wait for the verdict


@dataclass(frozen=True, slots=True)
class Shape:
    """What a page looks like, without what it repeats of its own address."""

    title: str
    lines: frozenset[str]
    links: frozenset[str]
    led_to: str = ""  # key of the address that the question was led to, if another


@dataclass(slots=True)
class _Host:
    shape: Shape | None = None
    known: bool = False
    held: list[tuple[Task, Response]] = field(default_factory=list)


class Invented:
    """What the hosts of one crawl show for addresses that do not exist."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}

    def must_wait(self, task: Task, response: Response) -> bool:
        """Keep an answer until its host is known; False when it can be judged now."""
        host = self._hosts.setdefault(host_of(task.url), _Host())
        if host.known or len(host.held) >= _MOST_HELD:
            return False
        host.held.append((task, response))
        return True

    def is_first(self, task: Task) -> bool:
        """Whether this is the answer on whose account the invented address is to be asked."""
        held = self._hosts[host_of(task.url)].held
        return len(held) == 1 and held[0][0] is task

    def learn(self, url: str, shape: Shape | None) -> list[tuple[Task, Response]]:
        """What the invented address of a host answered (None: as it should); the answers that waited."""
        host = self._hosts.setdefault(host_of(url), _Host())
        host.known, host.shape = True, shape
        held, host.held = host.held, []
        return held

    def why_missing(self, task: Task, page: Page) -> str | None:
        """In words, why a page is what its host shows for addresses that do not exist; else None."""
        host = self._hosts.get(host_of(task.url))
        if host is None or host.shape is None:
            return None
        return _why_same(host.shape, shape_of(page, task.url))


def address_beside(url: str) -> str:
    """An address that nobody can have used, in the same folder. The same every night, so a replay has it."""
    digest = hashlib.sha256(f"harvester {host_of(url)}".encode("utf-8", "replace")).hexdigest()
    suffix = document_suffix(url) if path_suffix(url) else None
    return urljoin(url, f"harvester-{digest[:12]}" + (f".{suffix}" if suffix else ""))


def shape_shown(reading: Reading | None, asked: str) -> Shape | None:
    """The shape of what an invented address answered; None when that was no page, or one for nobody."""
    if reading is None or reading.verdict.kind is PageKind.WALL:
        return None
    return shape_of(reading.page, asked)


def shape_of(page: Page, asked: str) -> Shape:
    """The shape of a page that was asked for at an address.

    Args:
        page: as read; its `url` is the address after redirects.
        asked: the address before them.
    """
    own = _own_name(asked)
    lines = (own.sub("", line).strip().lower() for line in page.text.splitlines()[:2_000])
    here = {canonical(asked), canonical(page.url)}
    return Shape(
        title=own.sub("", f"{page.title} {page.h1}"[:1_000]).lower(),
        lines=frozenset(filter(None, lines)),
        links=frozenset(canonical(link.url) for link in links_of(page) if not link.furniture) - here,
        led_to=canonical(page.url) if canonical(page.url) != canonical(asked) else "",
    )


def _why_same(shape: Shape, other: Shape) -> str | None:
    if shape.led_to and shape.led_to == other.led_to:
        return f"leads to {other.led_to[:200]}, like any address that does not exist on that host"
    if shape.led_to or other.led_to or shape.title != other.title:
        return None
    if _shared(shape.lines, other.lines) >= _ALIKE and _shared(shape.links, other.links) >= _ALIKE:
        return "answers the page that its host shows for addresses that do not exist"
    return None


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


def _own_name(url: str) -> re.Pattern[str]:
    """What a page repeats of its address: the name of the file, as written or in words."""
    try:
        name = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2][:200]
    except ValueError:
        name = ""
    stem = name.rpartition(".")[0] or name
    words = re.split(r"[-_.+ ]+", stem)
    if len(stem) < _LEAST_NAME:
        return re.compile(r"(?!)")
    spelt = r"[-_.+ ]+".join(re.escape(word) for word in words)
    return re.compile(rf"{spelt}(?:\.\w{{2,5}})?", re.IGNORECASE)
