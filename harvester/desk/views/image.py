"""The picture of one page. The file itself is opened by a confined worker and never here."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from django.http import HttpResponse, HttpResponseNotModified

from harvester.catalogue.page_texts import held_file
from harvester.desk.access import Role, allowed
from harvester.desk.pictures import pictures
from harvester.extract.page_image import WORDS, NoImage
from harvester.page_images import DRAWING, WIDTH, WIDTHS

if TYPE_CHECKING:
    from harvester.desk.request import DeskRequest

# Browsers keep a picture and ask each time whether they may still show it: what is taken down is gone.
_CACHING = "private, no-cache"
_MAX_PAGE = 1_000_000
_STATUS = {
    NoImage.NOT_HELD: HTTPStatus.NOT_FOUND,
    NoImage.NO_SUCH_PAGE: HTTPStatus.NOT_FOUND,
    NoImage.NO_PAGES: HTTPStatus.NOT_FOUND,
    NoImage.BUSY: HTTPStatus.ACCEPTED,
}
_RETRY_S = 2


@allowed(Role.READER)
def image(request: DeskRequest, document_id: str, page: int) -> HttpResponse:
    """A page as PNG; a drawing of the reason where there is no picture of it."""
    with request.catalogue.reading() as connection:
        file = held_file(connection, document_id)
    service = pictures(request.data)
    if file is None or file.sha256 is None or not service.held(file.sha256):
        return _instead(NoImage.NOT_HELD)
    if not 1 <= page <= _MAX_PAGE:
        return _instead(NoImage.NO_SUCH_PAGE)
    asked = request.GET.get("width", "")
    width = int(asked) if asked in {str(each) for each in WIDTHS} else WIDTH
    tag = f'"{file.sha256[:32]}-{page}-{width}-{DRAWING}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        picture = service.picture(file.sha256, page, width)
        if isinstance(picture, NoImage):
            return _instead(picture)
        response = HttpResponse(picture.png, content_type="image/png")
    response["ETag"] = tag
    response["Cache-Control"] = _CACHING
    return response


def _instead(reason: NoImage) -> HttpResponse:
    """The reason; as plain text while a picture is still to come, so that a browser sees that none came."""
    status = _STATUS.get(reason, HTTPStatus.UNPROCESSABLE_ENTITY)
    if reason is NoImage.BUSY:
        response = HttpResponse(WORDS[reason], content_type="text/plain; charset=utf-8", status=status)
        response["Retry-After"] = str(_RETRY_S)
        return response
    return HttpResponse(placeholder(WORDS[reason]), content_type="image/svg+xml", status=status)


def placeholder(words: str) -> str:
    """A sheet of paper with some words on it, as SVG."""
    lines: list[str] = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) > 34:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    texts = "".join(
        f'<text x="297" y="{360 + 34 * number}" font-family="sans-serif" font-size="26" '
        f'text-anchor="middle" fill="#3d454a">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="595" height="842" viewBox="0 0 595 842">'
        '<rect width="595" height="842" fill="#f1f1ec"/>'
        '<rect x="20" y="20" width="555" height="802" fill="none" stroke="#767d80" stroke-dasharray="8 6"/>'
        f"{texts}</svg>"
    )
