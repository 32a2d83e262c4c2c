"""How the reading room takes part in Datasette: hooks of a plugin, registered by `application`."""

from __future__ import annotations

import sqlite3
import weakref
from typing import Any

from markupsafe import Markup, escape
from pluggy import HookimplMarker

from harvester.reading_room.guard import guarded
from harvester.reading_room.room import NAME, WORDS, say
from harvester.reading_room.views import ROUTES, room_of
from harvester.tell.wording import web_address

hookimpl = HookimplMarker("datasette")

# What one query may hold: a text, all that it returns, its own length, its depth.
_LONGEST_TEXT = 10_000_000
_MOST_BYTES = 32_000_000
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: _LONGEST_TEXT,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 500,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_NOT_CALLED = ("fts3_tokenizer", "load_extension", "readfile", "writefile", "edit", "fsdir")
_PAGES = {"document_id": "documents", "review_id": "reviews", "duplicate_of": "documents",
          "replaces": "documents", "replaced_by": "documents"}  # fmt: skip


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """The pages of our own come before Datasette's."""
    return list(ROUTES)


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """Nothing is reached but through the guard."""
    return guarded


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Anybody may ask anything in SQL, as long as it is small."""
    if database != NAME:
        return
    for what, most in _LIMITS.items():
        conn.setlimit(what, most)
    conn.execute("PRAGMA query_only = ON")
    conn.set_authorizer(_allowed)
    conn.row_factory = _Counted()


def _allowed(action: int, first: str | None, second: str | None, *_: object) -> int:
    """No other file, and no function that tells of the program or loads into it."""
    if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _NOT_CALLED:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


class _Counted:
    """Makes rows, and refuses a result that would fill the memory."""

    def __init__(self) -> None:
        self._held: weakref.WeakKeyDictionary[sqlite3.Cursor, int] = weakref.WeakKeyDictionary()

    def __call__(self, cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> sqlite3.Row:
        size = 64 * len(row) + sum(len(value) for value in row if isinstance(value, str | bytes))
        held = self._held.get(cursor, 0) + size
        self._held[cursor] = held
        if held > _MOST_BYTES:
            raise sqlite3.OperationalError("the result is too large; ask for fewer rows or columns")
        return sqlite3.Row(cursor, row)


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """What every template may say, those of errors too."""
    env.globals |= {"room": room_of(datasette), "urls": datasette.urls, "about": room_of(datasette).about}
    env.filters["said"] = say
    env.filters["web"] = lambda value: web_address(value) or ""


@hookimpl
def render_cell(value: Any, column: str, table: str, database: str, datasette: Any) -> Any:
    """Names of records lead to their pages; words of vocabularies are said in full."""
    if database != NAME or not isinstance(value, str) or not value:
        return None
    page = _PAGES.get(column) or (table if column == "id" and table in ("documents", "reviews") else None)
    if page is not None and value.isalnum():
        href = escape(str(datasette.urls.path(f"/{page}/{value}")))
        return Markup('<a href="{}">{}</a>').format(href, value)
    if table and column in WORDS and value in WORDS[column]:
        return Markup("{}").format(say(value, column))
    return None
