"""The same page in the site's other language, where what it offers may be offered only there. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from harvester.detect.links import ACCEPT
from harvester.frontier import Task, TaskKind
from harvester.normalise.languages import detect_language
from harvester.urls import canonical, host_of, is_trap
from harvester.vocabulary import Nation
from spiders.routes import is_shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harvester.records import Candidate, Page
    from spiders.territory import Territory

_TWIN: Final = 0.6
_LANGUAGES: Final = ("en", "cy")
_AROUND: Final = (
    r"(?:(?:view|read|see|switch|change|choose|this|page|site|version|available|in|the|also|to|toggle|select|language|"
    r"darllen(?:wch)?|gweld|gwelwch|newid|dewis|i'?r|yn|y|dudalen|tudalen|hon|hwn|fersiwn|iaith|ar|gael|gwefan|wefan)"
    r"[\W_]+)*"
)
_BEHIND: Final = r"(?:[\W_]+(?:version|page|site|language|iaith|fersiwn))*"
_LABELS: Final = {
    "cy": re.compile(rf"{_AROUND}(?:cymraeg|gymraeg|welsh|cym|cy){_BEHIND}", re.IGNORECASE),
    "en": re.compile(rf"{_AROUND}(?:english|saesneg|eng|en){_BEHIND}", re.IGNORECASE),
}


@lru_cache(maxsize=8_192)
def language_of_label(label: str) -> str | None:
    """The language that a link of a header offers the page in: "Cymraeg", "View this page in Welsh"."""
    plain = " ".join(label[:80].split()).strip(" |/[]()<>»›.:")
    return next((name for name, pattern in _LABELS.items() if pattern.fullmatch(plain)), None)


def twin_of(page: Page, offered: Iterable[Candidate], territory: Territory, task: Task) -> Task | None:
    """The page in the other language, when this one brought documents and not in both languages.

    Args:
        page: what was read.
        offered: its links as judged.
        territory: where the source is at home; only Welsh sites are in two languages.
        task: what was asked for.
    """
    if territory.nation is not Nation.WALES or not task.scope:
        return None
    offered = list(offered)
    found = [one for one in offered if one.verdict.score >= ACCEPT and not one.link.furniture]
    told = {detect_language(f"{one.link.text} {one.link.title}") for one in found}
    if not found or set(_LANGUAGES) <= told:
        return None
    for url in _twins(page, offered):
        if host_of(url) in territory.hosts and not is_trap(url) and canonical(url) != canonical(page.url):
            return Task(url=url, kind=TaskKind.PAGE, score=_TWIN, depth=task.depth, sure=True)
    return None


def _twins(page: Page, offered: Iterable[Candidate]) -> Iterator[str]:
    """Addresses of the page in another language than its own: of its metadata, of a link of its header."""
    own = page.language or detect_language(page.text[:2_000])
    yield from (url for language, url in page.alternates if language in _LANGUAGES and language != own)
    for one in offered:
        label = one.link.text or one.link.alt or one.link.title
        told = language_of_label(label) if label else None
        if told is not None and told != own and not is_shelf(label):
            yield one.url
