"""`harvester publish --as-at`: an edition that looks back to a day, and what it must not bring back."""

from __future__ import annotations

import pytest

from harvester.publish.folder import editions, snapshots
from harvester.vocabulary import ExitCode
from tests.publish.test_publish_command import refused

LATER = "2026-03-01T09:00:00Z"
BODIES = ("csv/*.csv", "jsonl/*", "parquet/*", "references.*", "*.xml")


def test_a_look_back_is_the_same_whatever_is_decided_later(house):
    code, latest = house.publish("--as-at", "2026-02-01")
    first = house.out / "as-at-2026-02-01"
    assert (code, latest, first.is_dir()) == (0, None, True), "latest leads to no look back"
    house.decide(0, "status", "rejected", at=LATER)
    house.decide(1, "title", "Said later", at=LATER)
    house.decide(5, "status", "accepted", at=LATER)
    code, _ = house.publish("--as-at", "2026-02-01")
    second = house.out / "as-at-2026-02-01-2"
    assert code == 0
    for pattern in BODIES:
        for path in sorted(first.glob(pattern)):
            assert path.read_bytes() == (second / path.relative_to(first)).read_bytes(), path.name
    assert not (second / "oai").exists()
    assert not (second / "feed.atom").exists()
    text = (second / "README.md").read_text(encoding="utf-8")
    assert ", as at 2026-02-01 (" in text
    assert "found and accepted by the end of 2026-02-01 (UTC)" in text


def test_a_look_back_says_what_was_taken_back_since(house, capsys):
    house.decide(0, "status", "rejected", at=LATER)
    assert house.publish("--as-at", "2026-02-01")[0] == 0
    assert f"1 document of them accepted no longer (first: {house.ids[0]})" in capsys.readouterr().out


def test_whether_a_text_may_leave_is_for_today_to_say(house):
    house.withdraw(0)
    house.decide(1, "publish_text", "no", at=LATER)
    code, _ = house.publish("--with-text", "--as-at", "2026-02-01")
    folder = house.out / "as-at-2026-02-01"
    assert code == 0
    there = {path.name.partition(".")[0] for path in (folder / "files").iterdir()}
    assert there == {house.ids[2], house.ids[3]}


def test_a_look_back_is_compared_with_no_edition_and_keeps_none_from_being_made(house):
    house.publish()
    assert house.publish("--as-at", "2026-02-01")[0] == 0
    assert (house.out / "latest").resolve().name[:5] != "as-at"
    assert [path.name for path in snapshots(house.out)] == ["as-at-2026-02-01"]
    assert len(editions(house.out)) == 1


@pytest.mark.parametrize("day", ["yesterday", "2999-01-01", ""])
def test_a_look_back_to_no_day_or_one_to_come_is_a_wrong_use(house, day):
    assert house.publish("--as-at", day)[0] == ExitCode.USAGE


def test_refused_when_nothing_was_accepted_on_that_day(house, capsys):
    assert "no document is accepted yet" in refused(house, capsys, "--as-at", "2026-01-31")
