"""Requests on the wire when their crawl is told to stop."""

from __future__ import annotations

import asyncio

import pytest

from harvester.vocabulary import Outcome
from harvester.web import under_way
from harvester.web.endings import RequestEnded
from harvester.web.under_way import UnderWay


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(under_way, "_LOOK_UP_S", 0.01)
    monkeypatch.setattr(under_way, "_GRACE_S", 0.03)


def test_an_answer_passes():
    async def answer():
        await asyncio.sleep(0.05)
        return "whole"

    assert asyncio.run(UnderWay().until_stopped(answer(), lambda: False)) == "whole"


def test_a_failure_passes():
    async def answer():
        await asyncio.sleep(0)
        raise ConnectionError("reset")

    with pytest.raises(ConnectionError, match="reset"):
        asyncio.run(UnderWay().until_stopped(answer(), lambda: False))


def test_a_request_of_a_stopped_crawl_is_given_up_and_those_of_others_are_not():
    cancelled = []

    async def never():
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    async def soon():
        await asyncio.sleep(0.3)
        return "whole"

    async def both():
        requests, stopped = UnderWay(), False
        given_up = asyncio.create_task(requests.until_stopped(never(), lambda: stopped))
        other = asyncio.create_task(requests.until_stopped(soon(), lambda: False))
        await asyncio.sleep(0.1)
        assert not given_up.done()
        stopped = True
        with pytest.raises(RequestEnded) as ended:
            await given_up
        assert not given_up.cancelling()  # what comes after it in its task is not cancelled
        assert ended.value.outcome is Outcome.LIMIT
        assert await other == "whole"
        return requests

    requests = asyncio.run(both())
    assert cancelled == [True]
    assert not requests._waiting


def test_a_request_that_is_cancelled_by_somebody_else_is_cancelled():
    async def cancel():
        task = asyncio.create_task(UnderWay().until_stopped(asyncio.sleep(60), lambda: False))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
