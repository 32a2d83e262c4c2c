"""robots.txt, pace, pauses and limits on a real engine."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import time
import zlib
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread

import trustme

from tests.web.ground import Asked, Ground, answer, probe, raw

PAGE = answer(b"<html>page</html>")


def gaps(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]


def test_a_robots_txt_that_cannot_be_read_forbids(tmp_path: Path) -> None:
    kinds = {
        "server_error": answer(b"", "500 Internal Server Error"),
        "timeout": raw(hold=5),
        "unreachable": raw(b""),
        "blocked": answer(b"", "429 Too Many Requests"),
        "robots_denied": answer(b"<!doctype html><html><title>Home</title>"),
    }
    with ExitStack() as stack:
        grounds = {outcome: stack.enter_context(Ground()) for outcome in kinds}
        for outcome, ground in grounds.items():
            ground.routes |= {"/robots.txt": kinds[outcome], "/a": PAGE, "/b": PAGE}
        urls = {ground.url(path): outcome for outcome, ground in grounds.items() for path in ("/a", "/b")}
        seen = probe(tmp_path, list(urls), settings={"DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 0})
        assert {url: seen.outcome(url) for url in urls} == urls
        assert all("robots.txt" in seen[url]["message"] for url in urls)
        assert [ground.paths() for ground in grounds.values()] == [["/robots.txt"]] * len(kinds)


def test_what_robots_txt_says_is_done(tmp_path: Path) -> None:
    with Ground() as one, Ground() as other:
        rules = b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n\nUser-agent: harvester\nDisallow: /private/\n"
        for number in range(4):
            one.routes[f"/r{number}"] = answer(b"", "301 Moved", Location=f"/r{number + 1}")
        one.routes |= {
            "/robots.txt": answer(b"", "301 Moved", Location="/r0"),
            "/r4": answer(rules + b"#" * 10**6, Content_Type="text/plain"),
        }
        one.routes |= {
            "/open": PAGE,
            "/private/x": PAGE,
            "/go": answer(b"", "302 Found", Location="/private/x"),
        }
        other.routes |= {"/robots.txt": answer(b"", "403 Forbidden"), "/open": PAGE}
        asked = [one.url(path) for path in ("/open", "/private/x", "/go", "/robots.txt")]
        asked += [other.url(path) for path in ("/open", "/robots.txt")]
        seen = probe(tmp_path, asked)
        wanted = ["ok", "robots_denied", "robots_denied", "ok", "ok", "blocked"]
        assert [seen.outcome(url) for url in asked] == wanted
        assert seen[one.url("/robots.txt")]["text"].startswith("\xef\xbb\xbfUser-agent")
        assert other.paths() == ["/robots.txt", "/open"]  # whoever asks for it again gets what we have
        assert "/private/x" not in one.paths()
        # Everything sent is counted, robots.txt and its redirects too, and all of it is in the archive.
        assert seen.stats["harvester/requests"] == len(one.asked) + len(other.asked)
        (warc,) = (tmp_path / "warc" / "1").glob("*.warc.gz")
        assert gzip.decompress(warc.read_bytes()).count(b"WARC-Type: response") == len(one.asked) + len(
            other.asked
        )


def test_a_copy_of_robots_txt_from_today_still_counts_when_the_site_fails(tmp_path: Path) -> None:
    with Ground() as ground:
        rules = answer(b"User-agent: *\nDisallow: /private/\n", Content_Type="text/plain")
        ground.routes |= {"/robots.txt": rules, "/a": PAGE, "/private/x": PAGE}
        probe(tmp_path, [ground.url("/a")])
        ground.routes["/robots.txt"] = answer(b"", "503 Service Unavailable")
        asked = [ground.url("/a"), ground.url("/private/x")]
        seen = probe(tmp_path, asked, run_id=2, settings={"RETRY_TIMES": 0})
        assert [seen.outcome(url) for url in asked] == ["ok", "robots_denied"]


def test_the_pace_is_kept_across_crawlers_and_redirects(tmp_path: Path) -> None:
    delay = 0.15
    with Ground() as ground, Ground() as second:
        for path in ("/a", "/b", "/c"):
            ground.routes[path] = PAGE
            second.routes[path] = PAGE
        second.routes["/to-first"] = answer(b"", "302 Found", Location=ground.url("/c"))
        first = [ground.url("/a"), ground.url("/b")]
        seen = probe(
            tmp_path, first, [ground.url("/c"), second.url("/to-first")], [second.url("/a")], delay=delay
        )
        assert {result["outcome"] for result in seen.results} == {"ok"}
        # One host name, two ports: one machine.
        both = sorted([*ground.asked, *second.asked], key=lambda one: one.at)
        assert len(both) >= 10
        # The server's own clock is only as good as its thread's share of a busy machine.
        assert min(gaps([one.at for one in both])) >= delay * 0.9
        assert {one.side_by_side for one in both} == {1}


def test_the_pace_counts_from_when_a_busy_process_really_wrote(tmp_path: Path) -> None:
    with Ground() as ground:
        ground.routes |= {f"/{number}": PAGE for number in range(4)}
        asked = [ground.url(f"/{number}") for number in range(4)]
        probe(tmp_path, asked, delay=0.3, settings={"ROBOTSTXT_OBEY": False, "PROBE_BUSY": 0.1})
        assert min(gaps([one.at for one in ground.asked])) >= 0.3 * 0.9


class _SlowToShakeHands(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    times: list[float]

    def setup(self) -> None:
        time.sleep(0.4)
        super().setup()

    def do_GET(self) -> None:
        self.times.append(time.monotonic())
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_the_pace_counts_from_the_request_and_not_from_the_handshake_before_it(tmp_path: Path) -> None:
    authority, times = trustme.CA(), list[float]()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    handler = type("Handler", (_SlowToShakeHands,), {"times": times})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        probe(
            tmp_path,
            [f"https://localhost:{server.server_port}/{number}" for number in range(3)],
            delay=0.5,
            settings={"ROBOTSTXT_OBEY": False},
            environment={"SSL_CERT_FILE": str(tmp_path / "ca.pem")},
        )
        server.shutdown()
    assert len(times) == 3
    assert min(gaps(times)) >= 0.5 * 0.9


def test_without_a_delay_up_to_eight_are_in_flight(tmp_path: Path) -> None:
    with Ground() as ground:
        for number in range(24):
            ground.routes[f"/{number}"] = raw(
                b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n", b"<html></html>", pause=0.05
            )
        urls = [ground.url(f"/{number}") for number in range(24)]
        probe(tmp_path, urls[:12], urls[12:])
        assert max(one.side_by_side for one in ground.asked) == 8


def test_crawl_delay_and_retry_after_are_honoured(tmp_path: Path) -> None:
    with Ground() as ground:
        robots = answer(b"User-agent: *\nCrawl-delay: 0.3\n", Content_Type="text/plain")
        refusals = iter([answer(b"", "429 Too Many Requests", Retry_After="1"), PAGE])

        async def once(*args: object) -> None:
            await next(refusals)(*args)  # type: ignore[arg-type]

        ground.routes |= {"/robots.txt": robots, "/a": PAGE, "/b": PAGE, "/limited": once}
        asked = [ground.url(path) for path in ("/a", "/b", "/limited")]
        seen = probe(tmp_path, asked)
        assert [seen.outcome(url) for url in asked] == ["ok", "ok", "ok"]
        assert min(gaps([one.at for one in ground.asked])) >= 0.3
        assert ground.times("/limited")[1] - ground.times("/limited")[0] >= 1.0


def test_a_host_that_asks_for_a_long_pause_is_not_asked_again(tmp_path: Path) -> None:
    with Ground() as ground:
        ground.routes["/limited"] = answer(b"", "429 Too Many Requests", Retry_After="3600")
        ground.routes["/a"] = PAGE
        asked = [ground.url("/limited"), ground.url("/a")]
        seen = probe(tmp_path, asked, delay=0.05)
        assert [seen.outcome(url) for url in asked] == ["blocked", "blocked"]
        assert "left alone" in seen[asked[1]]["message"]
        assert ground.paths() == ["/robots.txt", "/limited"]


def test_failures_that_may_pass_are_tried_again_a_few_times(tmp_path: Path) -> None:
    with Ground() as ground:
        ground.routes |= {"/broken": answer(b"", "503 Service Unavailable"), "/cut": raw(b"")}
        seen = probe(tmp_path, [ground.url("/broken"), ground.url("/cut")])
        assert seen.outcome(ground.url("/broken")) == "server_error"
        assert seen.outcome(ground.url("/cut")) == "unreachable"
        assert len(ground.times("/broken")) == 3
        assert len(ground.times("/cut")) == 3


def bomb(size: int, times: int = 1) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join(packer.compress(b"\0" * 2**20) for _ in range(size // 2**20)) + packer.flush()
    for _ in range(times - 1):
        body = gzip.compress(body, 9)
    return body


def test_large_and_exploding_bodies_are_bounded(tmp_path: Path) -> None:
    import brotli
    from backports import zstd

    zeros = b"\0" * 2**24
    with Ground() as ground:
        many = b"<html>" + b"<p>x" * (6 * 2**18)
        packed = brotli.Compressor(quality=1)
        pieces = [packed.process(zeros) for _ in range(8)]
        routes = {
            "/html": answer(many),
            "/html-as-text": answer(many, Content_Type="text/plain", Content_Length="", Connection="close"),
            "/html-gz": answer(gzip.compress(many), Content_Encoding="gzip"),
            "/gz": answer(bomb(2**27), Content_Encoding="gzip", Content_Type="application/pdf"),
            "/gzgz": answer(bomb(2**27, 2), Content_Encoding="gzip, gzip", Content_Type="application/pdf"),
            "/br": answer(
                b"".join(pieces) + packed.finish(), Content_Encoding="br", Content_Type="application/pdf"
            ),
            "/zstd": answer(
                zstd.compress(zeros * 8), Content_Encoding="zstd", Content_Type="application/pdf"
            ),
            "/said": answer(b"x", Content_Length=str(2**40), Content_Type="application/pdf"),
            "/broken-gz": answer(b"\x1f\x8b" + b"\xff" * 50, Content_Encoding="gzip"),
        }
        ground.routes |= {**routes, "/after": PAGE}

        async def endless(asked: object, writer: object) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n")  # type: ignore[attr-defined]
            while not writer.is_closing():  # type: ignore[attr-defined]
                writer.write(b"x" * 2**20)  # type: ignore[attr-defined]
                await writer.drain()  # type: ignore[attr-defined]

        ground.routes["/endless"] = endless
        asked = [ground.url(path) for path in [*routes, "/endless", "/after"]]
        cap = 32 * 2**20
        seen = probe(tmp_path, asked, settings={"DOWNLOAD_MAXSIZE": cap, "RETRY_TIMES": 0})
        outcomes = {result["asked"].rpartition("/")[2]: result["outcome"] for result in seen.results}
        wanted = dict.fromkeys([path[1:] for path in routes] + ["endless"], "too_large")
        assert outcomes == {**wanted, "broken-gz": "truncated", "after": "ok"}
        assert seen.peak_mb < 100 + 3 * cap / 2**20


def test_a_body_counts_only_when_it_is_whole(tmp_path: Path) -> None:
    pdf = b"%PDF-1.4\n" + b"x" * 3000 + b"\n%%EOF\n"
    with Ground() as ground:

        def closing(body: bytes, kind: str) -> object:
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n"
            return raw(head.encode() + body)

        lengths = iter(range(10, 20))

        async def other_each_time(*args: object) -> None:
            await raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>" + b"x" * next(lengths))(*args)  # type: ignore[arg-type]

        ground.routes |= {
            "/whole.pdf": closing(pdf, "application/pdf"),  # type: ignore[dict-item]
            "/cut.pdf": closing(pdf[:1500], "application/pdf"),  # type: ignore[dict-item]
            "/whole.html": closing(b"<html>page</html>\n", "text/html"),  # type: ignore[dict-item]
            "/same.html": closing(b"<p>no end mark", "text/html"),  # type: ignore[dict-item]
            "/other.html": other_each_time,
            "/small-length.pdf": answer(pdf, Content_Length="1500", Content_Type="application/pdf"),
        }
        asked = [ground.url(path) for path in ground.routes]
        seen = probe(tmp_path, asked)
        outcomes = {result["asked"].rpartition("/")[2]: result["outcome"] for result in seen.results}
        # The same bytes twice are all the server has: then the reader of the file must judge.
        assert outcomes == {
            "whole.pdf": "ok",
            "cut.pdf": "ok",
            "whole.html": "ok",
            "same.html": "ok",
            "other.html": "truncated",
            "small-length.pdf": "ok",
        }
        assert "repeated" in seen[ground.url("/cut.pdf")]["flags"]
        assert "repeated" in seen[ground.url("/small-length.pdf")]["flags"]
        assert len(ground.times("/whole.pdf")) == 1
        assert len(ground.times("/cut.pdf")) == 2
        assert len(ground.times("/other.html")) == 3


def test_large_bodies_come_one_at_a_time(tmp_path: Path) -> None:
    size = 40 * 2**20
    with Ground() as ground:
        running: list[int] = [0, 0]

        async def large(asked: object, writer: object) -> None:
            head = (
                f"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: {size}\r\n\r\n%PDF-1.4"
            )
            writer.write(head.encode())  # type: ignore[attr-defined]
            for step in range(40):
                if step == 1:
                    running[0] += 1
                    running[1] = max(running)
                writer.write(b"x" * (2**20 - (8 if step == 0 else 0) - (6 if step == 39 else 0)))  # type: ignore[attr-defined]
                await writer.drain()  # type: ignore[attr-defined]
            running[0] -= 1
            writer.write(b"\n%%EOF")  # type: ignore[attr-defined]

        for number in range(3):
            ground.routes[f"/{number}.pdf"] = large
        asked = [ground.url(f"/{number}.pdf") for number in range(3)]
        seen = probe(tmp_path, asked[:2], asked[2:], archive=False, settings={"ROBOTSTXT_OBEY": False})
        assert [(seen.outcome(url), seen[url]["size"]) for url in asked] == [("ok", size)] * 3
        assert seen.stats["harvester/requests"] > 3


def test_a_slow_site_is_asked_less_often_than_the_delay_says(tmp_path: Path) -> None:
    async def slow(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.5)
        await PAGE(asked, writer)

    with Ground() as ground:
        ground.routes |= {f"/{number}": slow for number in range(4)}
        asked = [ground.url(f"/{number}") for number in range(4)]
        seen = probe(tmp_path, asked, delay=0.2, settings={"ROBOTSTXT_OBEY": False})
        assert {result["outcome"] for result in seen.results} == {"ok"}
        assert min(gaps([one.at for one in ground.asked])) >= 0.98
        assert float(seen.stats["harvester/slowest"]) >= 0.5
        assert float(seen.stats["harvester/rested"]) >= 1.9
