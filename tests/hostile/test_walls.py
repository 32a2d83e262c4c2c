"""B19: walls are `blocked` whatever their status, never documents; good pages are never walls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from harvester.vocabulary import Outcome, PageKind
from spiders.invented import address_beside
from tests.hostile.figures import Figures
from tests.spiders.dry import crawl
from tests.spiders.pages import HOME, furniture, homepage, hub, page, ul

HUB = f"{HOME}/case-reviews"
FILE = f"{HOME}/files/child-q.pdf"


_FORM = (
    "<form method=post action=/login><input name=user><input type=password name=pass>"
    "<button>Log in</button></form>"
)
# In the shapes of well-known products, in words of our own where theirs do not matter.
WALLS: dict[str, str] = json.loads(Path(__file__).with_name("walls.json").read_text(encoding="utf-8"))


def site(**more: Any) -> dict[str, Any]:
    listed = hub(ul("Child Q serious case review overview report:/files/child-q.pdf"))
    return {f"{HOME}/": homepage(ul("Case reviews:/case-reviews")), HUB: listed, **furniture(), **more}


def answering(status: int, text: str) -> Any:
    def answer(request: Any) -> Any:
        return HtmlResponse(request.url, status=status, body=text.encode(), encoding="utf-8", request=request)

    return answer


def test_walls(figures: Figures) -> None:
    wrong = []
    tried = 0
    for name, text in WALLS.items():
        for status in (200, 403, 429, 503):
            tried += 1
            wall = answering(status, text)
            whole = crawl({f"{HOME}/": wall, HUB: wall}, start=[HUB])
            behind = crawl(site(**{FILE: wall, address_beside(FILE): wall}))
            blocked = set(whole.tally.entrances.values()) == {Outcome.BLOCKED}
            outcome = behind.fetched.get(FILE)
            if not blocked or outcome != "blocked" or any(one.body for one in behind.documents):
                wrong.append((name, status, dict(whole.tally.entrances), outcome))
    figures("B19", "walls: shapes x statuses, at the door and before a file", tried, wrong)
    assert wrong == []


def good_pages() -> list[tuple[str, str]]:
    """Fifty pages that speak of what walls speak of, or look poor, and are none."""
    about = (
        "cookies", "privacy", "security", "access to records", "e-learning log-ins", "verification of identity",
             "blocked roads", "human rights", "unusual events", "bots and online safety")  # fmt: skip
    told = "<p>What families, practitioners and partners in Northmoor need to know, and whom to ask.</p>"
    pages = [(f"about {one}", page(one.capitalize(), told * 6 + f"<p>Read on {one}.</p>")) for one in about]
    pages += [(f"short {one}", page(one.capitalize(), f"<p>Our work on {one}.</p>")) for one in about]
    pages += [
        (f"menu {one}", page("Resources", f"<p>On {one}.</p>{ul('Toolkit:/toolkit|Poster:/poster')}"))
        for one in about
    ]
    pages += [
        (f"search box {one}", page("Library", f"<form action=/s><input name=q></form><p>On {one}</p>{told}"))
        for one in about
    ]
    login = f"<aside><h2>Staff</h2>{_FORM}</aside>"
    listed = ul("Child Q overview report:/files/q.pdf|Child R overview report:/files/r.pdf")
    pages += [
        (f"hub with log-in {number}", hub(listed + login + told * number, f"Case reviews {2010 + number}"))
        for number in range(10)
    ]
    return pages


def test_good_pages_are_no_walls(figures: Figures) -> None:
    from harvester.detect.pages import judge_page, parse_page

    pages = good_pages()
    assert len(pages) == 50
    wrong = []
    for name, text in pages:
        consent = (
            "<div class=cookie-banner><p>We use cookies. Accept all cookies?</p><button>Accept</button></div>"
        )
        for shown in (text, text.replace("<main>", consent + "<main>")):
            verdict = judge_page(parse_page(shown.encode(), f"{HOME}/some-page"))
            if verdict.kind is PageKind.WALL:
                wrong.append((name, verdict.reasons))
    figures("B19", "good pages, each with and without a cookie banner", 2 * len(pages), wrong, "false alarms")
    assert wrong == []


@pytest.mark.parametrize("name", WALLS)
def test_the_same_wall_behind_every_link_is_no_list(name: str) -> None:
    """A wall inside the menus of the site, behind the page of the reviews alone."""
    found = crawl(site(**{HUB: WALLS[name]}), start=[HUB])
    assert found.documents == []
    assert found.tally.entrances[HUB] is Outcome.BLOCKED
