"""Which sources a run takes, and which of them must take turns because they share a host."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from harvester.archived import archived_hosts, reached_hosts
from harvester.errors import UsageError
from harvester.vocabulary import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.sources import Declaration


def select(
    declarations: Mapping[str, Declaration], slugs: Sequence[str], *, archived: bool = False
) -> list[Declaration]:
    """The declarations to crawl: those named, in that order, else all live ones by slug.

    A source named by hand is crawled whatever its status (a closed site may be replayed). With `archived`
    and no names: the closed sites of which captures are declared.

    Raises:
        UsageError: a slug is not declared (the text offers the nearest), or has no address.
    """
    if archived and not slugs:
        closed = (d for _, d in sorted(declarations.items()) if d.status is SourceStatus.GONE)
        return [d for d in closed if d.archives]
    if not slugs:
        return [d for _, d in sorted(declarations.items()) if d.status is SourceStatus.LIVE]
    chosen = []
    for slug in dict.fromkeys(slugs):
        declaration = declared(declarations, slug)
        if not (declaration.entrances or archived_hosts(declaration)):
            raise UsageError(
                f"{slug}: no address is known yet; write homepage or start into its declaration."
            )
        chosen.append(declaration)
    return chosen


def declared(declarations: Mapping[str, Declaration], slug: str) -> Declaration:
    """The declaration of a source, whether or not it can be crawled.

    Raises:
        UsageError: the slug is not declared; the text offers the nearest.
    """
    if slug in declarations:
        return declarations[slug]
    near = get_close_matches(slug, list(declarations), n=3)
    hint = f" Did you mean {' or '.join(near)}?" if near else " `harvester sources list` shows all."
    raise UsageError(f"no source is called {slug!r}.{hint}")


def hosts_of(declaration: Declaration) -> set[str]:
    """Host names (no port, no www) that crawling this source is sure to touch."""
    return {host.removeprefix("www.") for host in reached_hosts(declaration)}


def host_groups(declarations: Sequence[Declaration]) -> list[list[str]]:
    """Slugs in groups whose members share a host, directly or by way of another source.

    Members of a group run one after another in one process; groups run at once.
    """
    groups: list[tuple[set[str], list[str]]] = []
    for declaration in declarations:
        hosts, members = hosts_of(declaration), [declaration.slug]
        apart = []
        for other_hosts, other_members in groups:
            if hosts & other_hosts:
                hosts, members = hosts | other_hosts, [*other_members, *members]
            else:
                apart.append((other_hosts, other_members))
        groups = [*apart, (hosts, members)]
    return [members for _, members in groups]


def shards(groups: Sequence[Sequence[str]], count: int) -> list[list[list[str]]]:
    """Deal the groups to `count` processes, longest first, so that no group is split."""
    dealt: list[list[list[str]]] = [[] for _ in range(max(1, min(count, len(groups) or 1)))]
    for group in sorted(groups, key=len, reverse=True):
        min(dealt, key=lambda shard: sum(len(g) for g in shard)).append(list(group))
    return dealt
