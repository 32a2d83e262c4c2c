"""Name service of the hostile web: names come from the table in HOSTILE_NAMES, nothing else is looked up.

Python loads this module by itself in every process that has this folder on its path, so the crawling
processes of the real command ask it too. A name with several addresses gives them in turn: it rebinds.
"""

import json
import os
import socket
from itertools import cycle
from pathlib import Path

_TABLE = {
    name: cycle(addresses)
    for name, addresses in json.loads(Path(os.environ["HOSTILE_NAMES"]).read_text()).items()
}
_plain_lookup = socket.getaddrinfo


def _address(name: str) -> str:
    try:
        return socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        pass
    if name not in _TABLE:
        raise socket.gaierror(socket.EAI_NONAME, f"{name} is not in the table")
    return next(_TABLE[name])


def _lookup(host, *more, **options):  # type: ignore[no-untyped-def]
    if isinstance(host, bytes):
        host = host.decode("ascii")
    if host is None or ":" in host or host == "localhost":
        return _plain_lookup(host, *more, **options)
    return _plain_lookup(_address(host), *more, **options)


socket.gethostbyname = _address
socket.getaddrinfo = _lookup
