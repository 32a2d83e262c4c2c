"""Copies at hand: bounded, never taken from under a reader, and never believed unseen."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from harvester.stores.cache import FileCache


def kept(cache: FileCache, number: int, size: int = 1000) -> str:
    body = bytes([number]) * size
    sha256 = hashlib.sha256(body).hexdigest()
    with cache.kept(sha256, body):
        os.utime(cache.path(sha256), (number, number))
    return sha256


def test_those_longest_unused_go_and_what_is_lent_stays(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 3500)
    first, second, third = (kept(cache, number) for number in (1, 2, 3))
    lent = cache.lend(first)
    assert lent is not None
    os.utime(lent.path, (0, 0))
    fourth = kept(cache, 4)
    assert [cache.has(one) for one in (first, second, third, fourth)] == [True, False, False, True]
    lent.give_back()
    kept(cache, 5, 3000)
    assert not cache.has(first)


def test_a_copy_larger_than_all_may_be_is_there_while_it_is_used(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 0)
    sha256 = hashlib.sha256(b"large").hexdigest()
    with cache.kept(sha256, b"large") as stream:
        cache.make_room()
        assert cache.path(sha256).read_bytes() == stream.read() == b"large"
    cache.make_room()
    assert not cache.has(sha256)


def test_a_copy_that_is_not_whole_is_none(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 10**6)
    sha256 = kept(cache, 1)
    cache.path(sha256).write_bytes(b"")  # as a power cut may leave it
    assert cache.lend(sha256) is None
    assert not cache.has(sha256)
    assert cache.lend("0" * 64) is None


def test_what_is_taken_can_be_read_to_its_end_though_it_is_dropped(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 10**6)
    sha256 = kept(cache, 1)
    stream = cache.take(sha256)
    assert stream is not None
    cache.drop(sha256)
    with stream:
        assert len(stream.read()) == 1000
    assert not cache.has(sha256)
