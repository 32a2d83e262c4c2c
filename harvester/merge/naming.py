"""Which rows of two directories are one document, and what it is called. Pure.

Within a source a document is its bytes, and an address as long as nobody has its bytes. Two directories may
call one document differently (by the address at which each saw it first), and two documents the same (an
address that served other bytes to each). The older name stays; a document that loses its name is called by
its bytes; lost names are aliases, unless another document goes by them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.catalogue.values import document_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Node = tuple[int, str]  # side, id there


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One document as one directory knows it."""

    side: int
    id: str
    sha256: str | None
    first_seen: str
    urls: tuple[str, ...] = ()  # addresses, where no bytes are held
    claims: tuple[tuple[str, str], ...] = ()  # what it was called, and since when


@dataclass(slots=True, kw_only=True)
class Names:
    """The documents of the union."""

    final: dict[Node, str] = field(default_factory=dict)
    bytes_of: dict[str, str | None] = field(default_factory=dict)  # final id → SHA-256
    by_bytes: dict[str, str] = field(default_factory=dict)  # SHA-256, of folded texts too → final id
    aliases: dict[str, str] = field(default_factory=dict)
    unheld: set[Node] = field(default_factory=set)  # addresses without bytes there, of which another has them


class Naming:
    """The documents of one source, out of two directories."""

    def __init__(
        self,
        source: str,
        known: Iterable[Known],
        aliases: Sequence[Mapping[str, str]],
        first_bytes: Mapping[str, str],
        lost: frozenset[str] = frozenset(),
    ) -> None:
        """Take what both know.

        Args:
            source: slug.
            known: the documents of both.
            aliases: of each side, alias → id there.
            first_bytes: address → the first bytes that anybody got from it.
            lost: names of what was taken down, by which nothing else is called.
        """
        self._source, self._aliases, self._first_bytes = source, aliases, first_bytes
        self._lost = lost
        self._known = {(one.side, one.id): one for one in known}
        self._above: dict[Node, Node] = {node: node for node in self._known}
        self._by_sha: dict[str, Node] = {}

    def names(self) -> Names:
        """Who is who, and called what."""
        self._join_bytes()
        homes = self._join_addresses()
        sets: dict[Node, list[Known]] = {}
        for node in sorted(self._known.keys() - homes.keys()):
            sets.setdefault(self._root(node), []).append(self._known[node])
        made = Names(unheld=set(homes))
        self._call(list(sets.values()), made)
        self._alias(list(sets.values()), made)
        for node, home in homes.items():
            made.final[node] = made.final[home]
        return made

    # ------------------------------------------------------------ who is who

    def _root(self, node: Node) -> Node:
        while self._above[node] != node:
            self._above[node] = node = self._above[self._above[node]]
        return node

    def _join(self, one: Node, other: Node) -> None:
        if one in self._above and other in self._above:
            roots = sorted((self._root(one), self._root(other)))
            self._above[roots[1]] = roots[0]

    def _join_bytes(self) -> None:
        for node, one in self._known.items():
            if one.sha256 is not None:
                self._join(node, self._by_sha.setdefault(one.sha256, node))
        # A page whose bytes changed and whose text did not is the same document (`reading.py`).
        folded = {document_id(self._source, sha256): node for sha256, node in self._by_sha.items()}
        for side, aliases in enumerate(self._aliases):
            for alias, name in aliases.items():
                if alias in folded:
                    self._join(folded[alias], (side, name))

    def _join_addresses(self) -> dict[Node, Node]:
        """Join what is an address to both; address → whose bytes came first from it, where anybody's did."""
        homes: dict[Node, Node] = {}
        for node, one in self._known.items():
            if one.sha256 is not None:
                continue
            held = (self._holder(self._first_bytes[url]) for url in one.urls if url in self._first_bytes)
            home = next(filter(None, held), None)
            if home is not None:
                homes[node] = home
                continue
            other = 1 - one.side
            self._join(node, (other, self._aliases[other].get(one.id, one.id)))
        return homes

    def _holder(self, sha256: str) -> Node | None:
        if sha256 in self._by_sha:
            return self._by_sha[sha256]
        alias = document_id(self._source, sha256)
        for side, aliases in enumerate(self._aliases):
            if alias in aliases:
                return (side, aliases[alias])
        return None

    # ------------------------------------------------------------ what it is called

    def _call(self, sets: list[list[Known]], made: Names) -> None:
        taken: set[str] = set()
        for members in sorted(sets, key=_age):
            sha256 = _bytes(members)
            claims = sorted(claim for one in members for claim in one.claims)
            name = next((name for _, name in claims if name not in taken), None)
            name = name or document_id(self._source, sha256 or members[0].id)
            taken.add(name)
            made.bytes_of[name] = sha256
            for one in members:
                made.final[one.side, one.id] = name
                if one.sha256 is not None:
                    made.by_bytes[one.sha256] = name

    def _alias(self, sets: list[list[Known]], made: Names) -> None:
        claims: list[tuple[tuple[str, str], str, str]] = []
        for members in sets:
            name = made.final[members[0].side, members[0].id]
            lost = {one.id for one in members}
            held = {one.sha256 for one in members if one.sha256 is not None}
            if len(held) > 1:
                lost |= {document_id(self._source, sha256) for sha256 in held}
            claims += [(_age(members), alias, name) for alias in lost]
            for side, aliases in enumerate(self._aliases):
                own = {one.id for one in members if one.side == side}
                claims += [(_age(members), alias, name) for alias, target in aliases.items() if target in own]
        for _, alias, name in sorted(claims):
            if alias not in made.bytes_of and alias not in self._lost:
                made.aliases.setdefault(alias, name)
        known = {alias for _, alias, _ in claims} | {one.id for one in self._known.values()}
        for url, sha256 in self._first_bytes.items():
            alias = document_id(self._source, sha256)
            if sha256 not in made.by_bytes and alias in made.aliases:
                made.by_bytes[sha256] = made.aliases[alias]
            name = document_id(self._source, url)
            if name in made.bytes_of or name in self._lost:
                continue
            # Where something was taken down, who was called so may be forgotten.
            if sha256 in made.by_bytes and (name in known or self._lost):
                made.aliases[name] = made.by_bytes[sha256]


def _bytes(members: list[Known]) -> str | None:
    held = [(one.first_seen, one.sha256) for one in members if one.sha256 is not None]
    return min(held)[1] if held else None


def _age(members: list[Known]) -> tuple[str, str]:
    since = min(claim for one in members for claim in one.claims)[0]
    return (since, _bytes(members) or min(one.id for one in members))
