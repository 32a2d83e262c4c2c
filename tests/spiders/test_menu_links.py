"""A menu that was weighed on one page of a site comes to the same on the next as if it were weighed anew."""

from __future__ import annotations

import pytest

from harvester.frontier import Task, TaskKind
from harvester.vocabulary import Nation, Outcome
from spiders import menu_links
from spiders.answers import Answer
from spiders.reading import Reading, read_page
from spiders.territory import Territory

HOME = "https://northmoor.example/"
LABELS = (
    "Home",
    "Case reviews",
    "Publications",
    "Training",
    "Cymraeg",
    "2",
    "May 2024",
    "Newsletter archive",
)
PAGES = {
    "about": "<h1>About us</h1><p>We are a partnership.</p>",
    "case-reviews": "<h1>Case reviews</h1><ul><li><a href='/a.pdf'>Child Elm review</a></li></ul>",
    "publications": "<h1>Publications</h1><p><a href='/publications?page=2'>2</a></p>",
    "news": "<h1>Latest news</h1><p>Practice review of Child Elm published.</p>",
}


def shown(name: str) -> bytes:
    menu = "".join(f"<li><a href='/{label.lower().replace(' ', '-')}'>{label}</a></li>" for label in LABELS)
    menu += "<li><a href='/publications?page=3'>More</a></li><li><a href='/plan.pdf'>Our plan</a></li>"
    menu += "<li><a href='https://twitter.com/us'>Twitter</a></li>"
    return f"<html><title>{name}</title><nav><ul>{menu}</ul></nav><main>{PAGES[name]}</main></html>".encode()


def read(name: str, nation: Nation, *, depth: int, kind: TaskKind = TaskKind.PAGE) -> Reading:
    url = f"{HOME}{name}"
    answer = Answer(outcome=Outcome.OK, status=200, url=url, body=shown(name), media_type="text/html")
    territory = Territory("northmoor", nation, frozenset({"northmoor.example"}), frozenset({"northmoor"}))
    return read_page(answer, territory, Task(url=url, kind=kind, score=0.5, depth=depth))


@pytest.mark.parametrize("nation", [Nation.ENGLAND, Nation.WALES])
def test_known_menus_change_no_reading(nation: Nation) -> None:
    ways = [(name, depth) for depth in (0, 1, 2, 4) for name in PAGES]
    alone = []
    for name, depth in ways:
        menu_links._weighed.cache_clear()
        alone.append(read(name, nation, depth=depth))
    menu_links._weighed.cache_clear()
    for _ in range(2):
        assert [read(name, nation, depth=depth) for name, depth in ways] == alone
    if nation is Nation.ENGLAND:
        assert menu_links._weighed.cache_info().hits
    assert any(one.candidate and one.candidate.link.furniture for found in alone for one in found.tasks)


def test_a_menu_is_weighed_anew_where_the_task_says_more() -> None:
    plain = read("about", Nation.ENGLAND, depth=0)
    entrance = read("about", Nation.ENGLAND, depth=0, kind=TaskKind.ENTRANCE)
    assert [one.url for one in plain.tasks] == [one.url for one in entrance.tasks]
    assert read("about", Nation.ENGLAND, depth=4).tasks != plain.tasks
