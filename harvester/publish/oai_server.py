"""A tiny handler (WSGI) that answers OAI-PMH from the newest publication of a folder.

    python -m harvester.publish.oai_server publications 8080

serves it on the loopback address, for a web server to pass questions on to; any WSGI server takes
`application(folder)`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from harvester.publish.oai_site import answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LONGEST = 8192
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")


def application(folder: Path) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """Answers from `folder/latest`, which is looked up for each question."""

    def answered(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        method = environ.get("REQUEST_METHOD")
        if method not in ("GET", "POST"):
            start_response("405 Method Not Allowed", [("Allow", "GET, POST"), ("Content-Length", "0")])
            return []
        try:
            pairs = parse_qsl(_question(environ), keep_blank_values=True, max_num_fields=20)
        except ValueError:
            pairs = [("verb", ""), ("verb", "")]  # too much: as any repeated argument
        body = answer((folder / "latest").resolve(), pairs, _address(environ))
        headers = [
            ("Content-Type", "text/xml; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response("200 OK", headers)
        return [body]

    return answered


def _address(environ: dict[str, Any]) -> str:
    """The address that was asked; empty where Host says none that can be."""
    from wsgiref.util import request_uri

    if not _HOST.fullmatch(str(environ.get("HTTP_HOST", environ.get("SERVER_NAME", "")))):
        return ""
    return request_uri(environ, include_query=False)


def _question(environ: dict[str, Any]) -> str:
    if environ.get("REQUEST_METHOD") == "GET":
        return str(environ.get("QUERY_STRING", ""))[:_LONGEST]
    length = str(environ.get("CONTENT_LENGTH") or "0")
    size = min(int(length), _LONGEST) if length.isascii() and length.isdigit() else 0
    body: bytes = environ["wsgi.input"].read(size)
    return body.decode("utf-8", "replace")


def main(arguments: list[str]) -> None:
    """Serve on the loopback address until stopped."""
    from wsgiref.simple_server import make_server

    folder, port = Path(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 8080
    with make_server("127.0.0.1", port, application(folder)) as server:
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
