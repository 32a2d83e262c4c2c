"""What is not joined, and says so; and a merge that is killed."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from parts import Making, Night, at_once, differences, seen, union

from harvester.cli import run
from harvester.durable import write_whole
from harvester.errors import NewerCatalogueError, UsageError
from harvester.merge import merge
from harvester.run.lock import hold


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("made")
    one = Making(root / "one").nights([Night(1, answers={"a": "Child Amber"})]).data.root
    two = Making(root / "two").nights([Night(2, answers={"b": "Child Beryl"})]).data.root
    return one, two


def copy(made: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    one, two = (Making(root).copy(tmp_path / root.name).data.root for root in made)
    return one, two


def flip(path: Path, place: int = -1) -> None:
    body = bytearray(path.read_bytes())
    body[place] ^= 1
    path.write_bytes(body)


def damage_catalogue(root: Path) -> None:
    path = root / "catalogue.db"
    os.truncate(path, path.stat().st_size // 2)


def damage_file(root: Path) -> None:
    flip(next(path for path in (root / "files").rglob("*") if path.is_file()))


def damage_archive(root: Path) -> None:
    flip(next((root / "warc").glob("*/_chronicle*.warc.gz")), 200)


def damage_decisions(root: Path) -> None:
    (root / "decisions.jsonl").write_text('{"id": 1}\nno decision\n{}\n', encoding="utf-8")


@pytest.mark.parametrize(
    "damage", [damage_catalogue, damage_file, damage_archive, damage_decisions], ids=lambda f: f.__name__
)
def test_a_damaged_part_is_refused_by_name_and_the_rest_are_joined(made, tmp_path, damage, capsys):
    one, two = copy(made, tmp_path)
    damage(one)
    into = tmp_path / "joined"
    assert run(["--data", str(into), "merge", str(one), str(two)]) == 3
    out = capsys.readouterr().out
    assert f"{one}: refused:" in out
    assert differences(seen(into), union(tmp_path / "two alone", two)) == {}


def test_a_newer_part_ends_it_before_anything(made, tmp_path):
    one, two = copy(made, tmp_path)
    with closing(sqlite3.connect(one / "catalogue.db")) as db:
        db.execute("PRAGMA user_version = 999")
    into = tmp_path / "joined"
    with pytest.raises(NewerCatalogueError):
        merge(into, [two, one])
    assert run(["--data", str(into), "merge", str(two), str(one)]) == 10
    assert not (into / "catalogue.db").exists()


def test_an_older_part_is_read_from_a_copy(made, tmp_path):
    import gzip

    old = tmp_path / "old"
    old.mkdir()
    kept = gzip.decompress((Path(__file__).parents[1] / "catalogue" / "catalogue-v1.db.gz").read_bytes())
    (old / "catalogue.db").write_bytes(kept)
    into = tmp_path / "joined"
    assert merge(into, [old, made[0]]).exit_code == 0
    assert (old / "catalogue.db").read_bytes() == kept
    assert len(seen(into)["runs"]) > 1


def test_the_target_itself_and_a_part_named_twice_are_nothing_to_do(made, tmp_path):
    one, two = copy(made, tmp_path)
    before = seen(one)
    report = merge(one, [one])
    assert (report.exit_code, report.parts[0].note) == (0, "it is the target itself")
    assert differences(before, seen(one)) == {}
    report = merge(one, [two, two])
    assert [part.note for part in report.parts] == ["", "it was named before"]


def test_a_target_within_a_part_is_refused_and_a_part_within_the_target_is_joined(made, tmp_path):
    one, two = copy(made, tmp_path)
    with pytest.raises(UsageError):
        merge(one / "inner", [one])
    (one / "shards").mkdir()
    two.rename(one / "shards" / "1")
    assert merge(one, [one / "shards" / "1"]).exit_code == 0
    assert len(seen(one)["documents"]) == 2


def test_locks(made, tmp_path, capsys):
    one, two = copy(made, tmp_path)
    from harvester.paths import DataDirectory

    with hold(DataDirectory(one), "crawl"):
        assert run(["--data", str(one), "merge", str(two)]) == 7
        report = merge(tmp_path / "joined", [one, two])
    assert "in use" in report.parts[0].refused
    assert report.exit_code == 3


def test_a_dry_run_changes_nothing_and_says_what_would_be_new(made, tmp_path, capsys):
    one, two = copy(made, tmp_path)
    before = {path: path.read_bytes() for path in one.rglob("*") if path.is_file()}
    assert run(["--data", str(one), "merge", "--dry-run", "--json", str(two)]) == 0
    (part,) = json.loads(capsys.readouterr().out)["parts"]
    assert (part["documents_new"], part["files"], part["runs"]) == (1, 1, 1)
    assert {path: path.read_bytes() for path in one.rglob("*") if path.is_file()} == before


def test_parts_are_not_written_to(made, tmp_path):
    one, two = copy(made, tmp_path)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in two.rglob("*") if path.is_file()}
    union(one, two)
    after = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in two.rglob("*") if path.is_file()}
    assert after == before


def killed(into: Path, parts: list[Path], count: int) -> bool:
    """Join in a process that ends at once when it has told of so many steps; whether it came that far."""
    child = os.fork()
    if not child:
        left = [count]

        def hear(_message: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                os._exit(9)

        try:
            merge(into, parts, hear=hear)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_killed_at_any_step_and_run_again_it_ends_the_same(made, tmp_path):
    one, two = made
    older = Making(tmp_path / "older").nights([Night(1, "eastvale", answers={"a": "Child Coral"})]).data.root
    whole = at_once(Making(one).copy(tmp_path / "whole").data.root, [older, two])
    count = 0
    while killed(into := Making(one).copy(tmp_path / f"killed-{count}").data.root, [older, two], count):
        assert differences(whole, at_once(into, [older, two])) == {}, count
        count += 3
    assert count > 9


@pytest.mark.parametrize("phase", [1, 2])
def test_killed_while_folders_get_other_numbers(made, tmp_path, monkeypatch, phase):
    from harvester.merge import runs

    older = Making(tmp_path / "older").nights([Night(1, "eastvale", answers={"a": "Child Coral"})]).data.root
    into = Making(made[1]).copy(tmp_path / "into").data.root
    whole = union(Making(made[1]).copy(tmp_path / "whole").data.root, older)
    assert whole["archives"]

    def cut(path: Path, body: bytes) -> None:
        write_whole(path, body)
        if f'"phase": {phase}'.encode() in body and phase == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(runs, "write_whole", cut)
        if phase == 1:
            patched.setattr(runs.Runs, "finish_moving", lambda self: _stop() if self.plan.exists() else None)
        with pytest.raises(KeyboardInterrupt):
            merge(into, [older])
    assert differences(whole, union(into, older)) == {}


def _stop() -> None:
    raise KeyboardInterrupt
