"""A harvest of one site in which one report says what nothing else says, to be taken down in copies."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harvester.paths import DataDirectory
from tests.makers.pdf import CoverLine, Report, make_pdf
from tests.run.farm import NAMES, Site, ask, page, run
from tests.takedown.canary import PHRASE, TITLE


def canary_report(phrase: str = PHRASE) -> bytes:
    """A report whose title and words are its own."""
    body = "\n".join(f"Line {number} of the report says {phrase} and more of it." for number in range(30))
    cover = [
        CoverLine(text="Serious Case Review", size=18, top=120),
        CoverLine(text=TITLE, size=26, bold=True, top=200),
        CoverLine(text="Overview Report", size=18),
        CoverLine(text="Published March 2016"),
    ]
    properties = {"title": TITLE, "subject": f"About {TITLE}"}
    return make_pdf(Report(cover=cover, body=[body, body.replace("Line", "Row")], properties=properties))


@dataclass
class Farm:
    """The site, and the options with which it is crawled."""

    site: Site
    folder: Path

    def crawl(self, data: DataDirectory, *more: object):
        options = ("--sources", self.folder / "sources", "--allow-host", "127.0.0.0/8", "--delay", "0")
        return run("--data", data.root, "crawl", *options, *more)


def hub(names: tuple[str, ...], *extra: str) -> bytes:
    rows = [
        f"<li><a href='/files/{name.lower()}.pdf'>Child {name} serious case review overview report</a></li>"
        for name in names
    ]
    return page("Serious case reviews", f"<ul>{''.join([*rows, *extra])}</ul>")


CANARY_ROW = f"<li><h3>{TITLE}</h3><a href='/files/canary-lantern.pdf'>{TITLE} overview report (PDF)</a></li>"


@pytest.fixture(scope="package")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    folder = tmp_path_factory.mktemp("farm")
    with Site("alder", 44, names=NAMES[:3]) as site:
        site.extra["/reviews/"] = ("text/html", hub(NAMES[:3], CANARY_ROW))
        site.extra["/files/canary-lantern.pdf"] = ("application/pdf", canary_report())
        site.declare(folder / "sources")
        yield Farm(site, folder)


@pytest.fixture(scope="package")
def harvested(farm: Farm, tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    """Two nights, decisions, a backup with files, a publication with texts, and a feed."""
    from harvester.backup import back_up
    from harvester.catalogue import Catalogue, Decision, append_decision

    data = DataDirectory(tmp_path_factory.mktemp("harvested") / "data")
    for _ in range(2):
        done = farm.crawl(data)
        assert done.returncode == 0, done.stderr + done.stdout
    with Catalogue.open(data.catalogue) as catalogue:
        for row in ask(data.root, "SELECT id, title, source, sha256, url FROM documents"):
            name, title, source, sha256, url = row
            own = {"document_id": name, "source": source, "sha256": sha256, "url": url, "who": "A. Person"}
            for field, value, reason in (("title", title, f"as on {url}"), ("status", "accepted", "")):
                said = Decision(field=field, value=value, reason=reason, at="2026-11-26T03:00:00Z", **own)
                append_decision(data, said, catalogue)
    published = run("--data", data.root, "publish", data.root / "publications", "--with-text")
    assert published.returncode == 0, published.stderr
    back_up(data, with_files=True)
    (data.root / "feed.atom").write_text(f"<feed><title>{TITLE}</title></feed>", encoding="utf-8")
    (data.runs / "1" / "report.html").write_text(f"<p>New: {TITLE}</p>", encoding="utf-8")
    return data


@pytest.fixture
def copied(harvested: DataDirectory, tmp_path: Path) -> Callable[[], DataDirectory]:
    """Fresh copies of the harvest."""
    number = 0

    def copy() -> DataDirectory:
        nonlocal number
        number += 1
        target = tmp_path / f"copy-{number}"
        shutil.copytree(harvested.root, target, symlinks=True)
        return DataDirectory(target)

    return copy


@pytest.fixture
def data(copied: Callable[[], DataDirectory]) -> DataDirectory:
    return copied()


@pytest.fixture
def canary(data: DataDirectory) -> str:
    """The id of the report that is to be taken down."""
    (row,) = ask(data.root, f"SELECT id FROM documents WHERE title LIKE '%{TITLE}%'")
    return str(row[0])
