"""Bringing files from one store into another, each looked at by its hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from harvester.store import LocalStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harvester.store import Store


def same_place(one: Store, other: Store) -> bool:
    """Whether two stores are one."""
    if isinstance(one, LocalStore) and isinstance(other, LocalStore):
        return one.root.resolve() == other.root.resolve()
    return one.url == other.url


def bring(
    there: Store,
    here: Store,
    names: Iterable[str] | None = None,
    hear: Callable[[int], None] = lambda _done: None,
) -> tuple[int, list[str]]:
    """Put files of one store into another that does not have them; doing it again changes nothing.

    Args:
        there: where they are.
        here: where they are to be.
        names: which; all of them by default.
        hear: told how many were brought so far.

    Returns:
        How many were brought, and the names of those that are not what their name says: these stay out.

    Raises:
        DiskError: one of the two refuses or does not answer.
    """
    if same_place(there, here):
        return 0, []
    brought, damaged = 0, []
    wanted = (name for name in (there.hashes() if names is None else names) if not here.has(name))
    for sha256, body in there.bodies(wanted):
        if hashlib.sha256(body).hexdigest() != sha256:
            damaged.append(sha256)
            continue
        here.put(body)
        brought += 1
        hear(brought)
    return brought, damaged
