"""Which sources a run takes, and which must take turns."""

from __future__ import annotations

from typing import Any

import pytest

from harvester.errors import UsageError
from harvester.run.selection import host_groups, select, shards
from harvester.sources import Declaration


def declare(slug: str, homepage: str, **values: Any) -> Declaration:
    return Declaration.model_validate(
        {"slug": slug, "title": slug.title(), "nation": "england", "homepage": homepage, **values}
    )


A = declare("alder", "https://www.alder.example/")
B = declare("birch", "https://birch.example/", start=["https://alder.example/birch/reviews"])
C = declare("cedar", "http://127.0.0.1:8001/")
D = declare("dogwood", "http://127.0.0.1:8002/", status="gone")
E = declare("elm", "https://elm.example/", hosts=["www.birch.example"])
ALL = {d.slug: d for d in (A, B, C, D, E)}


def test_all_live_ones_unless_named() -> None:
    assert [d.slug for d in select(ALL, ())] == ["alder", "birch", "cedar", "elm"]
    assert [d.slug for d in select(ALL, ("dogwood", "alder", "dogwood"))] == ["dogwood", "alder"]


def test_an_unknown_slug_is_named_with_its_nearest() -> None:
    with pytest.raises(UsageError, match=r"'alter'.*alder"):
        select(ALL, ("alter",))


def test_sources_that_share_a_host_are_one_group_also_by_way_of_a_third() -> None:
    groups = {frozenset(group) for group in host_groups([A, B, C, E])}
    assert groups == {frozenset({"alder", "birch", "elm"}), frozenset({"cedar"})}
    assert [sorted(g) for g in host_groups([A, E, C])] == [["alder"], ["elm"], ["cedar"]]


def test_ports_do_not_make_two_hosts() -> None:
    assert len(host_groups([C, D])) == 1


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_shards_split_no_group_and_lose_none(count: int) -> None:
    groups = [["a", "b", "c"], ["d"], ["e"], ["f", "g"]]
    dealt = shards(groups, count)
    assert len(dealt) == min(count, 4)
    assert sorted(group for shard in dealt for group in shard) == sorted(groups)
    assert all(dealt)
