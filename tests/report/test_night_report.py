"""The report of a night: what decides its exit code, and a page that no stranger's text can break."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from harvester.redaction import Redactor
from harvester.report import StepReport
from harvester.report.page import night_page
from harvester.report.parts import duration, link, plain, size, time
from harvester.run.night_files import write_report
from tests.report.reports import HOSTILE, busy_night, news

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """The page as a browser takes it: whether tags close, and what it would load or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.ids: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), f"{name} would run"
            if name in ("src", "srcset", "data", "action"):
                raise AssertionError(f"{tag} would load {value}")
            if name == "href":
                self.links.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_whole_and_loads_and_runs_nothing() -> None:
    text = night_page(busy_night())
    page = Page(text)
    assert page.open == []
    assert "script" not in page.tags
    assert not {"iframe", "object", "link", "img", "form"} & set(page.tags)
    assert "default-src 'none'" in text
    assert {href.split(":")[0] for href in page.links if "://" in href} == {"https"}
    assert not [href for href in page.links if href.lower().startswith(("javascript", "data"))]
    assert "url(" not in text
    assert "@import" not in text


def test_hostile_text_is_shown_and_does_nothing() -> None:
    text = night_page(busy_night())
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    for char in ("\u202e", "\x1b", "\x00"):
        assert char not in text
    assert (
        plain(HOSTILE)
        == "&lt;script&gt;alert(1)&lt;/script&gt;gnp.exe[31m &quot;quoted&quot; &amp; &#x27;so&#x27;"
    )
    assert len(plain("x" * 10_000)) == 600
    for bad in ("javascript:alert(1)", "data:text/html,x", "//x", "http://[bad", "ftp://x/", None):
        assert "<a" not in link(bad, "words")
    assert (
        link('https://x.example/"><b>', "a")
        == '<a href="https://x.example/&quot;&gt;&lt;b&gt;" rel="noreferrer">a</a>'
    )


def test_the_page_says_everything_of_the_night() -> None:
    said = " ".join(Page(night_page(busy_night())).text.split())
    for words in (
        "Finished, but some source needs care. Need care: birch (suspect), cedar (failed);",
        "backup: OSError: no. Exit code 3.",
        "Sources in trouble (2)",
        "New documents (3)",
        "Damson Safeguarding Children Partnership (9)",
        "learning review, executive summary",
        "gone (410) on 3 nights",
        "13 of 40 documents would go at once",
        "12 % of documents have a date",
        "published 2",
        "290 requests, 71.0 MB received, 155 pages read.",
        "part 26 of 30: 61 files sound",
        "gone 3, not_modified 1790, ok 12",
        "every 7d",
        "crawling process 0 ended with -9",
        "3 nights in a row, since 23 Nov 2026; raised tonight.",
    ):
        assert words in said, words
    assert said.index("Sources in trouble") < said.index("New documents") < said.index("Steps")


def test_headings_and_tables_are_made_for_screen_readers() -> None:
    text = night_page(busy_night())
    levels = [int(level) for level in re.findall(r"<h(\d)", text)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert '<html lang="en-GB">' in text
    assert text.count("<table") == text.count("<caption") == text.count("<thead")
    assert 'scope="row"' in text


def test_a_quiet_night_is_short() -> None:
    quiet = busy_night(account=None, sources=(), waiting=(), notes=(), fetches={}, steps=())
    said = Page(night_page(quiet)).text
    assert "All well." in said
    for absent in ("trouble", "New documents", "Withdrawn", "not due"):
        assert absent not in said


def test_long_nights_are_cut_and_say_so() -> None:
    from dataclasses import replace

    from tests.report.reports import account_of, busy_account

    many = account_of("ashby", tuple(news("new", n) for n in range(700)))
    page = night_page(busy_night(account=replace(busy_account(), sources=(many,))))
    assert "And 200 more" in page


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], 0),
        ([0, 0], 0),
        ([3, 1], 3),
        ([1, 0], 1),
        ([6, 0], 6),
        ([6, 1], 1),
        ([3, 5], 5),
        ([5, 9], 9),
        ([9, 8], 8),
        ([8, 11], 11),
        ([3, 5, 9, 8, 11, 1], 11),
    ],
)
def test_the_exit_code_is_the_worst_in_the_order_of_the_contract(codes: list[int], expected: int) -> None:
    steps = tuple(
        StepReport(name=f"s{n}", outcome="done", exit_code=code, message=f"m{n}")
        for n, code in enumerate(codes)
    )
    night = busy_night(steps=steps)
    assert night.exit_code == expected
    if expected:
        assert night.reason.startswith(f"m{codes.index(expected)}")


def test_both_files_are_written_whole_without_secrets(tmp_path: Path) -> None:
    secret = "https://hooks.example.org/services/T00000001/aBcDeFgHiJkLmNoP"
    steps = (StepReport(name="digest", outcome="failed", exit_code=1, message=f"digest: {secret} is down"),)
    write_report(tmp_path / "12", busy_night(steps=steps), Redactor([secret]))
    written = json.loads((tmp_path / "12" / "report.json").read_text(encoding="utf-8"))
    assert written["exit_code"] == 1
    assert written["account"]["totals"]["new"] == 12
    assert written["totals"]["requests"] == 290
    assert [step["name"] for step in written["steps"]] == ["digest"]
    for path in (tmp_path / "12").iterdir():
        assert "aBcDeFgHiJkLmNoP" not in path.read_text(encoding="utf-8")
        assert not path.name.startswith(".")


def test_numbers_and_times_as_people_read_them() -> None:
    assert [duration(s) for s in (0.04, 4.2, 61, 600, 7500)] == [
        "0.0 s",
        "4.2 s",
        "61 s",
        "10 min",
        "2 h 05 min",
    ]
    assert [size(n) for n in (0, 999, 1500, 150_000, 2_500_000, 3 * 10**9)] == [
        *("0 B", "999 B", "1.5 kB", "150 kB", "2.5 MB", "3.0 GB"),
    ]
    assert ">26 Nov 2026, 01:00 UTC<" in time("2026-11-26T01:00:00Z")
    assert time("soon") == "soon"
    assert time(None) == ""


@pytest.mark.needs_program("chromium")
def test_a_browser_shows_it_without_complaint(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(night_page(busy_night()), encoding="utf-8")
    done = subprocess.run(
        [
            *(
                str(shutil.which("chromium")),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
            ),
            *(f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "New documents" in done.stdout
    assert "CONSOLE" not in done.stderr
