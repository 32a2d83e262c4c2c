"""Answers that a hostile or broken server gives: every one ends by itself."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import brotli
from backports import zstd

from tests.web.ground import Asked, Handler, answer, raw

MEGABYTE = 2**20


def gzip_bomb(size: int, times: int = 1) -> bytes:
    """Zeros, packed once or several times over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b"\0" * MEGABYTE
    body = b"".join([*(packer.compress(block) for _ in range(size // MEGABYTE)), packer.flush()])
    for _ in range(times - 1):
        body = gzip.compress(body, 9)
    return body


def brotli_bomb(size: int) -> bytes:
    packer = brotli.Compressor(quality=5)
    parts = [packer.process(b"\0" * MEGABYTE) for _ in range(size // MEGABYTE)]
    return b"".join([*parts, packer.finish()])


def zstd_bomb(size: int) -> bytes:
    packer = zstd.ZstdCompressor(level=3)
    parts = [packer.compress(b"\0" * MEGABYTE) for _ in range(size // MEGABYTE)]
    return b"".join([*parts, packer.flush()])


def endless(head: bytes, part: bytes, most: int) -> Handler:
    """A body that goes on, to an end beyond every limit of ours."""

    async def handler(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        for _ in range(most // max(1, len(part))):
            if writer.is_closing():
                return
            writer.write(part)
            await writer.drain()
        writer.close()

    return handler


def dripping(head: bytes, part: bytes, pause: float, times: int) -> Handler:
    """Slowloris: a little at a time."""
    return raw(head, *([part] * times), pause=pause)


def redirect(target: str, status: str = "302 Found") -> Handler:
    head = f"HTTP/1.1 {status}\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    return raw(head.encode("utf-8"))


def html(text: str) -> Handler:
    return answer(f"<!doctype html><html><body>{text}</body></html>".encode())
