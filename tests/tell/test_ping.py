"""The dead-man switch, over real sockets on loopback."""

from __future__ import annotations

import time

import pytest
from pydantic import SecretStr

from harvester.tell.ping import FAIL, START, SUCCESS, ping, signal_of
from tests.tell.ears import hook

CANARY = "cAnArY-0123456789"


def test_start_success_and_failure_have_their_addresses() -> None:
    with hook() as ears:
        address = SecretStr(f"http://127.0.0.1:{ears.port}/{CANARY}/?rid=1")
        for signal in (START, SUCCESS, FAIL):
            assert ping(address, signal, "exit 0: all well") == ""
    assert ears.paths == [f"/{CANARY}/start?rid=1", f"/{CANARY}?rid=1", f"/{CANARY}/fail?rid=1"]
    assert ears.heard[0][1] == b"exit 0: all well"


@pytest.mark.parametrize(
    ("code", "signal"), [(0, ""), (3, ""), (6, ""), (1, "/fail"), (5, "/fail"), (8, "/fail"), (9, "/fail")]
)
def test_sites_that_need_care_are_no_failure_of_the_night(code: int, signal: str) -> None:
    assert signal_of(code) == signal


def test_what_fails_is_tried_twice_and_told_without_the_address() -> None:
    with hook() as ears:
        ears.status = 503
        said = ping(SecretStr(f"http://127.0.0.1:{ears.port}/{CANARY}"), SUCCESS)
        assert said == "the dead-man switch could not be told: it answered 503"
        assert len(ears.heard) == 2
    for address in (
        f"http://127.0.0.1:9/{CANARY}",
        f"ftp://{CANARY}/",
        f"http://[{CANARY}",
        f"http://:x/{CANARY}",
    ):
        said = ping(SecretStr(address), SUCCESS)
        assert said
        assert CANARY not in said
    assert ping(None, START) == ""


def test_it_never_waits_long() -> None:
    with hook() as ears:
        ears.wait = 3
        began = time.monotonic()
        assert ping(SecretStr(f"http://127.0.0.1:{ears.port}/x"), START, seconds=0.2)
        assert time.monotonic() - began < 1.5
