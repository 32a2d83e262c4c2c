"""The furniture of a site, walked once: the same menu and footer stand on every page."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lxml import etree

from harvester.detect.sources_of_links import is_from_root, root_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from lxml import html

    from harvester.detect.pending import Pending

_MOST_LINKS: Final = 200  # of a piece of furniture that is kept
_MOST_BYTES: Final = 200_000
# Where these lead depends on what is around them, or on the address of the page.
_BOUND: Final = frozenset({"option", "select", "iframe", "embed", "object", "base"})
_LEADING: Final = frozenset(
    {"formaction", "onclick", "data-href", "data-url", "data-link", "data-file", "data-download"}
    | {"data-download-url", "data-src", "data-pdf", "data-document"}
)
_NOWHERE: Final = re.compile(r"#|(?:mailto|tel):|javascript:\s*(?:void\(0\))?;?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What walking a piece of furniture comes to."""

    pending: tuple[Pending, ...]
    headings: tuple[str, ...]
    boxes: int
    size: int
    previous: str
    after_link: bool


def with_last_apart(links: Sequence[Pending]) -> tuple[Pending, ...]:
    """Links to hand on: a line after the furniture may add something to the last of them."""
    return (*links[:-1], *(replace(one, made=None) for one in links[-1:]))


@dataclass(frozen=True, slots=True)
class Before:
    """How things stood before a piece of furniture that was not seen before."""

    element: html.HtmlElement
    kept: list[Walked]  # where to keep what it comes to
    counts: tuple[int, int, int, int]  # links, headings, boxes, characters
    nearby: str  # what the link before it has around it


def recall(element: html.HtmlElement, base: str, around: Hashable) -> list[Walked] | None:
    """Where it is kept, or is to be kept, what a piece of furniture comes to.

    Args:
        element: the piece.
        base: the address of its page.
        around: all of the page before it that makes a difference to it.

    Returns:
        None where what it comes to depends on more.
    """
    markup = etree.tostring(element, encoding="utf-8", with_tail=False)
    if len(markup) > _MOST_BYTES:
        return None
    known = _known(hashlib.blake2b(markup, digest_size=20).digest(), root_of(base), around)
    if not known and not _is_the_same_everywhere(element):
        return None
    return known


@lru_cache(maxsize=512)
def _known(markup: bytes, root: str, around: Hashable) -> list[Walked]:
    return []


def _is_the_same_everywhere(element: html.HtmlElement) -> bool:
    """Whether what a piece of furniture leads to does not depend on the page it stands on."""
    links = 0
    for one in element.iter():
        if one.tag in _BOUND or not _LEADING.isdisjoint(one.keys()):
            return False
        links += one.tag in {"a", "area"}
        for name in ("href", "action"):
            value = (one.get(name) or "").strip()
            if value and not (is_from_root(value) or _NOWHERE.match(value)):
                return False
    return links <= _MOST_LINKS
