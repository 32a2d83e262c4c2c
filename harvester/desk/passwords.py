"""How passwords are kept, and how many are tried at once."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import Argon2PasswordHasher

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms import Form
    from django.http import HttpRequest


class Argon2(Argon2PasswordHasher):
    """Argon2id in one lane: a try costs one core a tenth of a second, and never all of them."""

    time_cost = 3
    memory_cost = 65_536  # KiB
    parallelism = 1


def plain_words(form: Form) -> None:
    """Say beside the fields of a new password what makes a good one, instead of all that is refused."""
    first, again = form.fields["new_password1"], form.fields["new_password2"]
    first.help_text = "At least 12 characters. A few unrelated words are best."
    again.label, again.help_text = "New password, again", ""


def address(request: HttpRequest) -> str:
    """Who asks, as far as the connection tells (the proxy's word, where one is trusted)."""
    return str(request.META.get("REMOTE_ADDR", ""))


class Busy(Exception):
    """Too many passwords are being tried at this moment."""


class Door:
    """Lets passwords be tried one after another, and only few wait.

    One after another, because the count of wrong tries must be written before the next is let in: twenty
    at once would all be told that there had been none. Few wait, because whoever waits holds one of the
    threads that serve pages.
    """

    def __init__(self, waiting: int = 2) -> None:
        self._places = threading.BoundedSemaphore(waiting + 1)
        self._one = threading.Lock()
        self._addresses: set[str] = set()
        self._guard = threading.Lock()

    @contextmanager
    def entered(self, who: str) -> Iterator[None]:
        """Try a password for somebody at this address.

        Raises:
            Busy: this address is at it already, or too many are.
        """
        with self._guard:
            if who in self._addresses or not self._places.acquire(blocking=False):
                raise Busy
            self._addresses.add(who)
        try:
            with self._one:
                yield
        finally:
            with self._guard:
                self._addresses.discard(who)
            self._places.release()


DOOR = Door()


class Seldom:
    """Says of a thing that repeats itself when to tell of it again: once a minute."""

    def __init__(self, seconds: float = 60.0, most: int = 1000) -> None:
        self._last: dict[str, float] = {}
        self._seconds, self._most = seconds, most

    def now(self, what: str) -> bool:
        """Whether to tell of it this time."""
        at = time.monotonic()
        if at - self._last.get(what, -self._seconds) < self._seconds:
            return False
        if len(self._last) >= self._most:
            self._last.clear()
        self._last[what] = at
        return True
