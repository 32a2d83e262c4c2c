"""`harvester status`, `digest` and `letter` on a small harvest; nothing they print leaves 80 columns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from protego import Protego

from harvester.catalogue import Catalogue
from harvester.cli import run
from harvester.records import PageVisit
from harvester.vocabulary import Outcome, PageKind, SourceOutcome
from tests.catalogue.harvests import HUB, A, B, Harvest
from tests.tell.ears import hook

CANARY = "cAnArY-0123456789"
NORTHMOOR = """slug: northmoor
title: Northmoor Safeguarding Partnership
nation: england
kind: partnership
authorities: []
homepage: https://northmoor.example/
start: [https://northmoor.example/reviews]
platform: generic
status: live
"""


@pytest.fixture(autouse=True)
def _own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "northmoor.yaml").write_text(NORTHMOOR, encoding="utf-8")
    monkeypatch.setenv("HARVESTER_SOURCES", str(tmp_path / "sources"))
    monkeypatch.setenv("HARVESTER_DATA", str(tmp_path))
    monkeypatch.setenv("HARVESTER_CONTACT", "library@example.org")
    monkeypatch.setenv("COLUMNS", "80")


def visit(harvest: Harvest, outcome: Outcome, url: str = HUB, status: int | None = None) -> None:
    page = PageVisit(
        source="northmoor",
        url=url,
        outcome=outcome,
        status=status,
        kind=PageKind.HUB if outcome is Outcome.OK else None,
        title="",
        candidates=0,
        message="",
        at=harvest.now(),
    )
    harvest.catalogue.record_visit(harvest.run_id, page)


def nights(root: Path, *ends: SourceOutcome) -> None:
    """A first harvest, one find, then nights that ended as said."""
    with Catalogue.open(root / "catalogue.db") as catalogue:
        harvest = Harvest(catalogue)
        for number in range(2):
            harvest.start()
            visit(harvest, Outcome.OK)
            for url, body in ((A, "first text"), (B, "second text"))[: number + 1]:
                harvest.link(url)
                harvest.fetch(url, body)
            harvest.finish()
        for end in ends:
            harvest.start()
            bad = end is not SourceOutcome.OK
            visit(harvest, Outcome.SERVER_ERROR if bad else Outcome.OK, status=503 if bad else 200)
            if not bad:
                harvest.link(A)
                harvest.link(B)
                harvest.fetch(A, None)
                harvest.fetch(B, None)
            harvest.finish(end)


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(list(arguments)) == code
    out, err = capsys.readouterr()
    return out + err


FAILED, OK = SourceOutcome.FAILED, SourceOutcome.OK


def test_status_shows_nights_trouble_and_when_it_is_due(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nights(tmp_path, OK, FAILED, FAILED, FAILED)
    shown = said(capsys, "status")
    assert max(map(len, shown.splitlines())) <= 80
    (row,) = (line for line in shown.splitlines() if line.startswith("northmoor "))
    assert "▄██✗✗✗" in row
    assert "failed" in row
    assert "2026-01-04" in row
    assert "3 nights in trouble in a row" in shown
    (values,) = json.loads(said(capsys, "status", "--json"))
    assert values["nights_in_trouble"] == 3
    assert values["trouble_since"].startswith("2026-01-04")
    assert [night["outcome"] for night in values["nights"]] == [
        "ok",
        "ok",
        "ok",
        "failed",
        "failed",
        "failed",
    ]
    assert values["source"] == "northmoor"
    assert values["due_why"]


def test_status_of_alarms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nights(tmp_path, FAILED, FAILED)
    assert said(capsys, "status", "--alarms") == "No alarm stands.\n"
    (tmp_path / "catalogue.db").unlink()
    nights(tmp_path, FAILED, FAILED, FAILED)
    shown = said(capsys, "status", "--alarms")
    assert "failed on 3 nights in a row, since 2026-01-03" in " ".join(shown.split())
    assert max(map(len, shown.splitlines())) <= 80
    (alarm,) = json.loads(said(capsys, "status", "--alarms", "--json"))
    assert (alarm["source"], alarm["nights"]) == ("northmoor", 3)


def test_status_of_a_source_that_is_declared_no_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nights(tmp_path, OK)
    file = tmp_path / "sources" / "northmoor.yaml"
    for status, due in (("live\nevery: 7d  # weekly", "now"), ("paused", "only when it is named")):
        file.write_text(NORTHMOOR.replace("status: live", f"status: {status}"), encoding="utf-8")
        (values,) = json.loads(said(capsys, "status", "--json"))
        assert (values["due_why"] == "every 7d") == (due == "now")
    file.rename(file.with_name("other.yaml"))
    (values,) = json.loads(said(capsys, "status", "--json"))
    assert values["due_why"] == "not declared"
    (tmp_path / "sources" / "other.yaml").unlink()
    assert "When sources are due is not known" in said(capsys, "status")


# ---------------------------------------------------------------- digest


def test_the_digest_of_each_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nights(tmp_path, OK, FAILED)
    assert "First harvest of Northmoor" in said(capsys, "digest", "--run", "1")
    second = said(capsys, "digest", "--run", "2")
    assert f"\n  {B}\n" in second
    assert A not in second
    assert "Nothing would be sent" not in second
    last = json.loads(said(capsys, "digest", "--json"))
    assert last["subject"] == "Northmoor Safeguarding Partnership broken since 4 Jan"
    assert last["worth_sending"]
    assert "no run 77" in said(capsys, "digest", "--run", "77", code=2)
    assert "nobody to tell" in said(capsys, "digest", "--send", code=2)


def test_sending_tells_what_was_not_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nights(tmp_path, FAILED)
    with hook() as ears:
        address = f"json://robot:{CANARY}@127.0.0.1:{ears.port}/{CANARY}"
        monkeypatch.setenv("HARVESTER_NOTIFY_URLS", address)
        ears.status = 500
        first = said(capsys, "digest", "--send", code=1)
        assert "address 1 was not told" in first
        ears.status = 200
        assert "told 1 address: Northmoor" in said(capsys, "digest", "--send")
        assert said(capsys, "digest", "--send") == "nothing to tell\n"
        assert said(capsys, "digest", "--send", "--run", "2").startswith("Subject: 1 new")
    assert len(ears.heard) == 3
    assert CANARY not in first
    told = (tmp_path / "told.json").read_text()
    assert CANARY not in told


# ---------------------------------------------------------------- letters


def test_nothing_is_written_when_nothing_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nights(tmp_path, OK)
    for reason in ("auto", "robots", "broken"):
        refused = said(capsys, "letter", "northmoor", "--reason", reason, code=2)
        assert refused.startswith("harvester: there is nothing to write to Northmoor")
        assert refused.count("\n") == 1
    assert "did you mean northmoor?" in said(capsys, "letter", "northmor", code=2)


def test_a_letter_of_a_broken_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nights(tmp_path, OK, FAILED, FAILED)
    text = said(capsys, "letter", "northmoor")
    assert max(map(len, text.splitlines())) <= 80
    flat = " ".join(text.split())
    for part in (
        "To: Northmoor Safeguarding Partnership",
        "Since 4 Jan 2026, on 2 nights in a row, we could not reach your pages of reviews.",
        f"- {HUB} it answered with an error (HTTP 503)",
        "write to library@example.org",
        "[your name]",
    ):
        assert part in flat, part
    assert "robots" in said(capsys, "letter", "northmoor", "--reason", "robots", code=2)


def test_a_letter_about_robots_names_documents_and_lines_that_would_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
        harvest = Harvest(catalogue)
        for _ in range(3):
            harvest.start()
            visit(harvest, Outcome.OK)
            harvest.link(A)
            harvest.link(B, "Child B: serious case review, overview report")
            harvest.fetch(A)
            harvest.fetch(B, None, outcome=Outcome.ROBOTS_DENIED, status=None)
            harvest.finish()
    text = said(capsys, "letter", "northmoor")
    flat = " ".join(text.split())
    assert "keeps libraries from 1 report of yours" in flat
    assert (
        "the robots.txt at northmoor.example asks programs not to fetch. We saw this first on 1 Jan 2026"
        in flat
    )
    assert f"    {B}\n    listed on {HUB}\n" in text
    lines = "    User-agent: harvester\n    Allow: /files/\n"
    assert lines in text
    for rules in ("User-agent: *\nDisallow: /files/b.pdf\n\n", "User-agent: *\nDisallow: /\n\n"):
        assert not Protego.parse(rules).can_fetch(B, "harvester")
        assert Protego.parse(rules + lines).can_fetch(B, "harvester")  # what we ask for would do
    assert A not in text
    assert json.loads(said(capsys, "letter", "northmoor", "--json"))["reason"] == "robots"


def test_a_letter_of_links_that_lead_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
        harvest = Harvest(catalogue)
        for night in range(2):
            harvest.start()
            harvest.link(A)
            if night:
                harvest.fetch(A, None, outcome=Outcome.GONE, status=404)
            else:
                harvest.fetch(A)
            harvest.finish()
    flat = " ".join(said(capsys, "letter", "northmoor").split())
    assert "1 link to published reviews that leads nowhere" in flat
    assert "it is not there (any more) (HTTP 404), since 2 Jan" in flat
