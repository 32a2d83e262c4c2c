"""Kills and cuts at every point of a decision, and several processes that decide at once."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from deciding_harvest import a_desk, everything

from harvester.catalogue import Catalogue, replay_decisions
from harvester.catalogue.deciding import Change, decide, history, revision
from harvester.catalogue.decision_file import read_decisions, values_of
from harvester.fixity.decisions import decision_findings
from harvester.paths import DataDirectory

DECIDER = Path(__file__).with_name("decider.py")


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    folder = tmp_path_factory.mktemp("start")
    with Catalogue.open(folder / "catalogue.db") as catalogue:
        names = a_desk(folder, catalogue).names
    return folder, names


@pytest.fixture
def data(start, tmp_path) -> DataDirectory:
    shutil.copytree(start[0], tmp_path / "data")
    return DataDirectory(tmp_path / "data")


def decider(data: DataDirectory, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(DECIDER), str(data.root), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def ended(process: subprocess.Popen[str]) -> tuple[int, list[str]]:
    told, _ = process.communicate(timeout=60)
    return process.returncode, told.splitlines()


def titles(catalogue: Catalogue, *names: str) -> list[str]:
    return [catalogue.record(name).fields["title"] for name in names]  # type: ignore[union-attr]


def verified(data: DataDirectory, catalogue: Catalogue) -> list[str]:
    notes: list[str] = []
    _, found = decision_findings(data, catalogue, notes)
    assert found == []
    return notes


def test_a_kill_before_the_file_leaves_nothing(start, data):
    name = start[1]["a-report"]
    assert ended(decider(data, "ann", name, "--kill", "append")) == (-signal.SIGKILL, [])
    with Catalogue.open(data.catalogue) as catalogue:
        assert replay_decisions(data, catalogue).entered == 0
        assert titles(catalogue, name) == ["Child A: overview_report"]


def test_a_kill_between_file_and_catalogue_loses_nothing(start, data):
    name, other = start[1]["a-report"], start[1]["b-report"]
    assert ended(decider(data, "ann", name, other, "--kill", "enter")) == (-signal.SIGKILL, [])
    with Catalogue.open(data.catalogue) as catalogue:
        assert titles(catalogue, name, other) == ["Child A: overview_report", "Child B: overview_report"]
        assert verified(data, catalogue) == []
        # Whoever decides next finds it in the file first, and is told that it came in between.
        seen = {name: revision(catalogue, name)}
        with pytest.raises(Exception, match="ann decided title"):
            decide(
                data,
                catalogue,
                [Change("document", name, "title", "Bob's")],
                who="bob",
                at="2026-03-01T10:00:00Z",
                expected=seen,
            )
        replay_decisions(data, catalogue)
        assert titles(catalogue, name, other) == ["ann 0", "ann 0"]
        assert verified(data, catalogue) == []


def test_a_batch_cut_at_any_byte_is_whole_or_not_there(start, data, tmp_path):
    names = list(start[1].values())
    with Catalogue.open(data.catalogue) as catalogue:
        decide(data, catalogue, [Change("document", names[0], "title", "Before")], who="a", at="2026-03-01")
        whole = data.decisions.read_bytes()
        decide(
            data, catalogue, [Change("document", n, "board", "B") for n in names], who="a", at="2026-03-02"
        )
    longer = data.decisions.read_bytes()
    cut = DataDirectory(tmp_path / "cut")
    for end in range(len(whole), len(longer) + 1, 13):
        shutil.rmtree(cut.root, ignore_errors=True)
        shutil.copytree(start[0], cut.root)
        cut.decisions.write_bytes(longer[:end])
        is_whole = len([v for line in longer[:end].splitlines() if (v := values_of(line))]) == 4
        with Catalogue.open(cut.catalogue) as catalogue:
            catalogue.connection.execute("PRAGMA synchronous = OFF")
            replay_decisions(cut, catalogue)
            boards = {catalogue.record(name).fields["board"] for name in names}  # type: ignore[union-attr]
            assert boards == ({"B"} if is_whole else {None})
            verified(cut, catalogue)
            # The next decision is a whole line, and follows from the lines before it.
            decide(cut, catalogue, [Change("document", names[0], "title", "After")], who="a", at="2026-03-03")
            assert titles(catalogue, names[0]) == ["After"]
            notes = verified(cut, catalogue)
            assert is_whole or end == len(whole) or notes
            held = [one for one in read_decisions(cut.decisions) if one is not None]
            assert len(held) == (5 if is_whole else 2)


def test_people_in_two_processes_overwrite_nothing(start, data):
    name, other = start[1]["a-report"], start[1]["b-report"]
    both = [decider(data, who, name, other, "--times", "12") for who in ("ann", "bob")]
    ends = [ended(process) for process in both]
    assert [code for code, _ in ends] == [0, 0]
    lines = [json.loads(line) for line in data.decisions.read_text().splitlines()]
    assert len(lines) == 48
    with Catalogue.open(data.catalogue) as catalogue:
        # Each decided on the state that the last had left: what was shown then is what that one said.
        mine = [line for line in lines if line["document_id"] == name]
        assert [line["old"] for line in mine[1:]] == [line["value"] for line in mine[:-1]]
        assert len(history(catalogue, name)) == 24
        # Nobody was told that all was well who had seen an older state than another had left.
        acknowledged = sorted(int(line.rsplit(" ", 1)[1]) for _, told in ends for line in told)
        assert len(acknowledged) == 24
        assert verified(data, catalogue) == []
        before = everything(catalogue)
        assert replay_decisions(data, catalogue).entered == 0
        assert everything(catalogue) == before


def test_decisions_go_on_while_a_crawl_writes(start, data):
    name = start[1]["a-report"]
    with Catalogue.open(data.catalogue) as catalogue:
        process = decider(data, "ann", name, "--times", "15")
        written = 0
        while process.poll() is None:
            with catalogue.writing() as connection:
                connection.execute("UPDATE document SET last_seen = last_seen")
            written += 1
        code, told = ended(process)
        assert (code, len(told)) == (0, 15)
        assert written > 0
        assert titles(catalogue, name) == ["ann 14"]
