"""Directories of any history, forks of one another too: in any order, joining them comes to the same."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parts import SOURCES, Making, Night, at_once, differences, union

from harvester.catalogue import Catalogue
from harvester.vocabulary import Outcome

WORDS = ["Child Amber", "Child Amber, second", "Child Beryl", "Child Coral", "Child Amber and Child Beryl"]
answers = st.one_of(*[st.sampled_from(WORDS)] * 2, st.sampled_from([Outcome.GONE, Outcome.TIMEOUT]))


@dataclass(frozen=True)
class Plan:
    """One directory: nights of one source each, and whether it begins as a copy of the first directory."""

    nights: list[tuple[int, str, dict[str, str | Outcome], list[str]]]
    fork: bool


plans = st.builds(
    Plan,
    nights=st.lists(
        st.tuples(
            st.integers(1, 9),
            st.sampled_from(["northmoor", "northmoor", "eastvale"]),
            st.dictionaries(st.sampled_from("abc"), answers, max_size=3),
            st.lists(st.sampled_from("abc"), max_size=1),
        ),
        min_size=1,
        max_size=3,
    ),
    fork=st.booleans(),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "catalogue.db"
    with Catalogue.open(path) as catalogue:
        catalogue.save_sources(list(SOURCES.values()))
    return path


def make(root: Path, plan: Plan, first: Making | None, empty: Path) -> Making:
    begin = 0
    if plan.fork and first is not None:
        made, begin = first.copy(root), 10
    else:
        made = fresh(root, empty)
    nights = sorted(plan.nights, key=lambda night: night[0])
    return made.nights(
        Night(begin + day, source, told, {name: f"Child {name} overview" for name in words})
        for day, source, told, words in nights
    )


def fresh(root: Path, empty: Path) -> Making:
    root.mkdir(parents=True)
    shutil.copy(empty, root / "catalogue.db")
    return Making(root)


@given(st.tuples(plans, plans, plans))
@settings(
    max_examples=int(os.environ.get("HARVESTER_MERGE_EXAMPLES", "4")),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_any_order_any_bracket_any_number_of_times(empty, three):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        first = make(root / "0", three[0], None, empty)
        others = [make(root / str(n), plan, first, empty) for n, plan in enumerate(three[1:], start=1)]
        a, b, c = (made.data.root for made in (first, *others))
        joined = union(fresh(root / "a b c", empty).data.root, a, b, c)
        union(fresh(root / "c b", empty).data.root, c, b)
        assert differences(joined, union(fresh(root / "(c b) a", empty).data.root, root / "c b", a)) == {}
        assert differences(joined, at_once(fresh(root / "c a b", empty).data.root, [c, a, b])) == {}
        assert differences(joined, union(root / "a b c", b, a)) == {}
