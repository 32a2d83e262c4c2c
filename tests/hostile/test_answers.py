"""B7 to B11: giant pages, bombs, drips, cuts, senseless heads, and always a good page beside them."""

from __future__ import annotations

from pathlib import Path

from tests.hostile import shapes
from tests.hostile.figures import Figures
from tests.web.ground import Ground, Seen, answer, probe, raw

MEGABYTE = shapes.MEGABYTE
CAP = 32 * MEGABYTE
OK = b"HTTP/1.1 200 OK\r\n"
GOOD = b"<!doctype html><html><body>good</body></html>"
PDF = b"%PDF-1.4\n" + b"x" * 3000 + b"\n%%EOF\n"


def ask(tmp_path: Path, routes: dict[str, object], **options: object) -> tuple[dict[str, str], Seen]:
    """Outcomes by route; the good page beside them must come."""
    with Ground() as ground:
        ground.routes |= {**routes, "/good": answer(GOOD)}  # type: ignore[dict-item]
        asked = [ground.url(path) for path in ground.routes]
        settings = {
            "RETRY_TIMES": 0, "DOWNLOAD_MAXSIZE": CAP, "ROBOTSTXT_OBEY": False, "DOWNLOAD_TIMEOUT": 30,
            **options.pop("settings", {}),  # type: ignore[dict-item]
        }  # fmt: skip
        seen = probe(tmp_path, asked, settings=settings, timeout=110, **options)
    outcomes = {"/" + one["asked"].split("/", 3)[3]: one["outcome"] for one in seen.results}
    assert outcomes.pop("/good") == "ok"
    return outcomes, seen


def test_pages_without_end(tmp_path: Path, figures: Figures) -> None:
    head = OK + b"Content-Type: text/html\r\n\r\n<!doctype html><html>"
    silent = OK + b"Content-Type: application/octet-stream\r\n\r\n<!doctype html><html>"
    routes = {
        "/infinite": shapes.endless(head, b"<p>more</p>" * 1000, 64 * MEGABYTE),
        "/attribute": shapes.endless(head + b"<a title='", b"x" * MEGABYTE, 64 * MEGABYTE),
        "/unnamed": shapes.endless(silent, b"<p>more</p>" * 1000, 64 * MEGABYTE),
        "/chunks": shapes.endless(
            OK + b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"10000\r\n" + b"<p>x" * 16384 + b"\r\n", 64 * MEGABYTE),
        "/file": shapes.endless(
            OK + b"Content-Type: application/pdf\r\n\r\n%PDF-1.4\n", b"x" * MEGABYTE, 128 * MEGABYTE),
        "/announced": answer(b"x", Content_Length=str(2**40), Content_Type="application/pdf"),
        "/small-parts": answer(b"<html>" + b"<b>" * (4 * MEGABYTE)),
    }  # fmt: skip
    outcomes, seen = ask(tmp_path, routes)
    bad = {path: one for path, one in outcomes.items() if one != "too_large"}
    figures(
        "B7", "giant pages and files", len(outcomes), bad, f"peak {seen.peak_mb:.0f} MB, caps 5 and 32 MB"
    )
    assert not bad
    assert seen.peak_mb < 100 + 3 * CAP / MEGABYTE


def test_bombs(tmp_path: Path, figures: Figures) -> None:
    size = 256 * MEGABYTE
    pdf = {"Content_Type": "application/pdf"}
    routes = {
        "/gz": answer(shapes.gzip_bomb(size), Content_Encoding="gzip", **pdf),
        "/gz-page": answer(shapes.gzip_bomb(size), Content_Encoding="gzip"),
        "/gzgz": answer(shapes.gzip_bomb(size, 2), Content_Encoding="gzip, gzip", **pdf),
        "/deflate": answer(shapes.zlib.compress(b"\0" * 64 * MEGABYTE, 9), Content_Encoding="deflate", **pdf),
        "/br": answer(shapes.brotli_bomb(size), Content_Encoding="br", **pdf),
        "/zstd": answer(shapes.zstd_bomb(size), Content_Encoding="zstd", **pdf),
        "/br-page": answer(shapes.brotli_bomb(size), Content_Encoding="br"),
        "/twelve": answer(shapes.gzip_bomb(size), Content_Encoding=", ".join(["gzip"] * 12), **pdf),
    }
    outcomes, seen = ask(tmp_path, routes)
    bad = {path: one for path, one in outcomes.items() if one not in ("too_large", "truncated")}
    figures("B8", "compressed bombs of 64 to 256 MB", len(outcomes), bad, f"peak {seen.peak_mb:.0f} MB")
    assert not bad
    assert seen.peak_mb < 100 + 3 * CAP / MEGABYTE


