"""What is gathered from a real catalogue: runs not told yet, trouble since its first night, reviews."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue
from harvester.gates import DEFAULT_GATES
from harvester.records import SourceInfo
from harvester.tell.digest import compose
from harvester.tell.gathering import gather
from harvester.tell.layout import as_text
from harvester.tell.material import Material, Told
from harvester.vocabulary import Nation, SourceOutcome
from tests.catalogue.harvests import A, B, Harvest

C = "https://northmoor.example/files/c.pdf"
BODIES = {A: "first text", B: "second text", C: "third text"}
NORTHMOOR = SourceInfo(slug="northmoor", title="Northmoor Partnership", nation=Nation.ENGLAND)


@pytest.fixture
def harvest(tmp_path: Path) -> Iterator[Harvest]:
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
        yield Harvest(catalogue)


def night(harvest: Harvest, *urls: str, end: SourceOutcome = SourceOutcome.OK) -> None:
    harvest.start(NORTHMOOR)
    for url in urls:
        harvest.link(url)
        harvest.fetch(url, BODIES[url])
    harvest.finish(end)


def after(harvest: Harvest, run_id: int | None, **more: object) -> Material:
    return gather(harvest.catalogue, harvest.run_id, gates=DEFAULT_GATES, after=run_id, **more)  # type: ignore[arg-type]


def test_every_run_that_was_not_told_is_told(harvest: Harvest) -> None:
    night(harvest, A)
    night(harvest, A, B)
    night(harvest, A, B, C)
    assert [one.url for one in after(harvest, 2).news("new")] == [C]
    assert [one.url for one in after(harvest, 1).news("new")] == [B, C]
    everything = after(harvest, 0)
    assert [one.url for one in everything.news("new")] == [B, C]  # A came with the first harvest
    assert [one.source for one in everything.first_harvests()] == ["northmoor"]
    assert [one.url for one in after(harvest, None).news("new")] == [C]


def test_an_interrupted_run_is_told_by_the_next(harvest: Harvest) -> None:
    night(harvest, A)
    harvest.start(NORTHMOOR)
    harvest.link(B)
    harvest.fetch(B, BODIES[B])
    harvest.finish(code=11)
    night(harvest, A, B)
    assert [one.url for one in after(harvest, 1).news("new")] == [B]


def test_trouble_counts_from_its_first_night_whatever_it_was_called(harvest: Harvest) -> None:
    night(harvest, A)
    for end in (SourceOutcome.FAILED, SourceOutcome.BLOCKED, SourceOutcome.SUSPECT, SourceOutcome.SUSPECT):
        night(harvest, end=end)
    made = after(harvest, None)
    (trouble,) = made.troubled
    assert trouble.since[:10] == "2026-01-02"
    assert trouble.account.nights_in_trouble == 4
    text = as_text(compose(made, Told()))
    assert "suspect since 2 Jan (4 nights in a row)" in text
    assert made.well == {}


def test_a_site_that_tonight_did_not_take_is_still_in_trouble(harvest: Harvest) -> None:
    night(harvest, A)
    night(harvest, end=SourceOutcome.FAILED)
    other = SourceInfo(slug="eastvale", title="Eastvale", nation=Nation.WALES)
    harvest.catalogue.save_source(other)
    harvest.start(other)
    harvest.catalogue.finish_run(harvest.run_id, harvest.now(), 0, "all well")
    assert [one.account.source for one in after(harvest, None).troubled] == ["northmoor"]
    assert not after(harvest, None, live={"eastvale"}).troubled  # paused meanwhile


def test_a_run_without_anything_is_material_too(harvest: Harvest) -> None:
    assert not compose(after(harvest, None), Told()).worth


def test_new_reviews_are_counted_once(harvest: Harvest) -> None:
    night(harvest, A)
    night(harvest, A, B, C)
    ids = {row["url"]: row["id"] for row in harvest.rows("documents")}
    harvest.catalogue.connection.execute(
        "INSERT INTO review (id, source, nation, review_type, title) VALUES "
        "('r1', 'northmoor', 'england', 'scr', 'Old'), ('r2', 'northmoor', 'england', 'scr', 'New')"
    )
    set_review = "UPDATE document SET review_id = ? WHERE id = ?"
    for review, url in (("r1", A), ("r1", B), ("r2", C)):
        harvest.catalogue.connection.execute(set_review, (review, ids[url]))
    made = after(harvest, 1)
    assert (len(made.news("new")), made.new_reviews) == (2, 1)
    assert compose(made, Told()).subject == "1 new review"
