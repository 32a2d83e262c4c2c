"""Nights over a real site: taken down, emptied, redesigned, away. By the command, as an operator sees it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.run.farm import NAMES, Site, ask, page, run


class Living(Site):
    """A site whose documents, list and addresses change between nights."""

    listed: tuple[str, ...] = NAMES[:8]
    served: tuple[str, ...] = NAMES[:8]
    folder = "files"
    away = False

    def answer(self, path: str) -> tuple[str, bytes]:
        if self.away:
            return "", b"<html><body>none</body></html>"
        if path == "/reviews/":
            rows = (
                f"<li><a href='/{self.folder}/{name.lower()}.pdf'>"
                f"Child {name} serious case review overview report (PDF)</a>"
                for name in self.listed
            )
            return "text/html", page("Serious case reviews", f"<ul>{'</li>'.join(rows)}</li></ul>")
        name = path.rpartition("/")[2].removesuffix(".pdf").title()
        if path.endswith(".pdf"):
            here = path.startswith(f"/{self.folder}/") and name in self.served
            return super().answer(f"/files/{path.rpartition('/')[2]}") if here else ("", b"none")
        return super().answer(path)


@pytest.fixture
def site(tmp_path):
    with Living("dogwood", 11, names=NAMES[:8]) as one:
        one.declare(tmp_path / "sources")
        yield one


def night(tmp_path: Any, **more: str) -> dict[str, Any]:
    options = ("--sources", tmp_path / "sources", "--allow-host", "127.0.0.0/8", "--delay", "0", "--json")
    done = run("--data", tmp_path / "data", "crawl", *options, **more)
    report = json.loads(done.stdout)
    return {"code": done.returncode, **report["sources"][0]}


def presences(tmp_path: Any) -> dict[str, int]:
    return dict(ask(tmp_path / "data", "SELECT presence, count(*) FROM documents GROUP BY 1"))


def test_what_is_taken_down_is_withdrawn_in_spite_of_an_outage_and_comes_back(site, tmp_path):
    two = {"HARVESTER_NIGHTLY_WITHDRAW_AFTER": "2"}
    assert night(tmp_path, **two)["outcome"] == "ok"
    site.listed, site.served = NAMES[3:8], NAMES[2:8]  # two are gone, one is only listed no more
    assert night(tmp_path, **two)["documents_lost"] == 0
    site.away = True
    assert night(tmp_path, **two)["code"] == 3
    site.away = False
    last = night(tmp_path, **two)
    assert (last["documents_lost"], last["outcome"], last["code"]) == (2, "ok", 0)
    assert presences(tmp_path) == {"present": 6, "withdrawn": 2}
    assert ask(tmp_path / "data", "SELECT source, nights_up FROM withdrawals") == [("dogwood", 1)] * 2
    site.listed = site.served = NAMES[:8]
    night(tmp_path, **two)
    assert presences(tmp_path) == {"present": 8}
    assert ask(tmp_path / "data", "SELECT count(*) FROM event WHERE what = 'returned'") == [(2,)]


def test_more_than_the_gate_lets_pass_waits_for_a_person(site, tmp_path):
    few = {"HARVESTER_NIGHTLY_WITHHELD_FLOOR": "1", "HARVESTER_NIGHTLY_WITHDRAW_AFTER": "1"}
    night(tmp_path, **few)
    site.listed = site.served = NAMES[2:8]
    gated = night(tmp_path, **few)
    assert (gated["code"], gated["outcome"], gated["documents_withheld"]) == (3, "suspect", 2)
    data = tmp_path / "data"
    assert ask(data, "SELECT outcome, documents_lost FROM run_sources WHERE run_id = 2") == [("suspect", 0)]
    assert run("--data", data, "approve", "dogwood", "--why", "seen", "--who", "J").returncode == 0
    let = night(tmp_path, **few)
    assert (let["code"], let["outcome"], let["documents_lost"]) == (0, "ok", 2)


def test_a_redesign_is_told_as_moves_the_same_night(site, tmp_path):
    night(tmp_path)
    site.folder = "media/2026"
    one = {"HARVESTER_NIGHTLY_WITHDRAW_AFTER": "1"}
    assert night(tmp_path, **one)["documents_lost"] == 0
    assert presences(tmp_path) == {"moved": 8}
    assert ask(
        tmp_path / "data", "SELECT run_id, what, count(*) FROM event WHERE run_id > 1 GROUP BY 1, 2"
    ) == [(2, "moved", 8)]
