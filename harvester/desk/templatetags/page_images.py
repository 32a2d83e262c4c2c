"""Pages of documents in templates: `{% load page_images %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import template
from django.utils.html import format_html, format_html_join

from harvester.catalogue.page_texts import held_file, text_of_page
from harvester.compare import Kind
from harvester.desk.pictures import Shown, pictures, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.template import RequestContext
    from django.utils.safestring import SafeString

    from harvester.compare import Span
    from harvester.desk.request import DeskRequest

register = template.Library()


@register.simple_tag(takes_context=True)
def page_shown(
    context: RequestContext, document: Any, page: Any = 1, boxes: Iterable[Any] | None = None
) -> Shown | None:
    """What `desk/_page_image.html` shows.

    Args:
        context: of the template.
        document: the document, or its id.
        page: number of the page; what is no number is the first.
        boxes: evidence to be marked on it.
    """
    request = cast("DeskRequest", context.request)
    name = document if isinstance(document, str) else _id_of(document)
    with request.catalogue.reading() as connection:
        file = held_file(connection, name)
        if file is None:
            return None
        number = _number(page, file.pages)
        text = text_of_page(connection, file.sha256, number)
    return shown(file, number, text, service=pictures(request.data), boxes=boxes or ())


def _id_of(document: Any) -> str:
    for name in ("document_id", "id"):
        found = document.get(name) if isinstance(document, dict) else getattr(document, name, None)
        if found:
            return str(found)
    return ""


def _number(page: Any, pages: int) -> int:
    try:
        number = int(page)
    except (TypeError, ValueError):
        return 1
    return min(max(number, 1), max(pages, 1))


@register.simple_tag(takes_context=True)
def this_page_with(context: RequestContext, **changes: Any) -> str:
    """The query of this address with some values changed; None or "" leaves one out."""
    query = context.request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def marked(text: str, marks: Sequence[tuple[int, int]]) -> SafeString:
    """A text with <mark> around some stretches, all escaped."""
    pieces: list[tuple[str, str]] = []
    done = 0
    for begin, end in sorted(marks):
        start = max(begin, done)
        if start < end <= len(text):
            pieces.append((text[done:start], text[start:end]))
            done = end
    return format_html_join("", "{}<mark>{}</mark>", pieces) + format_html("{}", text[done:])


_WRITTEN = {Kind.SAME: "{}", Kind.GONE: "<del>{}</del>", Kind.NEW: "<ins>{}</ins>"}


@register.filter
def differing(spans: Iterable[Span]) -> SafeString:
    """Stretches of a text with <del> and <ins> around what is gone and new, all escaped."""
    return format_html_join("", "{}", ((format_html(_WRITTEN[span.kind], span.text),) for span in spans))
