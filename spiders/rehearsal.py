"""An invented page, read once before there is a job.

Patterns are compiled when they are first asked, which takes as long as reading fifty pages: a crawling
process that is started early does it while nobody waits.
"""

from __future__ import annotations

from harvester.detect.platforms import recognise
from harvester.frontier import Task, TaskKind
from harvester.vocabulary import Nation, Outcome
from spiders.answers import Answer
from spiders.reading import read_page
from spiders.territory import Territory

_HOST = "northmoor.example"
_URL = f"https://{_HOST}/learning/reviews"
_TERRITORY = Territory(
    source="northmoor",
    nation=Nation.ENGLAND,
    hosts=frozenset((_HOST,)),
    words=frozenset(("northmoor",)),
    names=("northmoor safeguarding children partnership",),
)
_PAGE = """<!doctype html><html lang="en"><head><title>Published reviews - Northmoor</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/training">Training</a></li></ul></nav>
<main><h1>Child safeguarding practice reviews</h1>
<p>The partnership publishes its reviews here. Reports older than twelve months are removed.</p>
<h2>2021</h2>
<ul><li><a href="/files/child-a-overview-report.pdf">Child A (S25) overview report (PDF, 300 KB)</a>,
published 3 March 2021</li>
<li><a href="/reviews/baby-jay">Local child safeguarding practice review: Baby Jay</a></li>
<li><a href="/files/7-minute-briefing.docx">7 minute briefing</a></li></ul>
<table><tr><th>Case</th><th>Published</th></tr>
<tr><td><a href="/files/cym-adolygiad.pdf">Adolygiad Ymarfer Plant, CYSUR 2/2020</a></td>
<td>12/05/2020</td></tr></table>
<a href="/learning/reviews?page=2">Next</a></main>
<footer><a href="/privacy">Privacy</a></footer></body></html>"""


def rehearse() -> None:
    """Read it, as the first page of a source is."""
    answer = Answer(
        outcome=Outcome.OK, status=200, url=_URL, body=_PAGE.encode(), media_type="text/html", charset="utf-8"
    )
    reading = read_page(answer, _TERRITORY, Task(url=_URL, kind=TaskKind.ENTRANCE, score=1.0))
    recognise(reading.page, answer.body, {})
