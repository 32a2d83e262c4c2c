"""The date that a page states of itself, in the ways that sites write it."""

from __future__ import annotations

import pytest

from harvester.detect.pages import parse_page

URL = "https://www.northmoorscp.example/learning/child-max/"


def published(body: str) -> str | None:
    return parse_page(f"<html><body>{body}</body></html>".encode(), URL).published


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>Child Max</h1><p>Published 9 July 2024</p><p>The report.</p>", "2024-07-09"),
        (
            "<div><h2>Child Max: practice review</h2></div><div><p>Published: 9 July 2024</p></div>",
            "2024-07-09",
        ),
        (
            "<h2>Review published: Max</h2><span class='info type-date'>4 December 2023</span><p>Text.</p>",
            "2023-12-04",
        ),
        ("<p>19 May 2016</p><h1>Serious case review of Child M published</h1><p>Text.</p>", "2016-05-19"),
        ("<h1>Child M</h1><p>Posted by admin on 19 May 2016</p>", "2016-05-19"),
        (
            "<h1>Caoimhe</h1><dl><dt>Date published:</dt><dd>27 June 2024</dd></dl><p>The summary.</p>",
            "2024-06-27",
        ),
        ("<h1>Beth</h1><div><div>Date published</div><div>27/06/2024</div></div>", "2024-06-27"),
        (
            "<h1>Max</h1><dl><dt>Date published</dt><dd><time datetime='2024-06-27'>27 June</time></dd></dl>",
            "2024-06-27",
        ),
        ("<h1>Max</h1><p>Last updated 9 July 2024</p><p>The report is here.</p>", None),
        ("<h1>Max</h1><p>Max died on 9 July 2014.</p>", None),
        ("<h1>Max</h1><p>The board agreed the report at its meeting on 9 July 2014.</p>", None),
        (
            "<h1>News</h1>"
            + "".join(f"<p>{d} May 2021</p><h2>Story {d}</h2><p>Text.</p>" for d in range(3, 9)),
            None,
        ),
    ],
)
def test_published(body: str, expected: str | None) -> None:
    assert published(body) == expected
