"""The dead-man switch: told when a night begins and how it ended, so that silence is noticed.

The address is a secret: nothing here repeats it, and no error of the network is passed on as it is.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from pydantic import SecretStr

START, SUCCESS, FAIL = "/start", "", "/fail"
# The night went through; which sites need care is told by the digest.
WENT_THROUGH = frozenset({ExitCode.OK, ExitCode.SOURCES_NEED_CARE, ExitCode.NOTHING_DUE})
_SECONDS = 5.0
_TRIES = 2
_MOST = 500  # characters of the note


def signal_of(exit_code: int) -> str:
    """Which signal a night that ended so sends."""
    return SUCCESS if exit_code in WENT_THROUGH else FAIL


def ping(address: SecretStr | None, signal: str, note: str = "", seconds: float = _SECONDS) -> str:
    """Send one signal; "" when it arrived (or there is nobody to tell), else why not, without the address.

    Args:
        address: the switch's, as healthchecks.io and its kin give it out.
        signal: START, SUCCESS or FAIL.
        note: a line for the people who look there.
        seconds: for one of two tries, name look-up included.
    """
    if address is None:
        return ""
    said = "no answer"
    for _ in range(_TRIES):
        ended: list[str] = []
        worker = threading.Thread(
            target=lambda ended=ended: ended.append(_ask(address.get_secret_value(), signal, note, seconds)),
            name="ping",
            daemon=True,
        )
        worker.start()
        worker.join(seconds * 1.5)
        said = ended[0] if ended else f"no answer within {seconds:g} s"
        if not said:
            return ""
    return f"the dead-man switch could not be told: {said}"


def _ask(address: str, signal: str, note: str, seconds: float) -> str:
    import http.client

    try:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return "notify.ping is no http or https address"
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        target = urlunsplit(("", "", parts.path.rstrip("/") + signal, parts.query, "")) or "/"
        connection = kind(parts.hostname, parts.port, timeout=seconds)
        try:
            body = note[:_MOST].encode("utf-8", "replace")
            connection.request("POST", target, body, _headers(parts.username, parts.password))
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException) as error:
        return type(error).__name__  # its text may hold the address
    return "" if 200 <= status < 300 else f"it answered {status}"


def _headers(user: str | None, password: str | None) -> dict[str, str]:
    from base64 import b64encode

    from harvester import __version__

    headers = {"User-Agent": f"harvester/{__version__}", "Content-Type": "text/plain; charset=utf-8"}
    if user:
        pair = f"{user}:{password or ''}".encode()
        headers["Authorization"] = f"Basic {b64encode(pair).decode('ascii')}"
    return headers
