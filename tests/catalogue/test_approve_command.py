"""`harvester approve`: look, then let through; a decision like any other."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from harvests import HUB

from harvester.catalogue import standing
from harvester.cli.approve import approve
from harvester.errors import UsageError
from harvester.paths import DataDirectory
from harvester.vocabulary import Outcome

HOSTILE = "\x1b[2J [red]Child A[/] \u202eevil"


@pytest.fixture
def ask(tmp_path):
    def run(*arguments: str):
        result = CliRunner().invoke(approve, list(arguments), obj=DataDirectory(tmp_path))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert "\x1b" not in result.output
        assert "\u202e" not in result.output
        return result.output

    return run


@pytest.fixture
def gated(harvest):
    links = [(f"{HUB}/{n}.pdf", f"text {n}") for n in range(14)]
    for number in range(4):
        harvest.start()
        for url, body in links if number == 0 else links[:2]:
            harvest.link(url, HOSTILE)
            harvest.fetch(url, body)
        harvest.ask({}, Outcome.GONE)
        harvest.finish()
    return harvest


def test_look_then_say_why_then_it_takes_effect_at_the_next_night(ask, tmp_path, gated):
    decisions = DataDirectory(tmp_path).decisions
    assert "12 losses withheld, of 1 source: northmoor" in ask()
    assert "12 losses would be let through" in ask("northmoor", "--dry-run")
    with pytest.raises(UsageError, match="say why"):
        ask("northmoor")
    assert not decisions.exists()
    assert json.loads(ask("northmoor", "--only", "values", "--json")) == []
    assert "12 losses approved" in ask("northmoor", "--why", "the board said so", "--who", "J Bloggs")
    lines = [json.loads(line) for line in decisions.read_text().splitlines()]
    assert {(one["field"], one["value"], one["who"]) for one in lines} == {
        ("presence", "withdrawn", "J Bloggs")
    }
    assert {one["approved"] for one in json.loads(ask("--json"))} == {
        "approved by J Bloggs: the board said so"
    }
    assert "Nothing of northmoor is withheld" in ask("northmoor", "--why", "again")
    gated.start()
    for n in range(2):
        gated.link(f"{HUB}/{n}.pdf", HOSTILE)
        gated.fetch(f"{HUB}/{n}.pdf", f"text {n}")
    gated.finish()
    assert len(gated.rows("withdrawals")) == 12
    assert gated.rows("run_sources")[-1]["outcome"] == "ok"
    assert ask() == "Nothing is withheld.\n"


def test_an_approval_cut_short_by_a_crash_is_found_in_the_file(ask, tmp_path, gated, monkeypatch):
    def crash(connection, decisions):
        if decisions:
            raise KeyboardInterrupt
        return 0

    with monkeypatch.context() as patch:
        patch.setattr(standing, "enter", crash)
        with pytest.raises(BaseException):  # noqa: B017, PT011 - as a kill would
            CliRunner().invoke(
                approve,
                ["northmoor", "--why", "x"],
                obj=DataDirectory(tmp_path),
                standalone_mode=False,
                catch_exceptions=False,
            )
    assert len(DataDirectory(tmp_path).decisions.read_text().splitlines()) == 1
    ask("northmoor", "--why", "x")
    assert len(DataDirectory(tmp_path).decisions.read_text().splitlines()) == 12


def test_an_unknown_source_is_named(ask, gated):
    with pytest.raises(UsageError, match="no source 'nowhere'"):
        ask("nowhere", "--why", "x")
