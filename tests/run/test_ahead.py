"""Describing ahead changes when the work is done, and nothing else."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harvester import process as processing
from harvester.catalogue import Catalogue, describing, nearness, prepared, sketches
from harvester.group.texts import SKETCHED
from harvester.run import ahead as working_ahead
from harvester.run.ahead import LOOK_EVERY_S, LOOK_OFTEN_S, LOOK_SHARE, QUIET_S, Ahead
from harvester.run.working_out import Task, work_out
from tests.run.conftest import Farm
from tests.run.farm import end_state


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def harvested(farm: Farm, tmp_path: Path) -> Path:
    data = tmp_path / "data"
    shutil.copytree(farm.reference, data)
    return data


def test_all_of_it_is_known_before_and_the_end_is_the_same(
    farm: Farm, harvested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    with Catalogue.open(harvested / "catalogue.db", create=False) as catalogue:
        catalogue.mark_all_stale()
        ahead = Ahead(catalogue, clock=clock)
        assert not ahead.step()  # it does not look at once, and not all the time
        clock.now += LOOK_EVERY_S
        count = 0
        while ahead.step():
            count += 1
        assert count == 8
        assert not ahead.step()
        monkeypatch.setattr(processing, "describe_one", lambda *_: pytest.fail("described again"))
        done = processing.process(catalogue, catalogue.sources(), "2026-11-26T00:00:00Z", ahead=ahead)
        assert done.described == 8
    assert end_state(harvested) == farm.state


def test_once_the_crawl_is_over_it_looks_more_often(harvested: Path) -> None:
    clock = Clock()
    with Catalogue.open(harvested / "catalogue.db", create=False) as catalogue:
        catalogue.mark_all_stale()
        ahead = Ahead(catalogue, clock=clock)
        ahead.hurry()
        assert not ahead.step()
        clock.now += LOOK_OFTEN_S
        assert ahead.step()


def test_what_changed_meanwhile_is_described_anew(farm: Farm, harvested: Path) -> None:
    clock = Clock()
    with Catalogue.open(harvested / "catalogue.db", create=False) as catalogue:
        catalogue.mark_all_stale()
        ahead = Ahead(catalogue, clock=clock)
        clock.now += LOOK_EVERY_S
        while ahead.step():
            pass
        one, *rest = catalogue.stale_documents(rules=processing.RULES)
        sources = catalogue.sources()
        with catalogue.writing() as connection:
            connection.execute("UPDATE sighting SET score = score / 2 WHERE document_id = ?", (one.id,))
            connection.execute("UPDATE document SET revision = revision + 1 WHERE id = ?", (one.id,))
        again = {item.id: item for item in catalogue.stale_documents(rules=processing.RULES)}
        clock.now += LOOK_EVERY_S
        assert ahead.step()  # only that one
        assert not ahead.step()
        assert ahead.description(one, sources.get(one.source)) is None  # as it was
        assert all(ahead.description(again[item.id], sources.get(item.source)) for item in rest)
        clock.now += LOOK_EVERY_S
        while ahead.step():  # it is given once
            pass
        assert ahead.description(again[rest[0].id], None) is None
        assert ahead.description(again[one.id], sources.get(one.source)) is not None


def test_what_another_extractor_has_read_meanwhile_is_described_anew(farm: Farm, harvested: Path) -> None:
    clock = Clock()
    with Catalogue.open(harvested / "catalogue.db", create=False) as catalogue:
        catalogue.mark_all_stale()
        with catalogue.writing() as connection:
            connection.execute("DELETE FROM text_sketch")
        ahead = Ahead(catalogue, clock=clock)
        clock.now += LOOK_EVERY_S
        for _ in range(8):
            assert ahead.step()
        one, *rest = catalogue.stale_documents(rules=processing.RULES)
        assert one.sha256 is not None
        extract = catalogue.load_extract(one.sha256)
        assert extract is not None
        sources = catalogue.sources()
        catalogue.save_extract(replace(extract, pages=("Board minutes",), lines=()), "2026-11-27T00:00:00Z")
        assert ahead.description(one, sources.get(one.source)) is None
        assert all(ahead.description(item, sources.get(item.source)) for item in rest)
        ahead.step()
        with catalogue.reading() as connection:
            assert not connection.execute(
                "SELECT 1 FROM text_sketch WHERE sha256 = ?", (one.sha256,)
            ).fetchall()


def test_while_there_is_other_work_nothing_is_worked_out_here(harvested: Path) -> None:
    clock = Clock()
    with Catalogue.open(harvested / "catalogue.db", create=False) as catalogue:
        catalogue.mark_all_stale()
        ahead = Ahead(catalogue, clock=clock)
        clock.now += LOOK_EVERY_S
        assert not ahead.step(busy=True)
        assert not ahead.step()  # nor in a short break
        clock.now += QUIET_S
        assert ahead.step()


def test_a_text_that_is_to_be_read_again_is_not_described_before(harvested: Path) -> None:
    clock = Clock()
    with Catalogue.open(harvested / "catalogue.db", create=False) as catalogue:
        catalogue.mark_all_stale()
        catalogue.mark_all_unread()
        ahead = Ahead(catalogue, clock=clock)
        clock.now += LOOK_EVERY_S
        assert not ahead.step()


def test_a_document_that_breaks_the_rules_breaks_no_crawl(
    farm: Farm, harvested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("harvester.described.describe_read", breaks)
    clock = Clock()
    with Catalogue.open(harvested / "catalogue.db", create=False) as catalogue:
        catalogue.mark_all_stale()
        ahead = Ahead(catalogue, clock=clock)
        clock.now += LOOK_EVERY_S
        assert ahead.step()
        (first, *_) = catalogue.stale_documents(rules=processing.RULES)
        assert ahead.description(first, catalogue.sources().get(first.source)) is None


def test_what_texts_alone_decide_is_kept_ahead(
    farm: Farm, harvested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    with Catalogue.open(harvested / "catalogue.db", create=False) as catalogue:
        with catalogue.writing() as connection:
            texts = connection.execute("DELETE FROM text_sketch").rowcount
            connection.execute("DELETE FROM text_pair")
        assert texts
        catalogue.mark_all_stale()
        ahead = Ahead(catalogue, clock=clock)
        clock.now += LOOK_EVERY_S
        while ahead.step():
            pass
        assert not sketches.waiting(catalogue, 100)
        assert not nearness.compare_new(catalogue)
        monkeypatch.setattr(sketches, "sketch_texts", lambda *_: pytest.fail("sketched again"))
        processing.process(catalogue, catalogue.sources(), "2026-11-26T00:00:00Z", ahead=ahead)
    assert end_state(harvested) == farm.state


def test_no_sketch_of_a_text_that_was_taken_down_before_its_turn(harvested: Path) -> None:
    clock = Clock()
    with Catalogue.open(harvested / "catalogue.db", create=False) as catalogue:
        with catalogue.writing() as connection:
            connection.execute("DELETE FROM text_sketch")
        names = sketches.waiting(catalogue, 100)
        ahead = Ahead(catalogue, clock=clock)
        clock.now += LOOK_EVERY_S
        ahead._look_when_due()
        with catalogue.writing() as connection:
            connection.execute("DELETE FROM file_page WHERE sha256 = ?", (names[0],))
            connection.execute("DELETE FROM extract WHERE sha256 = ?", (names[0],))
        while ahead.step():
            pass
        with catalogue.reading() as connection:
            kept = {row[0] for row in connection.execute("SELECT sha256 FROM text_sketch")}
    assert kept == set(names[1:])


def test_a_text_that_two_documents_have_is_sketched_for_each_and_kept_once(harvested: Path) -> None:
    kept = "SELECT sha256, rules, words, shingles, digest, hashes FROM text_sketch ORDER BY sha256"
    with Catalogue.open(harvested / "catalogue.db", create=False) as catalogue:
        catalogue.mark_all_stale()
        with catalogue.writing() as connection:
            before = connection.execute(kept).fetchall()
            connection.execute("DELETE FROM text_sketch")
        items = [item for item in catalogue.stale_documents(rules=processing.RULES) if item.sha256]
        tasks = [Task(item.sha256, item, catalogue.sources()[item.source]) for item in items]
        answers = work_out(catalogue, [*tasks, *tasks])
        made = [answer.sketched for answer in answers if answer is not None and answer.sketched is not None]
        assert len(made) > len({one.sha256 for one in made})
        prepared.save_sketches(catalogue, made, SKETCHED)
        with catalogue.reading() as connection:
            after = connection.execute(kept).fetchall()
        assert [tuple(row) for row in after] == [tuple(row) for row in before]


def test_the_longer_looking_takes_the_less_often_it_looks(
    harvested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, looked = Clock(), []

    def slow(catalogue: Catalogue, limit: int) -> list[str]:
        looked.append(clock.now)
        clock.now += 3.0
        return []

    monkeypatch.setattr(working_ahead, "waiting", slow)
    with Catalogue.open(harvested / "catalogue.db", create=False) as catalogue:
        ahead = Ahead(catalogue, clock=clock)
        while clock.now < 200:
            clock.now += 1.0
            ahead.step()
    gaps = {later - earlier - 3.0 for earlier, later in itertools.pairwise(looked)}
    assert gaps == {3.0 / LOOK_SHARE}


def test_a_look_loads_only_what_changed_since_the_last(
    harvested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[int] = []
    load = describing.stale_documents

    def counted(connection: sqlite3.Connection, rules: int, limit: int | None, among: Iterable[str]) -> Any:
        loaded.append(len(list(among)))
        return load(connection, rules, limit, among)

    clock = Clock()
    with Catalogue.open(harvested / "catalogue.db", create=False) as catalogue:
        catalogue.mark_all_stale()
        ahead = Ahead(catalogue, clock=clock)
        monkeypatch.setattr(working_ahead.describing, "stale_documents", counted)
        for _look in range(3):
            clock.now += 100
            while ahead.step():
                pass
        assert loaded == [8]
        with catalogue.writing() as connection:
            connection.execute(
                "UPDATE document SET revision = revision + 1 WHERE id = (SELECT min(id) FROM document)"
            )
        clock.now += 100
        assert not ahead.step()  # it is described from what it was
    assert loaded == [8, 1]
