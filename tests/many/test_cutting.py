"""Which sources go to which worker."""

from __future__ import annotations

import random

from harvester.many.cutting import cut


def test_what_shares_a_host_stays_together_and_nothing_is_lost() -> None:
    pick = random.Random(6)
    slugs = [f"s{number}" for number in range(60)]
    pick.shuffle(slugs)
    groups = [slugs[at : at + 3] for at in range(0, 60, 3)]
    weights = {slug: pick.expovariate(0.01) for slug in slugs[:40]}
    shards = cut(groups, weights, 4)
    assert sorted(slug for shard in shards for slug in shard) == sorted(slugs)
    for group in groups:
        assert sum(bool(set(group) & set(shard)) for shard in shards) == 1


def test_the_heaviest_shard_is_not_much_heavier_than_it_must_be() -> None:
    pick = random.Random(6)
    for _ in range(50):
        weights = {f"s{number}": pick.paretovariate(1.2) for number in range(30)}
        shards = cut([[slug] for slug in weights], weights, 3)
        heaviest = max(sum(weights[slug] for slug in shard) for shard in shards)
        bound = max(sum(weights.values()) / 3, *weights.values())
        assert heaviest <= bound * 4 / 3


def test_it_is_the_same_every_time_and_the_largest_site_is_first() -> None:
    groups = [["a"], ["b"], ["c"], ["d"]]
    assert cut(groups, {}, 2) == cut(groups[::-1], {}, 2) == [("a", "c"), ("b", "d")]
    assert cut(groups, {"a": 1, "b": 1, "c": 9, "d": 1}, 2)[0] == ("c",)
    assert cut([["a"]], {}, 5) == [("a",)]
