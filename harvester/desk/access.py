"""Who may do what at the desk. Nothing is open by default.

Every view says, above itself, the least role that may use it and the methods that it takes:

    @allowed(Role.LIBRARIAN, "GET", "POST")
    def record(request: DeskRequest, document_id: str) -> HttpResponse: ...

A view that says nothing answers 403 to everybody, and fails a test. A new route also needs a row in
`tests/desk/matrix.py`, where every route is tried with every role and every method.

Nobody logged in is led to the log-in page; a role too low gets 403; a method that a view does not name,
405. HEAD is allowed where GET is. CSRF holds for every other method: put `{% csrf_token %}` into each form
(requests of htmx carry the token already).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_View = TypeVar("_View", bound="Callable[..., Any]")


class Role(IntEnum):
    """What a person may do; each role may do what the ones before it may."""

    READER = 1  # look at everything
    LIBRARIAN = 2  # decide
    ADMIN = 3  # look after users, and all else

    @property
    def word(self) -> str:
        """The role as it is written: reader, librarian, admin."""
        return self.name.lower()


ROLES: dict[str, Role] = {role.word: role for role in Role}


@dataclass(frozen=True, slots=True)
class Access:
    """What a view says about itself."""

    role: Role | None  # None: anybody, logged in or not
    methods: frozenset[str]


def allowed(role: Role, *methods: str) -> Callable[[_View], _View]:
    """Open a view to a role and those above it, for these methods (GET when none is named)."""
    return _declare(Access(role, _with_head(methods)))


def public(*methods: str) -> Callable[[_View], _View]:
    """Open a view to everybody, logged in or not: log-in and error pages, and nothing of the catalogue."""
    return _declare(Access(None, _with_head(methods)))


def access_of(view: Callable[..., Any]) -> Access | None:
    """What a view says about itself; None: nothing, so nobody may use it."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None


def role_named(word: str) -> Role | None:
    """The role of that name."""
    return ROLES.get(word)


def _with_head(methods: tuple[str, ...]) -> frozenset[str]:
    named = frozenset(methods or ("GET",))
    return named | {"HEAD"} if "GET" in named else named


def _declare(access: Access) -> Callable[[_View], _View]:
    def put(view: _View) -> _View:
        setattr(view, "access", access)  # noqa: B010 - mypy knows no such attribute of a function
        return view

    return put
