from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from harvester.frontier import Frontier, Task, TaskKind
from harvester.web.admission import AT_HAND, Admission, left_of


class Crawler(SimpleNamespace):
    """What is looked at of a crawler: answers at hand, requests sent, what is left."""

    __hash__ = object.__hash__

    def __init__(self, at_hand: int = 0, *, asked: int = 0, left: int = 0) -> None:
        slot = SimpleNamespace(active=[0] * at_hand, queue=[])
        stats = SimpleNamespace(get_value=lambda *_: asked)
        spider = SimpleNamespace(frontier=SimpleNamespace(promising=left))
        engine = SimpleNamespace(scraper=SimpleNamespace(slot=slot))
        super().__init__(engine=engine, stats=stats, spider=spider)

    def deal_with(self) -> None:
        self.engine.scraper.slot.active.clear()


def admission(*crawlers: Any) -> Admission:
    made = Admission()
    for crawler in crawlers:
        made.add(crawler)
    return made


def test_nobody_waits_while_nothing_is_behind() -> None:
    async def work() -> None:
        idle = Crawler(AT_HAND)
        await asyncio.wait_for(admission(idle).turn(0), 0.01)

    asyncio.run(work())


def test_those_with_most_left_go_first_and_of_equals_the_first_that_came() -> None:
    went: list[str] = []

    async def work() -> None:
        busy = Crawler(AT_HAND + 1)
        gate = admission(busy)

        async def ask(name: str, left: int) -> None:
            await gate.turn(left)
            went.append(name)

        asked = [asyncio.ensure_future(ask(*one)) for one in (("a", 3), ("b", 90), ("c", 3), ("d", 40))]
        await asyncio.sleep(0.1)
        assert went == []
        busy.deal_with()
        await asyncio.wait_for(asyncio.gather(*asked), 2)

    asyncio.run(work())
    assert went == ["b", "d", "a", "c"]


def test_a_crawl_that_is_stopped_waits_no_longer() -> None:
    async def work() -> None:
        busy = Crawler(AT_HAND + 1)
        await asyncio.wait_for(admission(busy).turn(1, lambda: True), 1)

    asyncio.run(work())


def test_one_that_was_given_up_is_passed_over() -> None:
    async def work() -> None:
        busy = Crawler(AT_HAND + 1)
        gate = admission(busy)
        first = asyncio.ensure_future(gate.turn(9))
        second = asyncio.ensure_future(gate.turn(1))
        await asyncio.sleep(0.05)
        first.cancel()
        await asyncio.sleep(0)
        busy.deal_with()
        await asyncio.wait_for(second, 1)

    asyncio.run(work())


def test_the_answers_of_all_crawlers_count_and_one_that_has_ended_has_none() -> None:
    ended = Crawler()
    ended.engine.scraper.slot = None
    assert admission(Crawler(2), Crawler(3), ended).at_hand() == 5


def test_what_a_source_has_left() -> None:
    young, old = Crawler(asked=2, left=4), Crawler(asked=30, left=4)
    assert left_of(young) > left_of(old) == 4  # type: ignore[arg-type]
    assert left_of(Crawler(asked=2, left=200)) == 200  # type: ignore[arg-type]
    frontier = Frontier(0.5)
    for number, (kind, score) in enumerate(
        ((TaskKind.PAGE, 0.9), (TaskKind.PAGE, 0.1), (TaskKind.DOCUMENT, 0.4))
    ):
        frontier.add(Task(url=f"https://a.example/{number}", kind=kind, score=score))
    assert frontier.promising == 2
