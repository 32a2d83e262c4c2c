"""Which ways serve which host of one crawl: pinned, or recognised from the first page of an entrance."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.detect.platforms import recognise
from harvester.frontier import TaskKind
from harvester.shared_files import direct_address
from harvester.urls import canonical, host_of
from spiders.ways import Ways, ways_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.frontier import Task
    from harvester.records import Page
    from spiders.answers import Answer

_LOG = logging.getLogger(__name__)
_TWIN_KINDS = frozenset({TaskKind.ENTRANCE, TaskKind.PAGE, TaskKind.GUESS})
_MISSING_TWINS = 3  # in a row, before a host is believed to have none


def _told(ask: Callable[[str], str], url: str, usual: Callable[[str], str]) -> str:
    """What a platform says of an address; as usual where its module breaks on what a site sends."""
    try:
        return ask(url)
    except Exception:
        _LOG.exception("%s: its platform's module cannot say", url)
        return usual(url)


class Hosts:
    """The ways of the hosts of one crawl.

    Args:
        pinned: what the declaration says; it serves all hosts of the source.
        home: whether an address is at home.
    """

    def __init__(self, pinned: Ways | None, home: Callable[[str], bool]) -> None:
        self._pinned = pinned
        self._is_home = home
        self._ways: dict[str, Ways] = {}
        self._plain = Ways()
        self._misses: dict[str, int] = {}
        self.platform: str | None = pinned.name if pinned else None  # of the first host that told

    def of(self, url: str) -> Ways:
        """The ways that serve an address."""
        if self._pinned is not None:
            return self._pinned if self._is_home(url) else self._plain
        return self._ways.get(host_of(url), self._plain)

    def key(self, url: str) -> str:
        """What identifies the page or document behind an address."""
        url = direct_address(url) or url  # a shared file is linked in many ways
        return _told(self.of(url).key, url, canonical)

    def page(self, url: str) -> str:
        """The page of a twin."""
        return _told(self.of(url).page, url, str)

    def look(self, page: Page, answer: Answer) -> Ways | None:
        """Recognise the platform of an entrance; its ways when they are news for this host."""
        host = host_of(answer.url)
        if self._pinned is not None:
            news = host not in self._ways and self._is_home(answer.url)
            self._ways.setdefault(host, self._pinned)
            return self._pinned if news else None
        if host in self._ways:
            return None
        verdict = recognise(page, answer.body, answer.headers)
        if verdict is None:
            return None
        _LOG.info("%s looks like %s: %s", host, verdict.name, "; ".join(verdict.reasons))
        self.platform = self.platform or verdict.name
        self._ways[host] = ways_of(verdict.name)
        return self._ways[host]

    # ------------------------------------------------------------------ twins

    def shown(self, answer: Answer) -> Answer:
        """The answer to a twin under the address of its page."""
        page = self.page(answer.url)
        return answer if page == answer.url else replace(answer, url=page, base=answer.base or answer.url)

    def twin(self, task: Task) -> str | None:
        """The address to ask for instead of a page, if there is one and such twins were there so far."""
        if task.kind not in _TWIN_KINDS or self._misses.get(host_of(task.url), 0) >= _MISSING_TWINS:
            return None
        twin = _told(self.of(task.url).address, task.url, str)
        return twin if twin != task.url else None

    def twin_answered(self, task: Task, *, found: bool) -> None:
        """Whether a twin was there."""
        host = host_of(task.url)
        self._misses[host] = 0 if found else self._misses.get(host, 0) + 1
