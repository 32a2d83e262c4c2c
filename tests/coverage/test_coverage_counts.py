from __future__ import annotations

from harvester.coverage.counts import Body, KnownReview, State, count, narrowed
from harvester.vocabulary import Nation, ReviewType, SourceKind


def body(slug: str) -> Body:
    return Body(slug=slug, title=slug.title(), nation=Nation.ENGLAND, kind=SourceKind.PARTNERSHIP)


def review(
    name: str,
    *bodies: str,
    year: int | None = 2016,
    kind: ReviewType = ReviewType.SCR,
    state: State = State.HELD,
) -> KnownReview:
    return KnownReview(id=name, bodies=bodies, year=year, review_type=kind, state=state)


def test_each_state_is_counted_apart() -> None:
    reviews = [
        review("a", "northmoor"),
        review("b", "northmoor"),
        review("c", "northmoor", state=State.REFUSED),
        review("d", "northmoor", year=None, state=State.ELSEWHERE),
        review("e", "southmoor", kind=ReviewType.SAR, state=State.UNAVAILABLE),
    ]
    found = count([body("southmoor"), body("northmoor"), body("westmoor")], reviews)
    assert [one.slug for one in found.bodies] == ["northmoor", "southmoor", "westmoor"]
    dated, undated = found.of("northmoor")
    assert (dated.year, dict(dated.counts)) == (2016, {State.HELD: 2, State.REFUSED: 1})
    assert (undated.year, dict(undated.counts)) == (None, {State.ELSEWHERE: 1})
    assert found.of("southmoor")[0].review_type is ReviewType.SAR
    assert found.of("westmoor") == ()
    assert found.totals("northmoor") == {State.HELD: 2, State.REFUSED: 1, State.ELSEWHERE: 1}
    assert found.reviews == {State.HELD: 2, State.REFUSED: 1, State.ELSEWHERE: 1, State.UNAVAILABLE: 1}


def test_a_joint_review_stands_under_each_publisher_and_is_one_review() -> None:
    found = count(
        [body("northmoor"), body("southmoor")], [review("a", "northmoor", "southmoor", "northmoor")]
    )
    assert found.totals("northmoor")[State.HELD] == found.totals("southmoor")[State.HELD] == 1
    assert found.reviews == {State.HELD: 1}


def test_what_names_none_of_the_bodies_is_told() -> None:
    found = count([body("northmoor")], [review("a"), review("b", "elsewhere"), review("c", "northmoor", "x")])
    assert found.unplaced == 2
    assert sum(found.reviews.values()) == 3


def test_years_have_no_holes() -> None:
    reviews = [review("a", "northmoor", year=2012), review("b", "northmoor", year=2015)]
    assert count([body("northmoor")], reviews).years == (2012, 2013, 2014, 2015)
    assert count([body("northmoor")], []).years == ()


def test_kinds_can_be_picked() -> None:
    reviews = [review("a", "northmoor"), review("b", "northmoor", kind=ReviewType.DHR)]
    assert [one.id for one in narrowed(reviews, types=frozenset({ReviewType.DHR}))] == ["b"]
    assert len(narrowed(reviews, types=frozenset())) == 2
