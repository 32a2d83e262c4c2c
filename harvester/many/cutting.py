"""Cutting a crawl into shards: what shares a host stays together, what is large goes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def cut(groups: Sequence[Sequence[str]], weights: Mapping[str, float], count: int) -> list[tuple[str, ...]]:
    """Deal groups of sources to at most `count` shards, so that the heaviest shard is light.

    A site has one pace whoever asks it, so a group is never split. The heaviest group goes first, to the
    shard that has least: no dealing is worse than 4/3 of the best one.

    Args:
        groups: slugs that share a host, together.
        weights: what a source cost the last time, in any unit; one that is not here counts as the
            middle of those that are.
        count: how many shards are wanted.

    Returns:
        The slugs of each shard, heaviest shard first; none is empty.
    """
    known = sorted(weights.values())
    usual = known[len(known) // 2] if known else 1.0

    def weight(slugs: Sequence[str]) -> float:
        return sum(weights.get(slug, usual) for slug in slugs)

    dealt: list[list[str]] = [[] for _ in range(max(1, count))]
    for group in sorted(groups, key=lambda one: (-weight(one), sorted(one))):
        min(dealt, key=lambda shard: (weight(shard), len(shard))).extend(group)
    dealt.sort(key=lambda shard: -weight(shard))
    return [tuple(shard) for shard in dealt if shard]
