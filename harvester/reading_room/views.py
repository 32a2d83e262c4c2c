"""The pages of our own: home, search, records, reviews, bodies, charts, map, downloads."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from datasette.utils.asgi import NotFound, Response

from harvester.coverage.tiles import tiles
from harvester.publish.entries import NATION_NAMES, RIGHTS, TYPE_NAMES
from harvester.publish.oai_site import answer as oai_answer
from harvester.reading_room import charts, questions
from harvester.reading_room.citing import CITATIONS, citation, in_format
from harvester.reading_room.csv_files import send_csv
from harvester.reading_room.room import NAME, ROLE_NAMES

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.reading_room.room import Room

_CACHE = {"cache-control": "max-age=300"}
_MOST_OAI = 8192
_CHUNK = 64 * 1024
_FILTERS = ("review_type", "nation", "role")


def room_of(datasette: Any) -> Room:
    """The reading room that this Datasette is of."""
    found: Room = datasette.reading_room
    return found


async def _page(datasette: Any, request: Any, template: str, **context: Any) -> Any:
    html = await datasette.render_template(template, context, request=request)
    return Response.html(html, headers=_CACHE)


# ---------------------------------------------------------------- home, search


async def home(datasette: Any, request: Any) -> Any:
    """What is here, how to look for it, how to cite it."""
    room = room_of(datasette)
    return await _page(
        datasette,
        request,
        "room_home.html",
        totals=await room.once("totals", questions.totals),
        kinds=await room.once("kinds", lambda db: questions.by_word(db, "review_type")),
        nations=await room.once("nations", lambda db: questions.by_word(db, "nation")),
    )


async def search(datasette: Any, request: Any) -> Any:
    """Records, and pages where texts are here, that hold some words."""
    room = room_of(datasette)
    words = (request.args.get("q") or "").strip()
    filters = {name: value for name in _FILTERS if (value := request.args.get(name))}
    hits = await room.ask(questions.search, words, filters, with_text=room.edition.with_text)
    return await _page(
        datasette,
        request,
        "room_search.html",
        words=words,
        filters=filters,
        hits=hits,
        shown=questions.SHOWN,
        types=TYPE_NAMES,
        nations=NATION_NAMES,
        roles=ROLE_NAMES,
    )


# ---------------------------------------------------------------- records


async def document(datasette: Any, request: Any) -> Any:
    """One document with its evidence, and how to cite it."""
    room = room_of(datasette)
    entry = await room.ask(questions.entry, request.url_vars["name"])
    if entry is None:
        return await _no_document(datasette, request, request.url_vars["name"])
    text = next((name for name in room.edition.files if name.startswith(f"files/{entry.id}.")), None)
    return await _page(
        datasette,
        request,
        "room_document.html",
        entry=entry,
        cited=citation(entry, room.about["citation"]),
        bibtex=in_format(entry, "bib")[0].decode().strip(),
        ris=in_format(entry, "ris")[0].decode().strip().replace("\r\n", "\n"),
        formats=tuple(CITATIONS),
        file=text,
        rights=RIGHTS,
        **await room.ask(questions.around, entry),
    )


async def _no_document(datasette: Any, request: Any, name: str) -> Any:
    """Of one that an earlier edition had, that it is gone and since when (410); no other was ever here."""
    since = await room_of(datasette).ask(questions.removed, name)
    if since is None:
        raise NotFound("There is no such document in this edition.")
    context = {"name": name, "since": since}
    html = await datasette.render_template("room_removed.html", context, request=request)
    return Response.html(html, status=410, headers=_CACHE)


async def document_in_format(datasette: Any, request: Any) -> Any:
    """One document for a reference manager."""
    entry = await room_of(datasette).ask(questions.entry, request.url_vars["name"])
    if entry is None:
        return await _no_document(datasette, request, request.url_vars["name"])
    suffix = request.url_vars["suffix"]
    body, media_type = in_format(entry, suffix)
    headers = {**_CACHE, "content-disposition": f'attachment; filename="{entry.id}.{suffix}"'}
    return Response(body.decode(), headers=headers, content_type=f"{media_type}; charset=utf-8")


async def review(datasette: Any, request: Any) -> Any:
    """One review with its documents."""
    room, name = room_of(datasette), request.url_vars["name"]
    found = await room.ask(questions.review, name)
    if found is None:
        raise NotFound("There is no such review in this edition.")
    documents = await room.ask(questions.documents_of, name)
    return await _page(datasette, request, "room_review.html", review=found, documents=documents)


async def body(datasette: Any, request: Any) -> Any:
    """One body: its reviews here, and what is known beside them."""
    found = await room_of(datasette).ask(questions.body, request.url_vars["slug"])
    if found is None:
        raise NotFound("There is no such body in this edition.")
    return await _page(datasette, request, "room_body.html", body=found)


async def table_row(datasette: Any, request: Any) -> Any:
    """The row of a document or review in the tables is its page here."""
    where = f"/{request.url_vars['table']}/{request.url_vars['name']}"
    return Response.redirect(str(datasette.urls.path(where)))


# ---------------------------------------------------------------- charts, map


async def chart_page(datasette: Any, request: Any) -> Any:
    """Reviews by year, kind, nation and body; how complete the records are."""
    room = room_of(datasette)
    totals = await room.once("totals", questions.totals)
    bodies = await room.once("bodies", questions.by_body)
    most = sorted(
        (row for row in bodies if row["accepted"]), key=lambda row: (-row["accepted"], row["title"])
    )
    filled = await room.once("completeness", questions.completeness)
    return await _page(
        datasette,
        request,
        "room_charts.html",
        totals=totals,
        years=charts.years(await room.once("years", questions.by_year)),
        width=charts.WIDTH,
        height=charts.HEIGHT,
        left=charts.LEFT,
        kinds=charts.lying(
            await room.once("kinds", lambda db: questions.by_word(db, "review_type")), TYPE_NAMES
        ),
        nations=charts.lying(
            await room.once("nations", lambda db: questions.by_word(db, "nation")), NATION_NAMES
        ),
        bodies=charts.lying(
            [(row["slug"], row["accepted"]) for row in most], {row["slug"]: row["title"] for row in most}
        ),
        filled=charts.lying(
            [(name, number) for name, _, number in filled],
            {name: words for name, words, _ in filled},
            whole=totals["documents"],
        ),
    )


async def map_page(datasette: Any, request: Any) -> Any:
    """One square a body, and the same as a table."""
    bodies = await room_of(datasette).once("bodies", questions.by_body)
    return await _page(
        datasette,
        request,
        "room_map.html",
        bodies=bodies,
        map=charts.tile_map(bodies, tiles()),
        tile=charts.TILE,
        steps=charts.STEPS,
    )


# ---------------------------------------------------------------- files


async def downloads(datasette: Any, request: Any) -> Any:
    """Every file of the edition with its size and checksum; answers of OAI-PMH and documents apart."""
    edition = room_of(datasette).edition
    listed = [
        {"name": name, "size": (edition.folder / name).stat().st_size, "sha256": digest}
        for name, digest in edition.files.items()
        if not name.startswith(("oai/", "files/"))
    ]
    documents = sum(name.startswith("files/") for name in edition.files)
    return await _page(datasette, request, "room_downloads.html", files=listed, documents=documents)


async def file(datasette: Any, request: Any, send: Any) -> None:
    """A file of the edition, to be saved: only one that the edition names."""
    edition, name = room_of(datasette).edition, request.url_vars["name"]
    if name not in edition.files and name != "SHA256SUMS":
        raise NotFound("There is no such file in this edition.")
    path = edition.folder / name
    kind = b"application/pdf" if name.endswith(".pdf") else b"application/octet-stream"
    headers = [
        (b"content-type", kind),
        (b"content-length", str(path.stat().st_size).encode()),
        (b"content-disposition", f'attachment; filename="{path.name}"'.encode()),
        (b"cache-control", b"max-age=300"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _send_bytes(path, send)


async def _send_bytes(path: Path, send: Any) -> None:
    with path.open("rb") as stream:
        while chunk := await asyncio.to_thread(stream.read, _CHUNK):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def feed(datasette: Any) -> Any:
    """The Atom feed of the edition."""
    path = room_of(datasette).edition.folder / "feed.atom"
    if not path.is_file():
        raise NotFound("This edition looks back; it has no feed.")
    text = await asyncio.to_thread(path.read_text, "utf-8")
    return Response(text, headers=_CACHE, content_type="application/atom+xml; charset=utf-8")


async def oai(datasette: Any, request: Any) -> Any:
    """OAI-PMH of the edition."""
    edition = room_of(datasette).edition
    if edition.about.get("as_at"):
        raise NotFound("This edition looks back; it is not harvested.")
    asked = request.query_string
    if request.method == "POST":
        asked = (await _posted(request)).decode("utf-8", "replace")
    try:
        pairs = parse_qsl(asked[:_MOST_OAI], keep_blank_values=True, max_num_fields=20)
    except ValueError:
        pairs = [("verb", ""), ("verb", "")]  # too much: as any repeated argument
    here = str(datasette.absolute_url(request, datasette.urls.path("/oai")))
    answered = await asyncio.to_thread(oai_answer, edition.folder, pairs, here)
    return Response(answered.decode(), content_type="text/xml; charset=utf-8")


async def _posted(request: Any) -> bytes:
    held, more = b"", True
    while more and len(held) <= _MOST_OAI:
        message = await request.receive()
        held += message.get("body", b"")
        more = message.get("more_body", False)
    return held[:_MOST_OAI]


async def csv_file(datasette: Any, request: Any, send: Any) -> None:
    """A table, view or query as CSV."""
    await send_csv(datasette, request, send)


ROUTES = (
    (r"/$", home),
    (r"/search$", search),
    (r"/documents/(?P<name>[a-z0-9]{1,40})$", document),
    (
        r"/documents/(?P<name>[a-z0-9]{1,40})\.(?P<suffix>ris|bib|csl\.json|dc\.xml|marc\.xml)$",
        document_in_format,
    ),
    (r"/reviews/(?P<name>[a-z0-9]{1,40})$", review),
    (r"/bodies/(?P<slug>[a-z0-9-]{1,100})$", body),
    (r"/charts$", chart_page),
    (r"/map$", map_page),
    (r"/downloads$", downloads),
    (r"/downloads/(?P<name>.{1,200})$", file),
    (r"/feed\.atom$", feed),
    (r"/oai$", oai),
    (rf"/{NAME}/(?P<table>documents|reviews)/(?P<name>[a-z0-9]{{1,40}})$", table_row),
    (rf"/{NAME}(?:/.{{1,200}})?\.csv$", csv_file),
)
