"""What stands before Datasette: which questions are let in, and the headers of every answer (ASGI)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Any]]
    Send = Callable[[Any], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
        b"base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_OURS = {name for name, _ in HEADERS} | {b"server", b"set-cookie"}
_METHODS = ("GET", "HEAD")
_LONGEST_PATH, _LONGEST_QUERY = 1000, 8192
# Datasette's own pages about itself, its other databases, and its way to log in are not for readers.
_CLOSED = re.compile(r"/(?:-|_internal|_memory|:memory:)(?:[/.:]|\Z)", re.IGNORECASE)
_ODD = re.compile(r"[\\\x00-\x20\x7f]|//|%(?:5c|2f|0[0-9a-f]|1[0-9a-f]|7f)", re.IGNORECASE)
_HOST = re.compile(rb"[A-Za-z0-9.\-]{1,253}(?::[0-9]{1,5})?\Z|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?\Z")
# Parameters of Datasette that show its insides.
_INSIDES = re.compile(r"(?:\A|&)(?:_trace|_context|_show_hidden)=", re.IGNORECASE)


def guarded(app: App) -> App:
    """An application that lets readers in, and nobody any further."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await app(scope, receive, send)
            return
        refused = refusal(scope)
        sender = _with_headers(send, is_head=scope["method"] == "HEAD")
        if refused is not None:
            await _say(sender, *refused)
            return
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await app(scope, receive, sender)

    return answer


def refusal(scope: Scope) -> tuple[int, str] | None:
    """Why a question is not let in: status and words; None when it is."""
    raw = scope.get("raw_path") or scope["path"].encode("utf-8", "replace")
    path, query = raw.partition(b"?")[0].decode("latin-1"), scope.get("query_string", b"").decode("latin-1")
    is_post_of_oai = scope["method"] == "POST" and path.endswith("/oai")
    if scope["method"] not in _METHODS and not is_post_of_oai:
        return 405, "Only reading is possible here."
    hosts = [value for name, value in scope.get("headers", ()) if name.lower() == b"host"]
    if len(hosts) > 1 or any(not _HOST.match(host) for host in hosts):
        return 400, "This address has no host that can be."
    if len(path) > _LONGEST_PATH or len(query) > _LONGEST_QUERY:
        return 414, "This address is too long."
    if _ODD.search(path):
        return 400, "There is no such address."
    if _CLOSED.search(path) or _INSIDES.search(query):
        return 404, "There is no such page."
    return None


def _with_headers(send: Send, *, is_head: bool) -> Send:
    is_plain = True

    async def sender(message: Any) -> None:
        nonlocal is_plain
        if message["type"] == "http.response.start":
            headers = [
                (name, value) for name, value in message.get("headers", []) if name.lower() not in _OURS
            ]
            if any(name.lower() == b"location" and not _is_ours(value) for name, value in headers):
                is_plain = False
                body = b"There is no such page."
                message = {**message, "status": 404}
                headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(body))]
                await send({**message, "headers": [*headers, *HEADERS]})
                await send({"type": "http.response.body", "body": b"" if is_head else body})
                return
            message = {**message, "headers": [*headers, *HEADERS]}
        elif not is_plain:
            return
        elif is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sender


def _is_ours(location: bytes) -> bool:
    """Whether a redirect stays here: one slash, then no second and no backslash."""
    return location[:1] == b"/" and location[1:2] not in (b"/", b"\\")


async def _say(send: Send, status: int, words: str) -> None:
    body = words.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    if status == 405:
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
