"""Taking one document down: nothing of it is left, it does not come back, and everything else stays."""

from __future__ import annotations

from harvester.paths import DataDirectory
from harvester.run.lock import hold
from tests.run.farm import ask, files_sound, run
from tests.takedown.canary import PHRASE, TITLE, places_of

NEEDLES = (PHRASE.encode(), TITLE.encode(), b"canary-lantern.pdf")


def take_down(data: DataDirectory, name: str, *more: str):
    done = run("--data", data.root, "takedown", name, "--reason", "asked for by the partnership", *more)
    return done


def others(data: DataDirectory) -> list[tuple[object, ...]]:
    return ask(data.root, f"SELECT id, title, sha256, status FROM documents WHERE title NOT LIKE '%{TITLE}%'")


def test_nothing_is_left_of_it(data: DataDirectory, canary: str) -> None:
    before = places_of(data.root, *NEEDLES)
    sha256 = ask(data.root, f"SELECT sha256 FROM documents WHERE id = '{canary}'")[0][0]
    body = (data.files / sha256[:2] / sha256).read_bytes()
    for place in (
        "catalogue.db",
        "decisions.jsonl",
        "feed.atom",
        "runs/1/report.html",
        f"files/{sha256[:2]}/{sha256}",
    ):
        assert place in before, (place, before)
    assert any(name.startswith("warc/") for name in before)
    assert any(name.startswith("backups/") for name in before)
    assert any(name.startswith("publications/") for name in before)
    kept = others(data)
    done = take_down(data, canary)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "residue 0 bytes" in done.stdout
    sample = body[len(body) // 2 :][:60]
    assert places_of(data.root, *NEEDLES, sample) == {}
    assert others(data) == kept
    assert files_sound(data.root)
    (stone,) = ask(data.root, "SELECT document_id, sha256, reason, who <> '', cleaned <> '' FROM tombstones")
    assert stone == (canary, sha256, "asked for by the partnership", 1, 1)


def test_everything_that_is_left_is_sound(data: DataDirectory, canary: str) -> None:
    assert take_down(data, canary).returncode == 0
    verified = run("--data", data.root, "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_it_is_not_harvested_again(data: DataDirectory, canary: str, farm) -> None:
    assert take_down(data, canary).returncode == 0
    kept = others(data)
    farm.site.asked.clear()
    done = farm.crawl(data)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "/reviews/" in farm.site.asked
    assert "/files/canary-lantern.pdf" not in farm.site.asked
    assert others(data) == kept
    assert ask(data.root, "SELECT count(*) FROM documents") == [(len(kept),)]
    assert places_of(data.root, *NEEDLES) == {}


def test_finish_takes_nothing_down_and_does_not_say_so(data: DataDirectory, canary: str) -> None:
    for more in ((canary,), ("--reason", "asked for by the partnership"), ("--copies",)):
        done = run("--data", data.root, "takedown", "--finish", *more)
        assert done.returncode == 2, (more, done.stdout, done.stderr)
        assert "takes nothing down" in done.stderr
    assert ask(data.root, "SELECT count(*) FROM tombstones") == [(0,)]


def test_a_dry_run_cleans_nothing(data: DataDirectory, canary: str) -> None:
    with hold(data, "crawl"):
        assert take_down(data, canary).returncode == 7
    done = run("--data", data.root, "takedown", "--finish", "--dry-run")
    assert (done.returncode, done.stdout) == (0, "1 takedown would be cleaned. Nothing was changed.\n")
    assert ask(data.root, "SELECT cleaned FROM tombstones") == [(None,)]
