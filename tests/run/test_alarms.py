"""Trouble on several nights raises an alarm with a picture of what vanished from the listing."""

from __future__ import annotations

import json
import re

import pytest

from tests.run.farm import NAMES, Site, page, run

HOSTILE = "<script>alert(1)</script> \u202eevil & 'so on'"


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """A good night, then two on which most links are gone and a hostile one is there."""
    folder = tmp_path_factory.mktemp("alarm")
    data, sources = folder / "data", folder / "sources"
    with Site("clover", 9, names=NAMES[:6]) as site:
        site.declare(sources, expect="{documents: {min: 4}}")

        def crawl():
            options = ("--sources", sources, "--allow-host", "127.0.0.0/8", "--delay", "0", "--json")
            more = {"HARVESTER_NIGHTLY_ALARM_AFTER": "2"}
            return run("--data", data, "crawl", *options, **more)

        done = [crawl()]
        rows = (
            f"<li><a href='/files/{name.lower()}.pdf'>Child {name} serious case review overview report</a>"
            for name in NAMES[:2]
        )
        escaped = HOSTILE.replace("&", "&amp;").replace("<", "&lt;")
        link = (
            f"<li><a href='javascript:alert(2)'>no</a> <a href='/x?a=%22%3E%3Cscript%3E'>{escaped}</a></li>"
        )
        new = page("Serious case reviews", f"<ul>{'</li>'.join(rows)}</li>{link}</ul>")
        site.extra["/reviews/"] = ("text/html; charset=utf-8", new)
        done += [crawl(), crawl()]
    return data, done


def test_the_alarm_is_raised_on_the_night_it_is_due(story):
    data, done = story
    assert [one.returncode for one in done] == [0, 3, 3], done[-1].stderr
    assert not (data / "runs/2/alarms").exists()
    report = json.loads(done[2].stdout)
    assert report["sources"][0]["outcome"] == "suspect"
    shown = json.loads(run("--data", data, "runs", "show", "3", "--json").stdout)
    assert shown["run"]["id"] == 3


def test_the_picture_marks_the_links_that_vanished(story):
    text = (story[0] / "runs/3/alarms/clover.html").read_text(encoding="utf-8")
    assert len(re.findall('<li class="gone">', text)) == 4
    assert "4 links vanished, of which 4 documents that we know" in text
    assert "Child Teasel" in text
    assert len(re.findall('<li class="new">', text)) == 1
    assert "suspect on 2 nights in a row" in text


def test_the_picture_holds_nothing_that_runs_or_loads(story):
    text = (story[0] / "runs/3/alarms/clover.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "javascript:" not in text
    assert "\u202e" not in text
    assert "default-src 'none'" in text
    assert not re.search(r"<(img|iframe|link|object|embed|form|base)\b", text)
