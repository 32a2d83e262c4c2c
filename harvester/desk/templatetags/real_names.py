"""`{% load real_names %}{% possible_names document.id as names %}`: possible real names of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from harvester.publish.name_checking import names_of

if TYPE_CHECKING:
    from harvester.publish.name_checking import Names

register = template.Library()


@register.simple_tag(takes_context=True)
def possible_names(context: dict[str, Any], document_id: str) -> Names | None:
    """What is known of them; None for a document that is not shown."""
    with context["request"].catalogue.reading() as connection:
        return names_of(connection, document_id)
