"""The benches are all told by `python -m bench`, and docs/scale.md is what its figures come to."""

from __future__ import annotations

import hashlib
import re
import statistics
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from unittest.mock import create_autospec

import pytest

from bench import farm_real, many
from bench.__main__ import BENCHES
from bench.farm_shapes import SHAPES
from bench.scale import (
    Measured,
    archive_core_hours,
    costs_table,
    limits_table,
    most_sites,
    night,
    nights_table,
)

ROOT = Path(__file__).parent.parent


def test_the_page_on_scale_holds_what_is_computed() -> None:
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    for table in (nights_table, limits_table, costs_table):
        assert "\n".join(table(Measured())) in page, "make the page anew: python -m bench.scale"


def test_a_night_is_bounded_by_the_dearest_of_what_it_needs() -> None:
    measured = Measured()
    assert night(measured, 150, first=False).limit == "the largest site’s delay"
    assert night(measured, 150, first=False).wall_h == pytest.approx(184 * 2 / 3600)
    slow = replace(measured, scan_page_cpu_s=20.0)
    assert night(slow, 5_000, first=True).limit == "the cores"
    assert night(replace(measured, request_cpu_s=5.0), 150, first=False).limit == "one fetching process"


def test_more_sites_want_more_and_a_faster_machine_less() -> None:
    measured = Measured()
    assert most_sites(measured, first=True) < most_sites(replace(measured, cores=8), first=True)
    assert night(measured, most_sites(measured, first=True), first=True).wall_h <= 8
    assert night(measured, most_sites(measured, first=True) + 1, first=True).wall_h > 8
    assert night(measured, 5_000, first=False).processes > night(measured, 150, first=False).processes
    assert archive_core_hours(measured, 7_400 * 3_600) == pytest.approx(1)


def test_other_figures_are_taken_and_unknown_ones_are_refused() -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bench.scale", *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    assert "machines of 8 cores" in run("--set", "cores=8").stdout
    refused = run("--set", "luck=1")
    assert refused.returncode == 2
    assert "there is no figure luck" in refused.stderr
    assert "cores=x: no whole number" in run("--set", "cores=x").stderr


def test_every_bench_is_told() -> None:
    # Farms and corpora serve the others; crashes takes an hour; scale only computes.
    aside = {"__main__", "corpus", "crashes", "discover_held", "farm", "night_farm", "plain_spider", "scale"}
    runnable = {
        path.stem
        for path in (ROOT / "bench").glob("*.py")
        if 'if __name__ == "__main__"' in path.read_text(encoding="utf-8")
    }
    assert {bench.name for bench in BENCHES} == runnable - aside


@pytest.mark.parametrize("part", ["wait", "fetch", "text", "scans"])
def test_each_part_of_two_workers_against_one_can_be_asked_for(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {name: create_autospec(getattr(many, name)) for name in ("fetching", "reading")}
    for name, called in asked.items():
        monkeypatch.setattr(many, name, called)
    monkeypatch.setattr(many, "TEXTS", 1)
    monkeypatch.setattr(many, "SCANS", 1)
    monkeypatch.setattr(sys, "argv", ["bench.many", "--only", part])
    many.main()
    called = asked["reading" if part in ("text", "scans") else "fetching"]
    assert [call.args[0].partition(" ")[0] for call in called.call_args_list] == [part]


def test_two_workers_are_told_what_the_cores_allow_them() -> None:
    took = many.Crawled(seconds=20.0, cpu=25.0, others=0.5, whole=25.0, whole_cpu=30.0, farm=0.9)
    assert (took.bound, took.whole_bound) == (many.CORES * 0.8, many.CORES * 25 / 30)
    assert f"cores busy 1.25 of {many.CORES}" in took.told()
    assert "measure again" not in took.told()
    assert "others kept 1.50 busy: measure again" in replace(took, others=30.0).told()


def test_the_dense_farm_is_the_one_that_was_always_measured() -> None:
    told = hashlib.sha256()
    for path, pieces in SHAPES["dense"].answers_of(1, 9999).items():
        told.update(path.encode() + b"".join(pieces))
    assert told.hexdigest() == "193795b21bec7504d6a93649bbcedbc6f1188e2f2d74fb3ff480442e4498e585"
    assert len(SHAPES["dense"].reviews(9999)) == 1_040


def test_the_sites_of_the_real_farm_differ_and_are_the_same_every_time() -> None:
    shape = SHAPES["real"]
    sites = [farm_real.Site(number, shape.sites) for number in range(1, shape.sites + 1)]
    offered = [len(site.files) for site in sites]
    assert min(offered) == 0
    assert 4 <= statistics.median(offered) <= 12
    assert max(offered) > 25
    assert {site.layout for site in sites} == {"list", "headings", "pages"}
    pages = [farm_real.drawn(farm_real.PAGES, number, 24, "pages") for number in range(1, 25)]
    assert statistics.median(pages) == pytest.approx(250, rel=0.1)
    again = farm_real.Site(8, shape.sites)
    assert again.pages() == sites[7].pages()
    assert [farm_real.content(file) for file in again.files] == list(map(farm_real.content, sites[7].files))


@pytest.mark.parametrize("number", [7, 8, 9])
def test_everything_that_a_real_site_has_is_reached_by_its_links(number: int) -> None:
    site = farm_real.Site(number, SHAPES["real"].sites)
    pages, seen, ahead = site.pages(), {"/"}, ["/"]
    while ahead:
        for link in re.findall(r'<a [^>]*href="([^"#]*)"', pages[ahead.pop()].decode()):
            if link and link not in seen:
                seen.add(link)
                ahead += [link] if link in pages else []
    files = [file.path for file in (*site.files, *site.others)]
    assert len(set(files)) == len(files)
    assert seen == {*pages, *files}
    assert {*site.review_places()} <= {*pages}


def test_a_real_report_has_as_many_pages_as_were_seen() -> None:
    site = next(made for made in (farm_real.Site(n, 24) for n in range(1, 25)) if made.files)
    body = b"".join(farm_real.content(site.files[0]))
    assert f"/Count {site.files[0].pages} ".encode() in body
    assert len(body) >= site.files[0].kilobytes * 1_000
