"""What a view of the desk gets: Django's request, and what our middleware puts there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_htmx.middleware import HtmxDetails

    from harvester.catalogue import Catalogue
    from harvester.desk.access import Role
    from harvester.paths import DataDirectory


class DeskRequest(HttpRequest):
    """A request at the desk; use it as the type of a view's first argument.

    `request.user.username` is who acts, the `who` of a decision. Times come from `harvester.clock`.
    """

    data: DataDirectory
    catalogue: Catalogue
    """For reading only; opened when first used, closed when the answer is ready."""

    writing_catalogue: Callable[[], Catalogue]
    """One for writing, closed with the request at the latest:
    `with request.writing_catalogue() as catalogue: decide(request.data, catalogue, …)`."""

    role: Role | None
    who: str
    """The user's name; empty when nobody is logged in."""

    htmx: HtmxDetails
    """True in a condition when htmx asks for a part of a page (no `base.html` then)."""
