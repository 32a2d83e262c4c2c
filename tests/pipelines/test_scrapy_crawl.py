"""A plain `scrapy crawl`, in a process of its own, from declaration to catalogue."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_warc import members, page, response

ROOT = Path(__file__).resolve().parents[2]
SITE = "https://www.northmoor-safeguarding.example"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "northmoor.yaml").write_text(
        "slug: northmoor\ntitle: Northmoor Safeguarding Partnership\nnation: england\nkind: partnership\n"
        f"authorities: []\nhomepage: {SITE}/\nstart: []\nplatform: generic\nstatus: live\n",
        encoding="utf-8",
    )
    return folder


def scrapy(tmp_path: Path, sources: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HARVESTER_")}
    environment |= {"HARVESTER_DATA": str(tmp_path / "data"), "HARVESTER_SOURCES": str(sources)}
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_it_lists_and_refuses_to_crawl_without_saying_who_asks(tmp_path: Path, sources: Path) -> None:
    assert scrapy(tmp_path, sources, "list").stdout.split() == ["northmoor"]
    done = scrapy(tmp_path, sources, "crawl", "northmoor")
    assert "HARVESTER_CONTACT" in done.stderr
    assert "Traceback" not in done.stderr
    with sqlite3.connect(tmp_path / "data" / "catalogue.db") as db:
        assert db.execute("SELECT count(*) FROM page_visit").fetchone() == (0,)
    db.close()


def test_the_setting_of_a_replay_alone_never_asks_the_network(tmp_path: Path, sources: Path) -> None:
    done = scrapy(tmp_path, sources, "crawl", "northmoor", "-s", "HARVESTER_REPLAY=site.warc.gz")
    assert "harvester crawl --replay" in done.stderr
    with sqlite3.connect(tmp_path / "data" / "catalogue.db") as db:
        assert db.execute("SELECT count(*) FROM page_visit").fetchone() == (0,)
    db.close()


def test_a_crawl_of_an_archive_fills_the_catalogue_and_finishes_its_run(
    tmp_path: Path, sources: Path
) -> None:
    hub = (
        b"<html><head><title>Serious case reviews</title></head><body><main>"
        b"<h1>Serious case reviews</h1>"
        b"<ul><li>"
        b"<a href='/docs/child-q.pdf'>Child Q serious case review overview report 2016 (PDF)</a></li>"
        b"<li><a href='/docs/child-r.pdf'>Child R serious case review overview report 2014 (PDF)</a></li>"
        b"</ul>"
        b"</main></body></html>"
    )
    home = b"<html><body><h1>Northmoor</h1><a href='/reviews'>Serious case reviews</a></body></html>"
    warc = tmp_path / "site.warc.gz"
    pdf = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + PDF
    warc.write_bytes(
        members(
            response(f"{SITE}/", page(home)),
            response(f"{SITE}/reviews", page(hub)),
            response(f"{SITE}/docs/child-q.pdf", pdf),
        )
    )
    replay = str(ROOT / "tests" / "pipelines" / "replayed.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, replay, str(tmp_path / "data"), str(sources), str(warc)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    db = sqlite3.connect(tmp_path / "data" / "catalogue.db")
    try:
        fetched = dict(db.execute("SELECT url, outcome FROM fetch").fetchall())
        (run,) = db.execute("SELECT finished IS NOT NULL, exit_code, reason FROM runs").fetchall()
        (source,) = db.execute("SELECT source, pages_fetched FROM run_sources").fetchall()
    finally:
        db.close()
    assert fetched == {f"{SITE}/docs/child-q.pdf": "ok", f"{SITE}/docs/child-r.pdf": "gone"}
    assert run[0] == 1
    assert source == ("northmoor", 2)
    (kept,) = (path for path in (tmp_path / "data" / "files").rglob("*") if path.is_file())
    assert kept.read_bytes() == PDF
