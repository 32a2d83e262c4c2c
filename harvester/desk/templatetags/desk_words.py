"""Words of the desk's templates: `{% load desk_words %}`. All give plain text, which templates escape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from harvester.desk import wording
from harvester.tell.wording import day as _day
from harvester.tell.wording import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable

register = template.Library()


@register.filter
def day(value: object) -> str:
    """ "28 Sep 2016", "Sep 2016", "2016"; "" for nothing."""
    return _day(str(value)) if value else ""


@register.filter
def moment(value: object) -> str:
    """ "28 Sep 2016 14:05" of a time of the catalogue, which is UTC."""
    return wording.moment(str(value or ""))


@register.filter
def web(value: object) -> str:
    """An address of the web (http or https), safe for an href; "" for any other."""
    return web_address(str(value)) or "" if value else ""


@register.filter
def type_name(value: object) -> str:
    """A kind of review in words."""
    return wording.type_name(str(value or ""))


@register.filter
def plain(value: object) -> str:
    """A word of a vocabulary without its underscores."""
    return str(value or "").replace("_", " ")


@register.filter
def nation_name(value: object) -> str:
    """A nation in words."""
    return wording.nation_name(str(value or ""))


@register.filter
def field_name(value: object) -> str:
    """A field as the form calls it."""
    return wording.field_name(str(value or ""))


@register.filter
def value_words(value: object, field: str) -> str:
    """A value of a field as a person reads it."""
    return wording.value_words(field, None if value is None else str(value))


@register.filter
def kind_name(value: object) -> str:
    """A kind of find in words."""
    return wording.KINDS.get(str(value), str(value))


@register.filter
def status_name(value: object) -> str:
    """Where a document stands with the librarian, in words."""
    return wording.STATUSES.get(str(value), str(value))


@register.filter
def presence_name(value: object) -> str:
    """Whether its source still offers a document, in words."""
    return wording.PRESENCES.get(str(value), str(value))


@register.filter
def reason_words(value: object) -> str:
    """A reason as a person reads it: a rejection's begins with a word of the vocabulary."""
    return wording.reason_words(str(value or ""))


@register.filter
def undoes(tags: object) -> str:
    """Of a message's tags, the batch that can be taken back ("undo-…", "redo-…"); else ""."""
    found = [tag for tag in str(tags or "").split() if tag.startswith(("undo-", "redo-"))]
    return found[0][5:] if found else ""


@register.filter
def item(values: dict[str, Any], key: str) -> Any:
    """The value of a key that is in a variable."""
    return values.get(key, "")


@register.filter
def count(values: Iterable[Any], words: str) -> str:
    """ "1 document", "3 documents" of `"document,documents"`."""
    number = values if isinstance(values, int) else len(list(values))
    one, _, many = words.partition(",")
    return f"{number:,} {one if number == 1 else many or one + 's'}"
