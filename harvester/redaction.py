"""Keeping secrets out of logs, reports and messages, whoever wrote them.

Addresses to notify hold passwords and tokens. A library that fails repeats parts of them ("max retries
exceeded with url: /services/…"), so every telling part is hidden, not only the whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HIDDEN = "(hidden)"
_SHORTEST = 4  # characters of a password
_TOKEN = re.compile(r"(?=.*[0-9A-Z_-])[A-Za-z0-9_.~+=-]{8,}")


class Redactor:
    """Replaces secrets, and every part of them that could be used, by "(hidden)"."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        parts = {part for secret in secrets for part in _parts(secret)}
        whole = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
        self._pattern = re.compile(whole) if parts else None

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text

    def values(self, value: Any) -> Any:
        """The same for everything in a value made of dicts, lists and texts."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, dict):
            return {key: self.values(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.values(inner) for inner in value]
        return value


def _parts(secret: str) -> Iterator[str]:
    """A secret, and what of it would be enough to use it."""
    if not secret.strip():
        return
    yield secret
    try:
        address = urlsplit(secret)
        password = address.password
    except ValueError:
        return
    if len(password or "") >= _SHORTEST:
        yield str(password)
        yield unquote(str(password))
    rest = secret.partition("://")[2]
    for word in re.split(r"[/?&=@:,#;]", rest):
        for form in (word, unquote(word)):
            if _TOKEN.fullmatch(form) and "." not in form:  # host names are no secret
                yield form
