"""Datasette on one edition, in this process, until it is stopped."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from harvester.reading_room.metadata import metadata
from harvester.reading_room.room import HERE, NAME, Room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.reading_room.edition import Edition

SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 400,
    "default_facet_size": 15,
    "suggest_facets": False,
    "default_cache_ttl": 300,  # an edition never changes; the next one is another
    "allow_csv_stream": True,
    "truncate_cells_html": 400,
    "num_sql_threads": 3,
}


def application(edition: Edition, *, base: str = "/") -> Any:
    """The Datasette of an edition; its `app()` is the application (ASGI).

    Args:
        edition: what is served.
        base: path under which it is reached, "/" or as "/reviews/".
    """
    with _without_rich():
        from datasette.app import Datasette
        from datasette.plugins import DEFAULT_PLUGINS, pm

        from harvester.reading_room import plugin

    for name, other in pm.list_name_plugin():  # whatever else is installed here is not for readers
        if other is not None and name not in DEFAULT_PLUGINS and other is not plugin:
            pm.unregister(other)
    if not pm.is_registered(plugin):
        pm.register(plugin, "harvester-reading-room")
    made = Datasette(
        [],
        immutables=[str(edition.database)],
        metadata=metadata(edition),
        settings={**SETTINGS, "base_url": base},
        template_dir=str(HERE / "templates"),
        static_mounts=[("static", str(HERE / "static"))],
    )
    if NAME not in made.databases:
        raise ValueError(f"the database of an edition is called {NAME}.db")
    made.reading_room = Room(edition, made)
    return made


@contextmanager
def _without_rich() -> Iterator[None]:
    """With rich, Datasette's error pages break; it looks for it once, when it is imported."""
    held = sys.modules.pop("rich", None)
    sys.modules["rich"] = None  # type: ignore[assignment] # as if it were not installed
    try:
        yield
    finally:
        del sys.modules["rich"]
        if held is not None:
            sys.modules["rich"] = held


def serve(
    edition: Edition,
    place: tuple[str, int],
    *,
    base: str = "/",
    ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve an edition until a signal ends it.

    Args:
        edition: what is served.
        place: host and port; port 0 takes any that is free.
        base: path under which it is reached.
        ready: told the address once it is listened to.
    """
    import asyncio
    import socket

    import uvicorn

    made = application(edition, base=base)
    host, port = place
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=128)
    shown = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(
        made.app(),
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=200,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=5,
    )

    async def run() -> None:
        await made.invoke_startup()
        server = uvicorn.Server(config)
        ready(f"http://{shown}:{listening.getsockname()[1]}{base}")
        await server.serve(sockets=[listening])

    with listening:
        asyncio.run(run())
