"""Where a source is at home: its hosts, its part of a shared site, the words of its names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harvester.hosts import word_set
from harvester.urls import canonical, host_of, path_suffix

if TYPE_CHECKING:
    from harvester.sources import Declaration
    from harvester.vocabulary import Nation

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
    root: str = ""  # key of the part of a larger site that it is, e.g. "x.gov.uk/lscp"

    @classmethod
    def of(cls, declaration: Declaration) -> Territory:
        """The territory of a declared source."""
        addresses_ = (declaration.homepage, *declaration.start, *(f"https://{h}/" for h in declaration.hosts))
        names = " ".join((declaration.title, *(alias.name for alias in declaration.aliases)))
        named = {word for word in re.findall(r"[a-z]{4,}", names.lower()) if word not in _COMMON_WORDS}
        return cls(
            source=declaration.slug,
            nation=declaration.nation,
            hosts=frozenset(host_of(address) for address in addresses_) - {""},
            words=frozenset(named),
            root=_root_of(declaration.homepage),
        )

    def with_host(self, host: str) -> Territory:
        """The same with one more host."""
        return replace(self, hosts=self.hosts | {host})

    def is_inside(self, url: str) -> bool:
        """Whether an address lies in our part of a site that we share with others."""
        return (
            not self.root or canonical(url).startswith(self.root) or host_of(url) != host_of(f"//{self.root}")
        )

    def is_neighbour(self, url: str) -> bool:
        """Whether an address elsewhere carries a distinctive word of our names."""
        return any(word in url.lower() for word in self.words)


def _root_of(homepage: str) -> str:
    """The part of a site below its homepage; "" when that is all of it."""
    key = canonical(homepage).partition("?")[0]
    if path_suffix(homepage):
        key = key.rpartition("/")[0] + "/"
    return "" if key.endswith("/") and key.count("/") == 1 else key
