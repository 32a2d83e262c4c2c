"""Disjoint sets of document ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Joiner:
    """Union-find with the members of each set at hand; the smallest id stands for its set."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._parent = {key: key for key in sorted(keys)}
        self._members: dict[str, list[str]] = {key: [key] for key in self._parent}

    def __contains__(self, key: object) -> bool:
        """Whether a document is in any of the sets."""
        return key in self._parent

    def root(self, key: str) -> str:
        """The id that stands for the set of `key`."""
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key

    def members(self, key: str) -> list[str]:
        """All ids in the set of `key`."""
        return self._members[self.root(key)]

    def join(self, one: str, two: str) -> bool:
        """Make one set of two; False when they already are one."""
        a, b = sorted((self.root(one), self.root(two)))
        if a == b:
            return False
        self._parent[b] = a
        self._members[a] += self._members.pop(b)
        return True

    def groups(self) -> list[list[str]]:
        """All sets, each sorted, in the order of their smallest ids."""
        return [sorted(self._members[key]) for key in sorted(self._members)]
