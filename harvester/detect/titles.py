"""A page's own title, without the name of the site that most titles carry along."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from harvester.detect import words
from harvester.detect.addresses import host_of

if TYPE_CHECKING:
    from harvester.records import Page

_PARTS: Final = re.compile(r" [|:·•»>/-]{1,2} | ?:: ?| \| ?")
_SITE: Final = re.compile(
    r"\b(?:safeguarding (?:children(?:'s)?|adults?|child|partnership|board|people)|partnership|"
    r"board|council|committee|borough|"
    r"county|trust|l?scb|scp|sab|cpc|home ?page|home|welcome|official|website|nspcc(?: learning)?)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)
def _own(title: str, h1: str, host: str) -> tuple[str, ...]:
    parts = [part.strip() for part in _PARTS.split(title) if part.strip()]
    while len(parts) > 1 and _is_site(parts[-1], host):
        parts.pop()
    while len(parts) > 1 and _is_site(parts[0], host):
        parts.pop(0)
    seen = {re.sub(r"\W+", "", part.lower()) for part in parts}
    joined = re.sub(r"\W+", "", "".join(parts).lower())
    head = re.sub(r"\W+", "", h1.lower())
    if h1 and head not in seen and head != joined:
        return (h1, *parts)
    return tuple(parts)


def title_parts(page: Page) -> tuple[str, ...]:
    """The heading of the page and the parts of its title, tidied, the site's name left out."""
    return _own(words.tidy(page.title), words.tidy(page.h1), host_of(page.url))


def own_title(page: Page) -> str:
    """All parts of the page's own title as one text."""
    return _own_title(page.title, page.h1, page.url)


@lru_cache(maxsize=512)
def _own_title(title: str, h1: str, url: str) -> str:
    return " ; ".join(_own(words.tidy(title), words.tidy(h1), host_of(url)))


def _is_site(part: str, host: str) -> bool:
    if words.TYPE.search(part):
        return False
    bare = re.sub(r"\W+", "", part.lower())
    return bool(_SITE.search(part)) or (len(bare) > 3 and bare in re.sub(r"\W+", "", host))
