"""What was rejected does not come back: by address, by bytes, by text; and what has changed asks again."""

from __future__ import annotations

import pytest
from deciding_harvest import Desk, a_desk, text_about
from harvests import EASTVALE, HUB, NORTHMOOR

from harvester.catalogue.deciding import Change
from harvester.vocabulary import RejectReason


@pytest.fixture
def desk(tmp_path, harvest) -> Desk:
    return a_desk(tmp_path, harvest.catalogue)


def reject(desk: Desk, name: str, reason: str):
    return desk.decide(Change("document", name, "status", "rejected", reason))


def next_night(desk: Desk) -> None:
    desk.harvest.night = 75  # after what was decided in March
    desk.harvest.now = lambda: f"2026-04-{desk.harvest.night - 74:02}T02:00:00Z"  # type: ignore[method-assign]
    desk.harvest.start(NORTHMOOR, EASTVALE)


def waiting(desk: Desk) -> set[str]:
    return {str(row["id"]) for row in desk.harvest.rows("documents", "status = 'new'")}


def test_the_same_address_with_the_same_bytes_stays_rejected(desk):
    report = desk.names["a-report"]
    reject(desk, report, "other: a draft")
    next_night(desk)
    assert desk.find("a-report") == report
    desk.regroup()
    assert desk.shown(report)["status"] == "rejected"


def test_the_same_bytes_at_a_new_address_are_the_same_rejected_document(desk):
    report = desk.names["a-report"]
    reject(desk, report, "other: a draft")
    next_night(desk)
    assert desk.find("a-report-moved", body=text_about("Child A", len("a-report"))) == report
    desk.regroup()
    assert report not in waiting(desk)


def test_other_bytes_with_the_same_text_at_the_address_stay_rejected(desk):
    report = desk.names["a-report"]
    reject(desk, report, "")
    next_night(desk)
    saved_again = desk.find("a-report", body=text_about("Child A", len("a-report")).replace(" ", "\n"))
    assert saved_again != report
    desk.regroup()
    assert desk.shown(saved_again)["status"] == "rejected"
    assert desk.shown(saved_again)["replaces"] == report
    assert desk.review_of(saved_again) is None


def test_a_changed_text_at_the_address_asks_again_and_says_what_it_replaces(desk):
    report = desk.names["a-report"]
    reject(desk, report, RejectReason.NOT_A_REVIEW)
    next_night(desk)
    changed = desk.find("a-report", body=text_about("Child A", 3))
    desk.regroup()
    assert waiting(desk) >= {changed}
    assert desk.shown(changed)["replaces"] == report
    assert desk.shown(report)["status"] == "rejected"


@pytest.mark.parametrize(
    ("reason", "here", "there"),
    [
        ("not_a_review", "rejected", "rejected"),
        ("training_or_guidance", "rejected", "rejected"),
        ("another_area", "rejected", "new"),
        ("duplicate", "new", "new"),
        ("wrong_file", "new", "new"),
        ("other: not this one", "new", "new"),
        ("", "new", "new"),
    ],
)
def test_how_far_a_rejection_reaches_depends_on_its_reason(desk, reason, here, there):
    report = desk.names["a-report"]
    reject(desk, report, reason)
    next_night(desk)
    same = text_about("Child A", len("a-report"))
    at_home = desk.find("elsewhere", body=same.replace(" ", "  "))
    with_bytes = desk.find("copied", source="eastvale", body=same)
    with_text = desk.find("saved-again", source="eastvale", body=same.replace(" ", "\n"))
    desk.regroup()
    assert desk.shown(at_home)["status"] == here
    assert {desk.shown(name)["status"] for name in (with_bytes, with_text)} == {there}


def test_what_was_there_before_is_not_rejected_with_it(desk):
    same = text_about("Child A", len("a-report")).replace(" ", "  ")
    before = desk.find("elsewhere", body=same)
    reject(desk, desk.names["a-report"], "not_a_review")
    desk.regroup()
    assert before in waiting(desk)


def test_a_rejection_taken_back_lets_all_ask_again_and_a_persons_word_goes_before(desk):
    report = desk.names["a-report"]
    batch = reject(desk, report, "not_a_review")
    next_night(desk)
    same = text_about("Child A", len("a-report"))
    one = desk.find("one", source="eastvale", body=same)
    two = desk.find("elsewhere", body=same.replace(" ", "  "))
    desk.regroup()
    desk.say(one, "status", "accepted")
    assert desk.shown(one)["status"] == "accepted"
    desk.undo(batch)
    assert {report, two} <= waiting(desk)
    desk.regroup()
    assert {report, two} <= waiting(desk)


def test_a_rejected_link_without_a_file_stays_rejected_when_the_file_comes(desk):
    from harvester.vocabulary import Outcome

    url = "https://northmoor.example/files/late.pdf"
    desk.harvest.link(url, "Child L overview report", page_url=HUB)
    desk.harvest.fetch(url, None, outcome=Outcome.TIMEOUT, status=None)
    desk.harvest.describe(title="Late")
    (row,) = desk.harvest.rows("documents", "url = ?", url)
    reject(desk, row["id"], "not_a_review")
    next_night(desk)
    desk.find("late", case="Child L")
    desk.regroup()
    (shown,) = desk.harvest.rows("documents", "url = ?", url)
    assert (shown["status"], shown["sha256"] is not None) == ("rejected", True)


def test_a_rejected_link_whose_bytes_are_another_document_is_that_document(desk):
    from harvester.vocabulary import Outcome

    url = "https://northmoor.example/files/second-way.pdf"
    desk.harvest.link(url, "Child B overview report", page_url=HUB)
    desk.harvest.fetch(url, None, outcome=Outcome.TIMEOUT, status=None)
    desk.harvest.describe(title="Second way")
    (row,) = desk.harvest.rows("documents", "url = ?", url)
    desk.say(desk.names["b-report"], "status", "accepted")
    reject(desk, row["id"], "wrong_file")
    next_night(desk)
    assert (
        desk.find("second-way", case="Child B", body=text_about("Child B", len("b-report")))
        == (desk.names["b-report"])
    )
    assert desk.shown(desk.names["b-report"])["status"] == "accepted", "said of the file itself"
