"""The last act of a person in this session, so that `u` takes it back from any page."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from django.http import HttpRequest

_KEY = "last_act"


class LastAct(TypedDict):
    """An act that can be taken back."""

    batch: str
    words: str


def remember(request: HttpRequest, batch: str, words: str) -> None:
    """Call it after every act, with what was said of it."""
    request.session[_KEY] = LastAct(batch=batch, words=words)


def forget(request: HttpRequest) -> None:
    """It was taken back."""
    request.session.pop(_KEY, None)


def last_act(request: HttpRequest) -> LastAct | None:
    """What `u` would take back."""
    session = getattr(request, "session", None)  # absent where a request was refused early
    found: LastAct | None = session.get(_KEY) if session is not None else None
    return found
