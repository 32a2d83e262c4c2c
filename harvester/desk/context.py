"""What every template knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse

from harvester import __version__
from harvester.desk.access import Role
from harvester.desk.keys import by_place
from harvester.desk.last_act import last_act

if TYPE_CHECKING:
    from django.http import HttpRequest

# URL name, words, least role; in the order shown. One that has no address yet is left out.
NAVIGATION: tuple[tuple[str, str, Role], ...] = (
    ("queue", "Queue", Role.READER),
    ("search", "Search", Role.READER),
    ("duplicates", "Duplicates", Role.READER),
    ("coding_queue", "Codings", Role.READER),
    ("history", "History", Role.READER),
    ("publications", "Publications", Role.LIBRARIAN),
    ("users", "Users", Role.ADMIN),
    ("help", "Help", Role.READER),
)

_KEYS = {"search": "/"}


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the navigation."""

    words: str
    address: str
    here: bool
    key: str  # that leads there, or ""


def desk(request: HttpRequest) -> dict[str, Any]:
    """`request`, `nav`, `role` (a Role or None), `who`, `version`, `key_places`,
    `last_act`.

    `may_decide` says whether it is a librarian or above.
    """
    role: Role | None = getattr(request, "role", None)  # absent where a request was refused early
    return {
        "request": request,
        "nav": list(_ways(request, role)),
        "role": role,
        "who": getattr(request, "who", ""),
        "may_decide": role is not None and role >= Role.LIBRARIAN,
        "version": __version__,
        "last_act": last_act(request) if role is not None and role >= Role.LIBRARIAN else None,
        "key_places": by_place() if role is not None else [],
    }


def _ways(request: HttpRequest, role: Role | None) -> list[Way]:
    if role is None:
        return []
    match = getattr(request, "resolver_match", None)
    found = []
    for name, words, least in NAVIGATION:
        if role < least:
            continue
        try:
            found.append(
                Way(words, reverse(name), match is not None and match.url_name == name, _KEYS.get(name, ""))
            )
        except NoReverseMatch:
            continue
    return found