def test_servers_that_drip(tmp_path: Path, figures: Figures) -> None:
    limit = 3.0
    length = OK + b"Content-Type: text/html\r\nContent-Length: 99999\r\n\r\n"
    routes = {
        "/head": shapes.dripping(OK, b"X: y\r\n", 0.2, 100),
        "/body": shapes.dripping(length, b"x", 0.2, 100),
        "/chunks": shapes.dripping(
            OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.2, 100),
        "/status": shapes.dripping(b"", b"H", 0.2, 100),
        "/silent": raw(hold=20),
        "/stalled": raw(length + b"<html>", hold=20),
    }  # fmt: skip
    outcomes, seen = ask(tmp_path, routes, settings={"DOWNLOAD_TIMEOUT": limit})
    bad = {path: one for path, one in outcomes.items() if one != "timeout"}
    figures(
        "B9",
        "slow heads and bodies",
        len(outcomes),
        bad,
        f"{seen.seconds:.1f} s for all, limit {limit} s each",
    )
    assert not bad
    assert seen.seconds < limit * len(routes) + 20


PAGE = b"<!doctype html><html><body>" + b"".join(b"<p>%d</p>" % (number**3) for number in range(20_000))
PACKED = {
    "gzip": shapes.gzip.compress(PAGE), "deflate": shapes.zlib.compress(PAGE),
    "br": shapes.brotli.compress(PAGE, quality=3), "zstd": shapes.zstd.compress(PAGE),
}  # fmt: skip


