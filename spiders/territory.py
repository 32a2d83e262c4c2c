"""Where a source is at home: its hosts, its part of a shared site, the words of its names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.archived import archived_hosts
from harvester.hosts import word_set
from harvester.urls import canonical, host_of, path_suffix

if TYPE_CHECKING:
    from harvester.sources import Declaration
    from harvester.vocabulary import Nation

_MAX_SITE_NAME = 12  # words
_REVIEWS = re.compile(r"\breviews?\b|\bS?CRs?\b|\bL?CSPRs?\b|\bSARs?\b|\bDHRs?\b|\blearning\b", re.IGNORECASE)
_BODY = re.compile(
    r"\bsafeguarding\b.*\b(?:partnership|board|committee|council|team)\b|\b(?:L?SC[BP]|SAB|CPC|LSAB)\b|\bcouncil$"
    r"|\bprotection committee\b|^home(?:page)?$",
    re.IGNORECASE,
)
_COMMON_WORDS = word_set(
    "safeguarding children childrens child adults adult partnership partnerships local board boards council"
    " county city borough north south east west northern southern eastern western greater upper lower central"
    " committee protection regional national review repository family families people together region trust"
    " executive lscb lscp and the for with"
)


@dataclass(frozen=True, slots=True)
class Territory:
    """Where a source is at home."""

    source: str
    nation: Nation
    hosts: frozenset[str]
    words: frozenset[str]  # distinctive words of its names
    names: tuple[str, ...] = ()  # its names, small
    root: str = ""  # key of the part of a larger site that it is, e.g. "x.gov.uk/lscp"

    @classmethod
    def of(cls, declaration: Declaration) -> Territory:
        """The territory of a declared source."""
        addresses_ = (*declaration.entrances, *(f"https://{host}/" for host in declaration.hosts))
        names = " ".join((declaration.title, *(alias.name for alias in declaration.aliases)))
        named = {word for word in re.findall(r"[a-z]{4,}", names.lower()) if word not in _COMMON_WORDS}
        return cls(
            source=declaration.slug,
            nation=declaration.nation,
            hosts=frozenset((*(host_of(address) for address in addresses_), *archived_hosts(declaration)))
            - {""},
            words=frozenset(named),
            names=tuple(name.lower() for name in (declaration.title, *(a.name for a in declaration.aliases))),
            root=_root_of(declaration.homepage) if declaration.homepage else "",
        )

    def with_host(self, host: str) -> Territory:
        """The same with one more host."""
        return replace(self, hosts=self.hosts | {host})

    def plain_title(self, title: str) -> str:
        """A page's title without the name of the site before or after it.

        "Case reviews - Northmoor SCP" would otherwise read as if a case were called Northmoor.
        """
        parts = re.split(r"(\s+[|–—»·-]\s+|\s*[|»]\s*)", title[:500])
        while len(parts) > 1 and self._is_site_name(parts[-1]):
            del parts[-2:]
        while len(parts) > 1 and self._is_site_name(parts[0]):
            del parts[:2]
        return "".join(parts).strip() or title

    def _is_site_name(self, text: str) -> bool:
        said = re.findall(r"[a-z]+", text.lower())
        if len(said) > _MAX_SITE_NAME or _REVIEWS.search(text):
            return False
        return not said or any(word in self.words for word in said) or bool(_BODY.search(text))

    def names_us(self, label: str) -> bool:
        """Whether a label is part of our name: on a council's site that is the way to our pages."""
        return _names(label[:100], self.names)

    def is_inside(self, url: str) -> bool:
        """Whether an address lies in our part of a site that we share with others."""
        return (
            not self.root or canonical(url).startswith(self.root) or host_of(url) != host_of(f"//{self.root}")
        )

    def is_neighbour(self, url: str) -> bool:
        """Whether an address elsewhere carries a distinctive word of our names."""
        return any(word in url.lower() for word in self.words)


@lru_cache(maxsize=8_192)
def _names(label: str, names: tuple[str, ...]) -> bool:
    said = " ".join(re.findall(r"[a-z]+", label.lower()))
    return " " in said and any(said in " ".join(re.findall(r"[a-z]+", name)) for name in names)


def _root_of(homepage: str) -> str:
    """The part of a site below its homepage; "" when that is all of it."""
    key = canonical(homepage).partition("?")[0]
    if path_suffix(homepage):
        key = key.rpartition("/")[0] + "/"
    return "" if key.endswith("/") and key.count("/") == 1 else key
