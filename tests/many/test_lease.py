"""Who may crawl a shard."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from harvester.many.lease import LEASE_S, Leases, Watch, claim, claim_within


def test_a_lease_is_lost_to_another_order_and_to_silence(tmp_path: Path) -> None:
    now = [0.0]
    leases = Leases()
    leases.give(tmp_path, 1)
    first = Watch(tmp_path, 1, clock=lambda: now[0])
    assert not first.lost()
    now[0] = LEASE_S - 1
    assert not first.lost()
    leases._beat += 1
    leases.give(tmp_path, 1)  # renewed
    now[0] = LEASE_S + 10
    assert not first.lost()
    now[0] += LEASE_S + 1
    assert first.lost(), "nobody renewed it"
    leases.give(tmp_path, 2)
    assert Watch(tmp_path, 1).lost()
    assert not Watch(tmp_path, 2).lost()
    leases.revoke(tmp_path)
    assert Watch(tmp_path, 2).lost()


def test_a_lease_that_cannot_be_read_runs_out(tmp_path: Path) -> None:
    now = [0.0]
    watch = Watch(tmp_path, 1, clock=lambda: now[0])
    assert not watch.lost()
    now[0] = LEASE_S + 1
    assert watch.lost()


def test_a_lease_is_renewed_while_the_run_lasts_and_not_once_it_is_forgotten(tmp_path: Path) -> None:
    leases = Leases()
    leases.give(tmp_path, 1)
    before = (tmp_path / "lease.json").read_text()
    with leases.renewed():
        until = time.monotonic() + 10
        while (tmp_path / "lease.json").read_text() == before and time.monotonic() < until:
            time.sleep(0.05)
    assert (tmp_path / "lease.json").read_text() != before
    leases.forget(tmp_path)
    assert not leases._held


def test_a_disk_that_refuses_for_a_moment_ends_no_lease(tmp_path: Path) -> None:
    leases = Leases()
    leases.give(tmp_path, 1)
    in_the_way = tmp_path / "lease.tmp"
    in_the_way.mkdir()
    with leases.renewed():
        time.sleep(1.5)
        in_the_way.rmdir()
        before = (tmp_path / "lease.json").read_text()
        until = time.monotonic() + 10
        while (tmp_path / "lease.json").read_text() == before and time.monotonic() < until:
            time.sleep(0.05)
    assert (tmp_path / "lease.json").read_text() != before


def test_a_claim_lasts_as_long_as_any_process_that_inherited_it(tmp_path: Path) -> None:
    handle = claim(tmp_path)
    assert handle is not None
    assert claim(tmp_path) is None
    waits = "import sys; sys.stdin.read()"
    child = subprocess.Popen([sys.executable, "-c", waits], stdin=subprocess.PIPE, pass_fds=(handle,))
    os.close(handle)
    assert claim(tmp_path) is None, "the child holds it still"
    assert child.stdin is not None
    child.stdin.close()
    child.wait(timeout=30)
    again = claim_within(tmp_path, 10)
    assert again is not None
    os.close(again)
