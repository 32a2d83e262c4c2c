"""Bodies: decoded within limits, and trusted only when they are whole.

The wire says when a body with a length or in chunks was cut (Scrapy then fails the request). It says
nothing about a body that ends when the connection does, and a server that announces too small a
length cuts its own file. Such a body is doubtful until its own end mark says that it is whole, or
until the same bytes have come twice.
"""

from __future__ import annotations

import hashlib
import traceback
import zlib
from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest

from harvester import media_type
from harvester.vocabulary import Outcome
from harvester.web.endings import RequestEnded
from harvester.web.incremental import BY_HEAD
from harvester.web.replay import REPLAYED, TRUNCATED

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_HEAD = 4096
_NO_BODY = frozenset({204, 205, 304})
_SEEN = "harvester_doubtful_sha256"
_DOUBTS = frozenset({"partial", "dataloss", TRUNCATED})
_BROKEN = (zlib.error, EOFError, OSError)


class BodyMiddleware(HttpCompressionMiddleware):
    """Decodes bodies like its base, with a smaller cap for HTML, and marks bodies that are not whole."""

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._html_max = crawler.settings.getint("HARVESTER_HTML_MAXSIZE")

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Decode, measure, and look for the end mark."""
        if BY_HEAD in response.flags:  # our own copy, judged when it came
            return response
        if response.status in _NO_BODY or not response.body:
            response.headers.pop(b"Content-Encoding", None)
            return response
        decoded = self._decoded(request, response)
        check_html_size(decoded.body, self._html_max)
        flag_doubt(request, decoded)
        return decoded

    def _decoded(self, request: Request, response: Response) -> Response:
        if b"Content-Encoding" not in response.headers:
            return response
        outermost = b",".join(response.headers.getlist("Content-Encoding")).rpartition(b",")[2]
        html = b"html" in (response.headers.get(b"Content-Type") or b"").lower()
        bounded = (
            request.replace(meta={**request.meta, "download_maxsize": self._html_max}) if html else request
        )
        try:
            decoded = super().process_response(bounded, response)
        except IgnoreRequest as error:
            _let_go(error)
            raise RequestEnded(Outcome.TOO_LARGE, "the body grows too large when decompressed") from error
        except Exception as error:
            if isinstance(error, _BROKEN) or type(error).__module__.split(".")[0] in (
                "brotli",
                "_brotli",
                "backports",
            ):
                message = f"the compressed body cannot be decompressed ({error})"
                raise RequestEnded(Outcome.TRUNCATED, message) from error
            raise
        assert not isinstance(decoded, type(request))  # noqa: S101 - the base never redirects
        if REPLAYED not in response.flags and not packed_whole(response.body, outermost):
            decoded.flags.append("partial")  # what could be unpacked of a stream that was cut
        return decoded  # type: ignore[return-value]


def packed_whole(body: bytes, encoding: bytes) -> bool:
    """Whether a compressed body, which could be decoded within limits, ends where its stream says it does.

    Decoders hand out what they have when a stream is cut, and a proxy that kept a cut body tells its length.
    """
    make = _STREAMS.get(encoding.strip().lower())
    if make is None:
        return True
    for unpacker in make():
        try:
            return _reaches_end(unpacker, body)
        except Exception:  # noqa: S112 - each library has errors of its own; another form is tried
            continue
    return False


def _reaches_end(unpacker: Any, body: bytes) -> bool:
    if hasattr(unpacker, "is_finished"):  # Brotli
        given = unpacker.process(body, output_buffer_limit=_STEP)
        while given and not unpacker.is_finished():
            given = unpacker.process(b"", output_buffer_limit=_STEP)
        return bool(unpacker.is_finished())
    rest = body
    while not unpacker.eof:
        got = unpacker.decompress(rest, _STEP)
        rest = getattr(unpacker, "unconsumed_tail", b"")
        if not got and not rest:
            break
    return bool(unpacker.eof)


def _gzip_streams() -> tuple[Any, ...]:
    return (zlib.decompressobj(zlib.MAX_WBITS | 16),)


def _deflate_streams() -> tuple[Any, ...]:
    return zlib.decompressobj(), zlib.decompressobj(-zlib.MAX_WBITS)


def _brotli_streams() -> tuple[Any, ...]:
    import brotli

    return (brotli.Decompressor(),)


def _zstd_streams() -> tuple[Any, ...]:
    from backports import zstd

    return (zstd.ZstdDecompressor(),)


_STEP = 1024 * 1024  # bytes unpacked at a time
_STREAMS: dict[bytes, Callable[[], tuple[Any, ...]]] = {
    b"gzip": _gzip_streams,
    b"x-gzip": _gzip_streams,
    b"deflate": _deflate_streams,
    b"br": _brotli_streams,
    b"zstd": _zstd_streams,
}


def _let_go(error: BaseException | None) -> None:
    """Free the half-decompressed bodies that the frames of an error would keep alive with it."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def check_html_size(body: bytes, most: int) -> None:
    """End the request when the body is a web page beyond the cap, whatever its header called it.

    Raises:
        RequestEnded: too large.
    """
    if len(body) > most and media_type.detect_media_type(body[:_HEAD], size=len(body)) == media_type.HTML:
        raise RequestEnded(
            Outcome.TOO_LARGE, f"a web page of {len(body):,} bytes (at most {most:,} are read)"
        )


def flag_doubt(request: Request, response: Response) -> None:
    """Leave the flag `truncated` on a response exactly when its body may be cut."""
    doubtful = bool(_DOUBTS.intersection(response.flags))
    if REPLAYED not in response.flags:  # the same bytes cannot be asked for twice from an archive
        doubtful = doubtful or lacks_end_mark(response.body)
    response.flags[:] = [flag for flag in response.flags if flag not in _DOUBTS]
    if not doubtful or proves_whole(response.body):
        return
    digest = hashlib.sha256(response.body).hexdigest()
    if request.meta.get(_SEEN) == digest:
        response.flags.append("repeated")  # came twice alike: the server has no more than this
        return
    request.meta[_SEEN] = digest
    response.flags.append(TRUNCATED)


def lacks_end_mark(body: bytes) -> bool:
    """Whether a body is of a kind that must end with a mark, and does not."""
    kind = media_type.detect_media_type(body[:_HEAD], size=len(body))
    return kind in _END_MARKS and not proves_whole(body)


def proves_whole(body: bytes) -> bool:
    """Whether the body's own end mark stands where it must."""
    kind = media_type.detect_media_type(body[:_HEAD], size=len(body)) or ""
    mark, window = _END_MARKS.get(kind) or _SOFT_MARKS.get(kind) or (b"", 0)
    return bool(mark) and mark in body[-window:].lower()


_ZIP_END = (b"pk\x05\x06", 66_000)  # the end record and the longest comment
_END_MARKS: dict[str, tuple[bytes, int]] = {
    media_type.PDF: (b"%%eof", 2048),
    **dict.fromkeys(
        (media_type.DOCX, media_type.ODT, media_type.PPTX, media_type.XLSX, media_type.ZIP), _ZIP_END
    ),
}
# A complete page may do without it, so its absence proves nothing.
_SOFT_MARKS: dict[str, tuple[bytes, int]] = {media_type.HTML: (b"</html>", 2048)}
