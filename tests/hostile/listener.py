"""An address that must not be reached, and all the ways to spell it."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from pathlib import Path
from typing import Self

NAMES = Path(__file__).with_name("names")


class Listener:
    """Notes every connection to one address, on one port of its own."""

    def __init__(self, address: str, port: int = 0) -> None:
        self.address, self.heard = address, []  # type: tuple[str, list[bytes]]
        self._socket = socket.create_server((address, port))
        self.port: int = self._socket.getsockname()[1]

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(1)
                self.heard.append(connection.recv(500) or b"(a connection)")
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")


def forms_of(address: str, port: int) -> list[str]:
    """Addresses that lead to one IPv4 address and port."""
    number = int(ipaddress.IPv4Address(address))
    one, two, three, four = address.split(".")
    octal = ".".join(f"0{int(part):o}" for part in (one, two, three, four))
    full_width = address.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    first, second, last = int(one), int(two), int(four)
    hosts = [
        *(address, f"{address}.", str(number), f"{number:#x}", f"0{number:o}", octal),
        f"{first:#x}.{two}.{three}.{four}",
        f"{one}.{second * 65536 + int(three) * 256 + last}",
        f"{one}.{two}.{int(three) * 256 + last}",
        ".".join(f"{int(part):#04x}" for part in (one, two, three, four)),
        *(
            f"[::ffff:{address}]",
            f"[::ffff:{high}:{low}]",
            f"[0:0:0:0:0:ffff:{high}:{low}]",
            f"[::{address}]",
        ),
        *(full_width, address.replace(".", "。")),
        *(f"user:word@{address}", f"127.0.1.7@{address}", f"{address}%2e"),
    ]
    return [f"http://{host}:{port}/x" for host in hosts]
