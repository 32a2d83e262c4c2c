"""Small web archives for the tests: pages and files of invented hosts, whole and damaged."""

from __future__ import annotations

import gzip

DAY = "2024-03-05T10:00:00Z"

HUB = """<html lang="en"><head>
<title>Serious case reviews | Northmoor Safeguarding Children Board</title></head>
<body><h1>Serious case reviews</h1><p>Reviews that the board has published.</p><ul>
<li><a href="/files/child-a.pdf">Child A overview report</a> (PDF, 300 KB)</li>
<li><a href="/files/child-b.pdf">Child B overview report</a> (PDF, 200 KB)</li>
<li><a href="/files/child-b-plan.pdf">Child B action plan</a> (PDF, 100 KB)</li></ul></body></html>"""
WELSH = """<html lang="cy"><head><title>Adolygiadau ymarfer plant - Bwrdd Diogelu Dyffryn</title></head>
<body><h1>Adolygiadau ymarfer plant</h1><p>Adroddiadau a gyhoeddwyd gan y bwrdd.</p><ul>
<li><a href="/dogfennau/plentyn-a.pdf">Adolygiad ymarfer plant: Plentyn A (PDF)</a></li>
<li><a href="/dogfennau/plentyn-b.pdf">Adolygiad ymarfer plant: Plentyn B (PDF)</a></li></ul></body></html>"""
NEWS = """<html><head><title>Council praised for bins</title></head><body><h1>Council praised for bins</h1>
<p>A restaurant review and a review of the bins.
A serious case review was mentioned in passing.</p></body></html>"""
SHOP = "<html><head><title>Kettles</title></head><body><p>Customer reviews: good.</p></body></html>"
LEADS = """<html><head><title>Working with children</title></head><body><h1>Working with children</h1>
<p>See the <a href="https://westmoor.example/reviews/">Serious case reviews</a>
of our partnership.</p></body></html>"""


def response(
    url: str, body: str | bytes, *, kind: str = "text/html; charset=utf-8", status: int = 200, more: str = ""
) -> bytes:
    """One response record, not compressed."""
    payload = body.encode() if isinstance(body, str) else body
    block = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + payload
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {DAY}\r\n"
        f"WARC-Record-ID: <urn:uuid:0>\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def request(url: str) -> bytes:
    """One request record, not compressed."""
    block = b"GET / HTTP/1.1\r\n\r\n"
    head = f"WARC/1.0\r\nWARC-Type: request\r\nWARC-Target-URI: {url}\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def gzipped(*records: bytes) -> bytes:
    """Records as a compressed file has them: a member each."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def some() -> list[bytes]:
    """A few pages of several hosts: two hubs among others."""
    return [
        request("https://northmoor.example/scr"),
        response("https://www.northmoor.example/learning/serious-case-reviews/", HUB),
        response("https://shop.example/kettles", SHOP),
        response("https://council.example/news/bins", NEWS),
        response("https://council.example/gone", HUB, status=404),
        response("https://dyffryn.example/adolygiadau", WELSH),
        response("https://council.example/children", LEADS),
        response("https://northmoor.example/logo.png", b"\x89PNG\r\n", kind="image/png"),
        response("https://northmoor.example/files/child-a.pdf", b"%PDF-1.4 nothing", kind="application/pdf"),
    ]
