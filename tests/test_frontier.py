from __future__ import annotations

import gzip

from harvester.frontier import Budget, Frontier, Task, TaskKind
from harvester.sitemaps import parse_site_map, site_maps_of_robots


def page(name: str, score: float = 0.8, **values: object) -> Task:
    return Task(url=f"https://x.org/{name}", kind=TaskKind.PAGE, score=score, **values)  # type: ignore[arg-type]


def entrance(name: str = "") -> Task:
    return Task(url=f"https://x.org/{name}", kind=TaskKind.ENTRANCE, score=1.0)


def document(name: str, score: float = 0.8) -> Task:
    return Task(url=f"https://x.org/{name}.pdf", kind=TaskKind.DOCUMENT, score=score)


def take(frontier: Frontier) -> list[str]:
    taken = []
    while (task := frontier.next_page()) is not None:
        taken.append(task.url.rsplit("/", 1)[-1])
    return taken


def test_best_first_and_entrances_before_all() -> None:
    frontier = Frontier(0.35)
    for task in (page("b", 0.5), page("a", 0.9), entrance("start"), page("weak", 0.2)):
        frontier.add(task)
    assert take(frontier) == ["start", "a", "b"]


def test_documents_cost_no_page() -> None:
    frontier = Frontier(0.35, Budget(pages=1))
    for task in (document("low", 0.2), document("high", 0.9), page("a"), page("b")):
        frontier.add(task)
    assert [frontier.next_document().url[-8:-4] for _ in range(2)] == ["high", "/low"]  # type: ignore[union-attr]
    assert frontier.next_document() is None
    assert take(frontier) == ["a"]


def test_twins_are_asked_once() -> None:
    frontier = Frontier(0.35)
    assert frontier.add(page("a"))
    assert not frontier.add(page("a/print"))
    assert not frontier.add(page("a?contrast=1"))
    assert take(frontier) == ["a"]
    assert not frontier.add(page("a/"))
    assert take(frontier) == []


def test_the_better_reason_counts() -> None:
    frontier = Frontier(0.35)
    frontier.add(page("a", 0.4))
    frontier.add(page("b", 0.6))
    frontier.add(page("a/", 0.9))
    assert take(frontier) == ["", "b"]


def test_marked_addresses_are_not_asked() -> None:
    frontier = Frontier(0.35)
    frontier.add(page("a"))
    frontier.mark("https://www.x.org/a/")
    assert take(frontier) == []


def test_depth_is_limited() -> None:
    frontier = Frontier(0.35, Budget(depth=2))
    assert frontier.add(page("a", depth=2))
    assert not frontier.add(page("b", depth=3))


def test_a_spent_budget_knows_what_is_left() -> None:
    frontier = Frontier(0.35, Budget(pages=2))
    for name in "abc":
        frontier.add(page(name))
    assert len(take(frontier)) == 2
    assert frontier.budget_spent
    assert frontier.pages_left()
    frontier.mark("https://x.org/c")
    assert not frontier.pages_left()


def test_a_site_without_reviews_costs_few_pages() -> None:
    frontier = Frontier(0.35)
    frontier.add(entrance())
    for number in range(100):
        frontier.add(page(f"p{number}", 0.5, group=str(number)))
    asked = 0
    while (task := frontier.next_page()) is not None:
        asked += 1
        frontier.learn(task, documents=0, leads=False)
    assert asked <= 20
    assert not frontier.budget_spent


def test_failing_neighbours_are_believed_less_but_not_those_of_a_hub() -> None:
    frontier = Frontier(0.35)
    frontier.learn(entrance(), documents=1, leads=False, hub=True)
    for number in range(10):
        frontier.add(page(f"news{number}", 0.6, group="news"))
        frontier.add(page(f"case{number}", 0.6, group="hub", sure=True))
    asked = []
    while (task := frontier.next_page()) is not None:
        asked.append(task.url)
        frontier.learn(task, documents=0, leads=False)
    assert sum("case" in url for url in asked) == 10
    assert sum("news" in url for url in asked) < 6


