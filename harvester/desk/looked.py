"""Since when finds are new to a person: what they had looked at when they logged in stays old until they
log in again, so that nothing stops being new while they work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.desk.models import Looked

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from harvester.desk.request import DeskRequest

_SINCE = "since"


def since(request: DeskRequest) -> str | None:
    """When this person last looked before this session; None: never."""
    if _SINCE not in request.session:
        request.session[_SINCE] = last_looked(request.user)
    found: str | None = request.session[_SINCE]
    return found


def last_looked(user: object) -> str | None:
    """When this person last looked at the queue."""
    return Looked.objects.filter(user=user).values_list("at", flat=True).first()


def mark_looked(request: DeskRequest, at: str) -> None:
    """Remember that this person looked at the queue now; call it when the queue is shown."""
    since(request)
    user: AbstractBaseUser = request.user  # type: ignore[assignment]
    before = last_looked(user)
    if before is None or before[:16] < at[:16]:  # once a minute is enough
        Looked.objects.update_or_create(user=user, defaults={"at": at})