def test_bodies_that_came_in_part(tmp_path: Path, figures: Figures) -> None:
    lengths = iter(range(700, 2000, 100))

    async def other_each_time(*given: object) -> None:
        await raw(OK + b"Content-Type: application/pdf\r\n\r\n" + PDF[: next(lengths)])(*given)  # type: ignore[arg-type]

    chunked = b"Transfer-Encoding: chunked\r\n\r\n"
    routes = {
        "/short": raw(OK + b"Content-Length: 9000\r\n\r\n" + PDF),
        "/chunk-short": raw(OK + chunked + b"500\r\n" + PDF[:100]),
        "/no-last-chunk": raw(OK + chunked + b"5\r\n%PDF-\r\n"),
        "/other-each-time": other_each_time,
        **{
            f"/{name}-cut": answer(body[: -len(body) // 3], Content_Encoding=name)
            for name, body in PACKED.items()
        },
        "/gz-not": answer(b"\x1f\x8b" + b"\xff" * 50, Content_Encoding="gzip"),
        "/br-not": answer(b"\xff" * 50, Content_Encoding="br"),
    }
    outcomes, _ = ask(tmp_path, routes)
    bad = {path: one for path, one in outcomes.items() if one not in ("truncated", "unreachable")}
    figures("B10", "bodies cut on the wire or in their packing", len(outcomes), bad)
    assert not bad


SENSELESS = {
    "/flood": OK + b"".join(b"X-%d: v\r\n" % number for number in range(50_000)) + b"\r\n<html>",
    "/long-line": OK + b"X: " + b"y" * (5 * MEGABYTE) + b"\r\n\r\n<html>",
    "/no-line-end": b"HTTP/1.1 200 OK" + b"y" * (5 * MEGABYTE),
    "/negative": OK + b"Content-Length: -5\r\n\r\n<html>",
    "/two-lengths": OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n<html>abc",
    "/word-length": OK + b"Content-Length: many\r\n\r\n<html>",
    "/garbage": b"\x00\xff\xfe not http\r\n\r\n",
    "/reset": b"",
    "/old": b"HTTP/0.9 200 OK\r\n\r\n<html>",
    "/two-answers": OK + b"Content-Length: 0\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nhi",
    "/bad-chunk": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhi\r\n0\r\n\r\n",
    "/huge-chunk": OK + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nhi",
    "/status-text": b"HTTP/1.1 abc OK\r\n\r\n<html>",
    "/status-999": b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
    "/status-0": b"HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n",
    "/endless-100": b"HTTP/1.1 100 Continue\r\n\r\n" * 500,
    "/no-colon": OK + b"this is no header\r\n\r\n<html>",
    "/folded": OK + b"X: a\r\n b\r\n c\r\n\r\n<html>x</html>",
    "/bytes-in-head": OK + b"X: \xff\xfe\x00\x1b[31m\r\nContent-Type: \xc3\x28\r\n\r\n<html>x</html>",
    "/unknown-encoding": OK + b"Content-Encoding: harvest\r\nContent-Length: 6\r\n\r\n<html>",
    "/refpol": OK + b"Referrer-Policy: sys.exit\r\nContent-Length: 6\r\n\r\n<html>",
    "/cookies": OK + b"Set-Cookie: a=b; Domain=co.uk\r\n" * 200 + b"Content-Length: 6\r\n\r\n<html>",
    "/crlf": b"HTTP/1.1 302 Found\r\nLocation: /good%0d%0aX-Injected:1\r\nContent-Length: 0\r\n\r\n",
    "/no-location": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
    "/location-bytes": b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\xc3\r\nContent-Length: 0\r\n\r\n",
    "/refresh-header": OK + b"Refresh: 0; url=http://127.0.0.66/\r\nContent-Length: 6\r\n\r\n<html>",
    "/upgrade": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
    "/retry-after": b"HTTP/1.1 503 No\r\nRetry-After: \xff99999999999\r\nContent-Length: 0\r\n\r\n",
    "/disposition": OK + b"Content-Disposition: x; filename*=UTF-8''..%2f..%2fx\r\n\r\n<html>x</html>",
}  # fmt: skip


def test_senseless_heads(tmp_path: Path, figures: Figures) -> None:
    """B11 and B15: each ends with an outcome, is sent once, and nothing of it is believed."""
    with Ground() as ground:
        ground.routes |= {path: raw(body) for path, body in SENSELESS.items()}
        ground.routes |= {"/good": answer(GOOD), "/good-too": answer(GOOD)}
        asked = [ground.url(path) for path in [*SENSELESS, "/good", "/good-too"]]
        settings = {"RETRY_TIMES": 0, "ROBOTSTXT_OBEY": False, "DOWNLOAD_TIMEOUT": 10}
        seen = probe(tmp_path, asked, settings=settings, timeout=100)
        cookies = [one for one in ground.asked if "cookie" in one.headers or "referer" in one.headers]
        injected = [one for one in ground.asked if "x-injected" in one.headers]
    outcomes = {one["asked"].rpartition("/")[2]: one["outcome"] for one in seen.results}
    missing = set(asked) - {one["asked"] for one in seen.results}
    bad = {name: one for name, one in outcomes.items() if not one}
    figures("B11", "senseless heads: floods, lengths, chunks, statuses", len(SENSELESS), [*bad, *missing],
            f"peak {seen.peak_mb:.0f} MB")  # fmt: skip
    figures("B15", "hostile headers: cookies kept, referrers told, lines injected", 8, [*cookies, *injected])
    assert {**bad, **dict.fromkeys(missing)} == {}
    assert [*cookies, *injected] == []
    # Whoever comes next may be sent on the connection that is being hung up; here nothing is asked twice.
    assert "ok" in (outcomes["good"], outcomes["good-too"])
    assert outcomes["flood"] == "refused"
    # The server hangs up at once; on a busy machine that is heard before the answer is judged.
    assert outcomes["no-location"] in ("refused", "unreachable")
    assert seen.peak_mb < 300
