"""A year of nights that repeat one another stays small, and loses no outcome."""

from __future__ import annotations

import pytest
from harvests import HUB, A, B, Harvest, name_of

from harvester.records import PageVisit
from harvester.vocabulary import Outcome, PageKind, SourceOutcome

SAME = name_of("first text")


def night(harvest: Harvest, **end: object) -> None:
    harvest.start()
    harvest.link()
    harvest.fetch(body=end.pop("body", "first text"), **end)
    harvest.finish()


def visit(harvest: Harvest, outcome: Outcome = Outcome.OK, title: str = "Reviews") -> None:
    one = PageVisit(source="northmoor", url=HUB, outcome=outcome, kind=PageKind.HUB, title=title)
    harvest.catalogue.record_visit(harvest.run_id, one)


def ends(harvest: Harvest, table: str = "fetch") -> list[tuple[object, ...]]:
    rows = harvest.rows(table, "1 ORDER BY id")
    return [(row["outcome"], row["first_run"], row["run_id"], row["times"]) for row in rows]


def test_unchanged_nights_are_counted_on_one_row(harvest: Harvest) -> None:
    night(harvest)
    for _ in range(9):
        night(harvest, outcome=Outcome.NOT_MODIFIED)
    assert ends(harvest) == [("ok", None, 1, 1), ("not_modified", 2, 10, 9)]
    (_, last) = harvest.rows("fetch", "1 ORDER BY id")
    assert last["first_at"] < last["at"]
    for run in range(2, 11):
        detail = harvest.catalogue.run_detail(run)
        assert detail is not None
        assert detail.fetches == {"not_modified": 1}


def test_a_full_fetch_among_304s_does_not_begin_the_count_anew(harvest: Harvest) -> None:
    for number in range(30):
        head = {"method": "HEAD", "outcome": Outcome.NOT_MODIFIED, "message": "same length"}
        night(harvest, **({} if number % 7 == 0 else head))
    assert sorted(ends(harvest)) == [("not_modified", 2, 30, 25), ("ok", 1, 29, 5)]


def test_every_change_keeps_its_row_and_its_reason(harvest: Harvest) -> None:
    night(harvest)
    for message in ("503", "503", "time-out"):
        night(harvest, body=None, outcome=Outcome.SERVER_ERROR, status=503, message=message)
    night(harvest)
    night(harvest, body="second text")
    night(harvest, body="first text")
    night(harvest, body="first text")
    assert ends(harvest) == [
        ("ok", None, 1, 1),
        ("server_error", 2, 3, 2),
        ("server_error", None, 4, 1),
        ("ok", None, 5, 1),
        ("ok", None, 6, 1),
        ("ok", 7, 8, 2),
    ]


def test_several_tries_a_night_do_not_grow_either(harvest: Harvest) -> None:
    for _ in range(12):
        harvest.start()
        harvest.link()
        for _ in range(3):
            harvest.fetch(body=None, outcome=Outcome.TIMEOUT, status=None)
        harvest.finish(SourceOutcome.FAILED)
    assert ends(harvest) == [("timeout", 1, 12, 36)]
    assert harvest.catalogue.run_detail(7).fetches == {"timeout": 3}  # type: ignore[union-attr]


def test_visits_of_pages_are_counted_too(harvest: Harvest) -> None:
    for number in range(8):
        harvest.start()
        visit(harvest, Outcome.OK if number in (0, 5) else Outcome.NOT_MODIFIED)
        harvest.finish()
    harvest.start()
    visit(harvest, title="Learning from reviews")
    harvest.finish()
    assert ends(harvest, "page_visit") == [
        ("ok", 1, 6, 2),
        ("not_modified", 2, 8, 6),
        ("ok", None, 9, 1),
    ]


def test_an_interrupted_run_keeps_its_rows_until_a_night_repeats_them(harvest: Harvest) -> None:
    night(harvest)
    harvest.start()
    harvest.link()
    harvest.fetch()
    harvest.catalogue.finish_run(harvest.run_id, harvest.now(), 11, "stopped")
    assert [row[2] for row in ends(harvest)] == [1, 2]
    night(harvest)
    assert ends(harvest) == [("ok", 1, 3, 3)]


@pytest.mark.parametrize("trouble", [0, 1, 5])
def test_answers_that_speak_for_a_withdrawal_are_kept_night_by_night(harvest: Harvest, trouble: int) -> None:
    """Neither more nor fewer nights are counted than before."""
    harvest.start()
    for url, text in ((A, "first text"), (B, "another text")):
        harvest.link(url)
        harvest.fetch(url, text)
    harvest.finish()
    gone = {"body": None, "outcome": Outcome.GONE, "status": 404}
    for _ in range(2):  # a dead link that is still listed: nothing but repetition
        harvest.start()
        harvest.link(B)
        harvest.fetch(B, "another text")
        harvest.link(A)
        harvest.fetch(A, **gone)
        harvest.finish()
    outcomes = [SourceOutcome.OK, *[SourceOutcome.FAILED] * trouble, SourceOutcome.OK, SourceOutcome.OK]
    for number, outcome in enumerate(outcomes):
        assert harvest.one("documents", "sha256 = ?", SAME)["presence"] != "withdrawn", number
        harvest.start()
        harvest.link(B)
        harvest.fetch(B, "another text")
        harvest.ask({A: Outcome.GONE})
        harvest.finish(outcome)
    assert harvest.one("documents", "sha256 = ?", SAME)["presence"] == "withdrawn"


def test_a_year_of_nights_adds_next_to_nothing(harvest: Harvest, capsys: pytest.CaptureFixture[str]) -> None:
    """Thirty pages and twenty documents on each of two sources: state that grows a night, in bytes."""
    urls = [f"https://northmoor.example/files/{number}-overview-report.pdf" for number in range(40)]
    pages = [f"https://northmoor.example/reviews/page-{number}" for number in range(60)]
    sizes = {}
    for number in range(60):
        harvest.start()
        with harvest.catalogue.writing():
            for url in urls:
                harvest.link(url)
                harvest.fetch(url, url, outcome=Outcome.NOT_MODIFIED if number else Outcome.OK)
            for url in pages:
                one = PageVisit(source="northmoor", url=url, outcome=Outcome.OK, title="A page of reviews")
                harvest.catalogue.record_visit(harvest.run_id, one)
        harvest.finish()
        sizes[number] = harvest.catalogue.path.stat().st_size
    growth = (sizes[59] - sizes[9]) / 50
    rows = len(harvest.rows("fetch")), len(harvest.rows("page_visit"))
    with capsys.disabled():
        print(f"\n40 documents and 60 pages, unchanged: {growth:.0f} bytes a night; rows {rows}")
    assert rows == (80, 60)
    assert growth < 1000
