"""The file of a document, for keeping: always as an attachment, never shown from our own address."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import FileResponse

from harvester.catalogue.page_texts import held_file
from harvester.desk.access import Role, allowed
from harvester.desk.views.errors import error_page
from harvester.errors import DiskError
from harvester.media_type import DOC, DOCX, HTML, ODT, PDF, PLAIN, PPT, PPTX, RTF, XLS, XLSX
from harvester.store import open_store

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from harvester.desk.request import DeskRequest

_ANY = "application/octet-stream"
# By what the bytes are: content type and ending. Web pages and texts are sent as bytes of no kind.
_KINDS = {
    PDF: (PDF, "pdf"),
    DOCX: (DOCX, "docx"),
    DOC: (DOC, "doc"),
    ODT: (ODT, "odt"),
    RTF: (RTF, "rtf"),
    XLSX: (XLSX, "xlsx"),
    XLS: (XLS, "xls"),
    PPTX: (PPTX, "pptx"),
    PPT: (PPT, "ppt"),
    HTML: (_ANY, "html"),
    PLAIN: (_ANY, "txt"),
}
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")


@allowed(Role.READER)
def file(request: DeskRequest, document_id: str) -> HttpResponseBase:
    """The bytes as they were fetched, under a name made of the document's id."""
    with request.catalogue.reading() as connection:
        held = held_file(connection, document_id)
    if held is None or held.sha256 is None:
        return error_page(request, HTTPStatus.NOT_FOUND, words="We hold no file of this document.")
    try:
        stream = open_store(request.data).open(held.sha256)
    except FileNotFoundError:
        return error_page(request, HTTPStatus.NOT_FOUND, words="We no longer hold the file of this document.")
    except DiskError as error:
        return error_page(request, HTTPStatus.SERVICE_UNAVAILABLE, words=str(error))
    kind, ending = _KINDS.get(held.media_type or "", (_ANY, "bin"))
    name = f"{_UNSAFE.sub('_', held.document_id)[:80]}.{ending}"
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Download-Options"] = "noopen"
    response["Cache-Control"] = "private, no-store"
    return response
