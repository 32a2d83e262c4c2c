from __future__ import annotations

from harvester.coverage.counts import State
from harvester.coverage.elsewhere import listed_elsewhere
from harvester.reconcile.values import HeldReview, Match, Reconciliation, Standing
from harvester.records import ListEntry
from harvester.vocabulary import ReviewType


def entry(name: str, *, year: int = 2017, source: str = "the-list", **more: object) -> ListEntry:
    values: dict[str, object] = {"case_name": name, "publishers": ("northmoor",)}
    return ListEntry(
        source=source,
        title=f"{year} – Northmoor – {name}",
        page_url="https://list.example/2017",
        year=year,
        id=f"e-{source}-{name}-{year}",
        **(values | more),  # type: ignore[arg-type]
    )


def open_match(one: ListEntry, standing: Standing = Standing.LISTED_ONLY) -> Match:
    return Match(standing=standing, entry=one)


def test_only_what_nobody_gave_us_is_listed_elsewhere() -> None:
    held = HeldReview(id="r1", publishers=("northmoor",))
    matches = (
        Match(standing=Standing.BOTH, held=held, entry=entry("Child A")),
        Match(standing=Standing.HELD_ONLY, held=held),
        open_match(entry("Child B", sha256="ab" * 32)),
        open_match(entry("Child C", review_type=ReviewType.SCR)),
        open_match(entry("Katie", publishers=(), anonymous=True), Standing.UNRESOLVED),
    )
    found = listed_elsewhere(Reconciliation(matches=matches))
    assert [(one.bodies, one.year, one.review_type) for one in found] == [
        (("northmoor",), 2017, ReviewType.SCR),
        ((), 2017, ReviewType.OTHER),
    ]
    assert {one.state for one in found} == {State.ELSEWHERE}


def test_two_lists_that_name_one_review_name_one_review() -> None:
    matches = (
        open_match(entry("Child 'C'")),
        open_match(entry("Child C", source="other-list")),
        open_match(entry("Child C", year=2021)),
        open_match(entry("Katie", publishers=())),
        open_match(entry("Katie", publishers=(), source="other-list")),
    )
    assert len(listed_elsewhere(Reconciliation(matches=matches))) == 4  # nobody knows whose Katie is whose
