"""B23, and everything at once: nineteen good sites beside bad ones, by the command that operators use."""

from __future__ import annotations

import json
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hostile.farm import KINDS, SHUT, Bad, Weight
from tests.hostile.figures import HEAVY, Figures
from tests.hostile.listener import NAMES as NAME_SERVICE
from tests.hostile.listener import Listener
from tests.run.farm import ROOT, Site, ask, files_sound, start
from tests.web.ground import Ground

WORDS = ("alder", "aspen", "beech", "birch", "cedar", "elder", "hazel", "holly", "larch", "maple", "myrtle", "oak",
         "olive", "pine", "plane", "rowan", "spruce", "willow", "yew")  # fmt: skip
DOCUMENTS = 2


@dataclass
class Ended:
    """What a run of good and bad sites came to."""

    code: int
    seconds: float
    weight: Weight
    data: Path
    heard: list[bytes]
    error: str
    bad: dict[str, Bad]

    def outcomes(self) -> dict[str, str]:
        return dict(ask(self.data, "SELECT source, outcome FROM run_sources"))

    def hurt(self) -> dict[str, object]:
        """Good sites that are not complete, with what they have."""
        read = dict(
            ask(self.data, "SELECT source, count(*) FROM documents WHERE sha256 IS NOT NULL AND text_outcome = 'ok' "
                           "GROUP BY source"))  # fmt: skip
        outcomes = self.outcomes()
        return {
            word: (outcomes.get(word), read.get(word))
            for word in WORDS
            if (outcomes.get(word), read.get(word)) != ("ok", DOCUMENTS)
        }


def crawl(folder: Path, kinds: list[str], patience: float, timeout: float) -> Ended:
    """Crawl the good sites and these bad ones at once."""
    sources, data = folder / "sources", folder / "data"
    sources.mkdir(parents=True)
    with ExitStack() as stack:
        listeners = [stack.enter_context(Listener(SHUT))]
        for port in (80, 443):
            try:
                listeners.append(stack.enter_context(Listener(SHUT, port)))
            except OSError:  # without privilege the usual ports cannot be listened to
                continue
        for number, word in enumerate(WORDS):
            names = tuple(f"{word.title()}{letter}" for letter in "ab")
            stack.enter_context(Site(word, 101 + number, names=names)).declare(sources)
        bad = {}
        for number, kind in enumerate(kinds):
            ground = stack.enter_context(Ground(f"127.0.3.{number + 1}"))
            bad[kind] = Bad(f"bad-{kind}", ground, listeners[0].port, patience)
            KINDS[kind](bad[kind])
            bad[kind].declare(sources)
        table = {name: value for one in bad.values() for name, value in one.names.items()}
        (folder / "names.json").write_text(json.dumps(table))
        began = time.monotonic()
        process = start(
            "--data", data, "crawl", *sorted(path.stem for path in sources.glob("*.yaml")), "--sources", sources, "--allow-host", "127.0.0.0/24",
            "--allow-host", "127.0.3.0/24", "--delay", "0", "--max-pages", "40", "--json",
            HOSTILE_NAMES=str(folder / "names.json"), PYTHONPATH=f"{NAME_SERVICE}:{ROOT}",
            HARVESTER_CONTACT="someone@example.org",
        )  # fmt: skip
        with Weight(process.pid) as weight:
            try:
                out, error = process.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                out, error = process.communicate()
                raise AssertionError(f"no end after {timeout} s:\n{out[-2000:]}\n{error[-2000:]}") from None
        heard = [line for one in listeners for line in one.heard]
    return Ended(process.returncode, time.monotonic() - began, weight, data, heard, error, bad)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory, heavy: bool) -> Ended:
    patience = 130.0 if heavy else 5.0
    return crawl(tmp_path_factory.mktemp("hostile"), list(KINDS), patience, 900 if heavy else 300)


def test_no_bad_site_hurts_a_good_one(ended: Ended, figures: Figures) -> None:
    hurt = ended.hurt()
    figures("B23", f"good sites complete beside {len(KINDS)} bad ones at once", len(WORDS), hurt,
            f"{ended.seconds:.0f} s")  # fmt: skip
    assert hurt == {}
    assert ended.code == 3, ended.error  # finished, and some sources are in trouble
    assert "Traceback" not in ended.error


def test_every_bad_site_has_an_outcome_that_says_so(ended: Ended, figures: Figures) -> None:
    outcomes = {kind: ended.outcomes().get(f"bad-{kind}") for kind in KINDS}
    wanted = {"walled": {"blocked"}, "closed": {"blocked"}, "down": {"failed"}}
    wrong = {
        kind: outcome
        for kind, outcome in outcomes.items()
        if outcome not in wanted.get(kind, {"ok", "empty", "capped", "suspect", "failed", "blocked"})
    }
    figures(
        "B23",
        "bad sites that end with an outcome",
        len(outcomes),
        wrong,
        str(sorted(set(map(str, outcomes.values())))),
    )
    assert wrong == {}
    limit = ask(ended.data, "SELECT source, pages_fetched FROM run_sources WHERE pages_fetched > 40")
    figures("B1", "endless sites within their budget of pages", 2, limit)
    assert limit == []


def test_nothing_inside_was_asked(ended: Ended, figures: Figures) -> None:
    roads = sum(
        len(one.ground.asked)
        for kind, one in ended.bad.items()
        if kind in ("inside", "listings", "shared", "archived", "odd-names", "documents")
    )
    figures(
        "B5",
        "whole crawls led inside: links, maps, listings, archives",
        roads,
        ended.heard,
        "requests to such sites",
    )
    assert ended.heard == []
    assert roads > 30


def test_memory_stays_within_bounds(ended: Ended, figures: Figures) -> None:
    weight = ended.weight
    over = (weight.crawler > 500) + (weight.reader > 1024)
    figures("D12", "peak memory of crawler and worker", 2, over,
            f"crawler {weight.crawler:.0f} MB of 500, worker {weight.reader:.0f} MB of 1024, "
            f"{weight.readers} workers, parent {weight.parent:.0f} MB")  # fmt: skip
    assert weight.crawler <= 500
    assert weight.reader <= 1024


def test_what_is_kept_is_sound(ended: Ended, figures: Figures) -> None:
    """The invariant: a sound catalogue, every file named by its hash, every request with an outcome."""
    assert ask(ended.data, "PRAGMA integrity_check") == [("ok",)]
    assert files_sound(ended.data)
    bad = ask(ended.data, "SELECT url, text_outcome FROM documents WHERE source = 'bad-documents' AND sha256 IS NOT NULL "
                          "AND text_outcome IS NULL")  # fmt: skip
    kept = ask(
        ended.data, "SELECT url, text_outcome, fetch_outcome FROM documents WHERE source = 'bad-documents'"
    )
    figures("A1–A10", "hostile documents through a whole crawl, each with an outcome", len(kept), bad)
    assert bad == []
    soft = ask(
        ended.data, "SELECT count(*) FROM documents WHERE source = 'bad-always-there' AND sha256 IS NOT NULL"
    )
    figures("B20", "a site where every address answers 200: files misfiled", 2, soft[0][0])
    assert soft == [(0,)]


# All of them at once are tested above.
@pytest.mark.parametrize("kind", list(KINDS) if HEAVY else list(KINDS)[:1])
def test_one_bad_site_of_twenty(kind: str, tmp_path: Path, figures: Figures) -> None:
    ended = crawl(tmp_path, [kind], 20, 400)
    figures("B23", f"good sites complete beside one bad one: {kind}", len(WORDS), ended.hurt())
    assert (ended.hurt(), ended.heard) == ({}, [])
