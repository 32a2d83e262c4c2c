"""Serving the desk: waitress, a few threads, one process."""

from __future__ import annotations

import errno
import logging
import sys
from typing import TYPE_CHECKING, Any

from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.desk.settings import DeskOptions

THREADS = 8
# Every row of an SQLite query asks for Python's lock again, and waits this long for it while another thread
# computes: a page of sixty queries would wait a third of a second at the usual 5 ms.
SWITCH_S = 0.001
_TRUSTED = {"x-forwarded-for", "x-forwarded-proto"}  # the host is what Host says: a proxy keeps it


def serve(options: DeskOptions, opened: Callable[[str, int], None]) -> None:
    """Serve until stopped. Django is configured, `desk.db` is ready.

    Args:
        options: where.
        opened: called with the address and the port once it answers.

    Raises:
        UsageError: the address or port cannot be had.
    """
    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("harvester.desk").setLevel(logging.INFO)
    for chatty in ("axes", "django.request", "django.security", "waitress.queue"):
        # What a flood of bad requests makes them say tells no more than our own lines; errors still show.
        logging.getLogger(chatty).setLevel(logging.ERROR)
    sys.setswitchinterval(SWITCH_S)
    try:
        server = create_server(get_wsgi_application(), **_adjustments(options))
    except (OSError, ValueError) as error:
        where = f"{options.host} port {options.port}"
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        what = "is taken by another program" if taken else f"cannot be used ({error})"
        raise UsageError(f"{where} {what}; choose another with --host and --port.") from error
    port = getattr(server, "effective_port", options.port)
    try:
        opened(address_of(options, port), port)
        server.run()  # ends by itself, and well, when it is asked to stop
    except KeyboardInterrupt:  # asked between the two
        server.close()


def address_of(options: DeskOptions, port: int | None = None) -> str:
    """The address that people open."""
    if options.behind_https and options.names:
        return f"https://{options.names[0]}/"
    host = options.names[0] if options.names and not options.loopback else options.host
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port or options.port}/"


def _adjustments(options: DeskOptions) -> dict[str, Any]:
    from harvester.desk.settings import MAX_REQUEST_BYTES

    found: dict[str, Any] = {
        "host": options.host,
        "port": options.port,
        "threads": THREADS,
        "ident": None,
        "connection_limit": 500,
        "channel_timeout": 30,
        "cleanup_interval": 10,
        "max_request_header_size": 32_768,
        "max_request_body_size": MAX_REQUEST_BYTES,
        "clear_untrusted_proxy_headers": True,
        "log_untrusted_proxy_headers": False,
    }
    if options.behind_https:
        found |= {
            "trusted_proxy": options.proxy,
            "trusted_proxy_count": 1,
            "trusted_proxy_headers": _TRUSTED,
        }
    return found