def test_even_a_list_of_reviews_is_not_believed_for_ever() -> None:
    frontier = Frontier(0.35)
    for number in range(100):
        frontier.add(page(f"case{number}", 0.6, group="hub", sure=True))
    asked = 0
    while (task := frontier.next_page()) is not None:
        asked += 1
        frontier.learn(task, documents=0, leads=False)
    assert asked <= 20


def test_a_few_pages_without_promise_are_asked() -> None:
    for documents, score, expected in ((0, 0.2, 16), (1, 0.2, 0), (1, 0.34, 8)):
        frontier = Frontier(0.35)
        for number in range(30):
            frontier.add(page(f"p{number}", score, group="menu", explore=True))
        frontier.learn(entrance(), documents=documents, leads=False, hub=documents > 0)
        assert len(take(frontier)) == expected
        assert not frontier.pages_left()


def test_documents_on_topics_end_no_search_and_neighbours_of_a_find_are_asked() -> None:
    frontier = Frontier(0.35)
    frontier.learn(entrance(), documents=6, leads=False, hub=False)
    for number in range(30):
        frontier.add(page(f"p{number}", 0.2, group=f"menu{number}", explore=True))
    assert len(take(frontier)) == 16
    frontier.add(page("year2019", 0.2, group="years", explore=True))
    year = page("year2020", 0.2, group="years", explore=True)
    assert frontier.next_page() is None
    frontier.learn(year, documents=2, leads=False, hub=True)
    assert take(frontier) == ["year2019"]


def test_success_keeps_the_threshold_low() -> None:
    frontier = Frontier(0.35)
    for number in range(40):
        frontier.add(page(f"p{number}", 0.5, group="a"))
    asked = 0
    while (task := frontier.next_page()) is not None:
        asked += 1
        frontier.learn(task, documents=1, leads=False)
    assert asked == 40


def test_an_address_promised_as_a_file_stays_one() -> None:
    frontier = Frontier(0.35)
    frontier.add(Task(url="https://x.org/f", kind=TaskKind.DOCUMENT, score=0.3))
    frontier.add(Task(url="https://x.org/f", kind=TaskKind.PAGE, score=0.9))
    task = frontier.next_document()
    assert task is not None
    assert task.kind is TaskKind.DOCUMENT


URLSET = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://x.org/a?b=1&amp;c=2</loc></url><url><loc><![CDATA[https://x.org/d]]></loc></url>
<url><loc>javascript:alert(1)</loc></url></urlset>"""


def test_site_maps() -> None:
    found = parse_site_map(URLSET.encode())
    assert found is not None
    assert found.pages == ("https://x.org/a?b=1&c=2", "https://x.org/d")
    assert parse_site_map(gzip.compress(URLSET.encode())) == found
    assert parse_site_map(b"https://x.org/a\nhttps://x.org/d\n") is not None
    assert parse_site_map(b"<html><body>not found</body></html>") is None
    assert parse_site_map(b"\x1f\x8bbroken") is None
    assert parse_site_map(b"") is None


def test_index_of_site_maps_leaves_out_pictures() -> None:
    body = b"<sitemapindex><sitemap><loc>https://x.org/page-sitemap.xml</loc></sitemap><sitemap>"
    body += b"<loc>https://x.org/image-sitemap.xml</loc></sitemap></sitemapindex>"
    found = parse_site_map(body)
    assert found is not None
    assert found.maps == ("https://x.org/page-sitemap.xml",)


def test_a_packed_bomb_is_unpacked_to_the_limit_only() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 60_000_000, compresslevel=9)
    assert parse_site_map(bomb) is not None


def test_site_maps_named_by_robots() -> None:
    robots = b"Disallow: /x\nSitemap: https://x.org/map.xml\nsitemap:https://x.org/two.xml\nSitemap: /no\n"
    assert site_maps_of_robots(robots) == ("https://x.org/map.xml", "https://x.org/two.xml")
