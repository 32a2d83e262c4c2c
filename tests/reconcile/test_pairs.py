# ruff: noqa: E501 - one case is one line here
"""Single pairs: what is one review, and what only looks like it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.normalise.registry import registry
from harvester.reconcile import HeldReview, Reconciliation, Standing, count, reconcile, totals
from harvester.records import ListEntry, SourceInfo
from harvester.vocabulary import Nation, ReviewType


def held(name: str | None, publisher: str = "croydon", year: int | None = 2019, **more: object) -> HeldReview:
    values: dict[str, object] = {
        "id": f"r-{publisher}-{name}-{year}",
        "publishers": (publisher,),
        "review_type": ReviewType.SCR,
        "case_name": name,
        "title": f"Serious Case Review: {name}",
        "year": year,
    }
    return HeldReview(**(values | more))  # type: ignore[arg-type]


def entry(title: str, **more: object) -> ListEntry:
    values: dict[str, object] = {"source": "nspcc", "title": title, "page_url": "https://lists.example.org/"}
    return ListEntry(**(values | more))  # type: ignore[arg-type]


def settle(
    reviews: list[HeldReview], entries: list[ListEntry], sources: tuple[SourceInfo, ...] | None = None
) -> Reconciliation:
    return reconcile(reviews, entries, sources or registry())


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Child Q", "2019 – Croydon – Child Q"),
        ("Child Q", "2020 - Croydon LSCB - ‘Child Q’"),
        ("Child BR", "2019 – Croydon – Baby BR"),
        ("Baby Liam", "2019 – Croydon – Liam"),
        ("Q Family", "2019 – Croydon – Family Q"),
        ("Zac (ZDS22)", "2019 – Croydon – ZDS22"),
        ("SCR G", "2019 – Croydon – Child G"),
        ("Jordan", "2019 – Croydon – Jordyn"),
        ("Child F", "2019 – Croydon – Child F and family"),
        ("Child A and Child B", "2019 – Croydon – Child A and B"),
        ("BDS12", "2019 – Croydon – BDS 12"),
        ("Child 1", "2019 – Croydon – CHILD 1"),
        ("Young Person 4", "2019 – Croydon – YP 4"),
        ("Siblings K and L", "2019 – Croydon – Child K and Child L"),
        ("Joshua F", "2019 – Croydon – Joshua"),
        ("LCSPR Martha", "2019 – Croydon – Martha"),
    ],
)
def test_other_ways_of_writing_one_name(name: str, title: str) -> None:
    found = settle([held(name)], [entry(title)])
    assert [match.standing for match in found.matches] == [Standing.BOTH]
    assert found.matches[0].reasons


@pytest.mark.parametrize(
    ("review", "title"),
    [
        (held("Child Q"), "2019 – City and Hackney – Child Q"),
        (held("Child Q"), "2012 – Croydon – Child Q"),
        (held("Child Q"), "2019 – Croydon – Child R"),
        (held("Child Q"), "2019 – Croydon – Adult Q"),
        (held("Joshua F"), "2019 – Croydon – Joshua G"),
        (held("Siblings K and L"), "2019 – Croydon – Child K and Child M"),
        (held("Siblings K and L"), "2019 – Croydon – Adult K and Adult L"),
        (held("Child A"), "2019 – Croydon – Child AB"),
        (held("Child Q"), "2019 – SSCB – Child Q"),
        (held("Child Q"), "2019 – Anonymous – Child Q"),
        (held("Katie", year=2016), "2019 – Anonymous – Katie"),
        (held("Adult J", review_type=ReviewType.SAR), "2019 – Croydon – Child J"),
    ],
)
def test_what_is_another_review(review: HeldReview, title: str) -> None:
    found = settle([review], [entry(title)])
    assert not found.pairs


def test_child_q_of_two_areas() -> None:
    reviews = [held("Child Q"), held("Child Q", "city-of-london-and-hackney", 2022)]
    entries = [entry("2022 – City and Hackney – Child Q"), entry("2019 – Croydon – Child Q")]
    pairs = {(review, one.title) for review, one in settle(reviews, entries).pairs}
    assert pairs == {
        ("r-croydon-Child Q-2019", "2019 – Croydon – Child Q"),
        ("r-city-of-london-and-hackney-Child Q-2022", "2022 – City and Hackney – Child Q"),
    }


def test_two_cases_of_one_letter_fall_to_the_nearer_years() -> None:
    reviews = [held("Child A", year=2013), held("Child A", year=2015)]
    entries = [entry("2014 – Croydon – Child A"), entry("2012 – Croydon – Child A")]
    pairs = {(review, one.title) for review, one in settle(reviews, entries).pairs}
    assert pairs == {
        ("r-croydon-Child A-2015", "2014 – Croydon – Child A"),
        ("r-croydon-Child A-2013", "2012 – Croydon – Child A"),
    }


def test_two_that_fit_equally_are_not_decided() -> None:
    found = settle(
        [held("Child A", year=2013), held("Child A", year=2015)], [entry("2014 – Croydon – Child A")]
    )
    assert not found.pairs
    (told,) = found.of(Standing.UNRESOLVED)
    assert "fits 2 reviews equally" in told.reasons


def test_an_anonymous_entry_is_matched_by_its_text_alone() -> None:
    review = held("Child Q", sha256s=("a" * 64,))
    same = entry("2019 – Anonymous – Child Z", sha256="a" * 64)
    grouped = entry("2019 – Anonymous – Child Y", review_id=review.id, source="other")
    found = settle([review], [same, grouped])
    assert {one.title for _, one in found.pairs} == {same.title, grouped.title}


def test_an_anonymous_pseudonym_needs_details_that_the_report_confirms() -> None:
    text = "Serious Case Review Katie. Katie is a 14-year-old girl. In September 2016 she was sexually exploited."
    review = held("Katie", text=text)
    told = entry(
        "2019 – Anonymous – Katie", summary="Sexual exploitation of a 14-year-old girl from September 2016."
    )
    assert settle([review], [told]).pairs
    other = replace(told, summary="Death of a 3-month-old boy in May 2012.")
    assert not settle([review], [other]).pairs
    twice = [review, held("Katie", "norfolk", text=text)]
    assert not settle(twice, [told]).pairs


def test_predecessors_and_joint_publishers() -> None:
    reviews = [
        held("Child BF", "cumberland", 2016),
        held("Child X", "newham", 2018, publishers=("newham", "lambeth")),
    ]
    entries = [entry("2016 – Cumbria – Child BF"), entry("2018 – Newham and Lambeth – Child X")]
    found = settle(reviews, entries)
    assert len(found.pairs) == 2
    rows = {row.publisher: row.both for row in count(found)}
    assert rows == {"cumberland": 1, "newham": 1, "lambeth": 1}
    assert totals(found.matches).both == 2


def test_a_closed_body_and_the_one_that_followed() -> None:
    sources = (
        SourceInfo(slug="old", title="Mere Safeguarding Children Board", nation=Nation.ENGLAND, successors=("new",)),
        SourceInfo(slug="new", title="Mereland Safeguarding Children Partnership", nation=Nation.ENGLAND),
    )  # fmt: skip
    for publisher, words in (("new", "Mere"), ("old", "Mereland")):
        found = settle([held("Child C", publisher)], [entry(f"2019 – {words} – Child C")], sources)
        assert len(found.pairs) == 1, words


def test_summary_and_report_of_one_review_are_one_review() -> None:
    entries = [entry("2019 – Croydon – Child Q"), entry("2019 – Croydon – Child Q: executive summary")]
    found = settle([held("Child Q")], entries)
    assert [match.standing for match in found.matches] == [Standing.BOTH, Standing.BOTH]


def test_what_was_never_crawled_is_not_said_to_be_missing() -> None:
    (told,) = reconcile([], [entry("2019 – Croydon – Child Q")], registry(), crawled={"norfolk"}).matches
    assert told.standing is Standing.LISTED_ONLY
    assert told.reasons == ("the publisher's own site was never crawled",)
