"""The files of one edition, written into its draft."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from harvester.errors import DamagedFileError
from harvester.publish import database as db_file
from harvester.publish import markup, oai_site, package, rows
from harvester.publish.about import readme
from harvester.publish.database import open_publication
from harvester.publish.formats import FORMATS
from harvester.publish.tables import DOCUMENTS, PAGES
from harvester.store import disk_errors, open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from harvester.paths import DataDirectory
    from harvester.publish.about import About, Counts
    from harvester.publish.folder import Draft
    from harvester.publish.material import Material
    from harvester.publish.oai_state import RecordState

Row = dict[str, Any]
_REFERENCES = {
    "references.ris": "ris",
    "references.bib": "bibtex",
    "references.csl.json": "csl-json",
    "dublin-core.xml": "dublin-core",
    "marcxml.xml": "marcxml",
}
_IN_FEED = 200
_CHUNK = 1024 * 1024
# What a browser would run is named so that no server sends it as a page of its own.
_SUFFIXES = {
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/rtf": "rtf",
    "application/vnd.oasis.opendocument.text": "odt",
    "text/html": "html.txt",
    "text/plain": "txt",
}
_MEANINGS = {
    "publication.db": "everything as one SQLite file with full-text search",
    "csv/": "each table as CSV (UTF-8; a leading apostrophe is ours, against formulas)",
    "jsonl/": "each table as JSON Lines",
    "parquet/": "each table as Apache Parquet",
    "references.ris": "the documents for Zotero, EndNote, Mendeley",
    "references.bib": "the documents for BibTeX",
    "references.csl.json": "the documents for citation processors",
    "dublin-core.xml": "the documents in Dublin Core",
    "marcxml.xml": "the documents in MARC 21",
    "coverage.html": "what is held of each body, and what only known of",
    "feed.atom": "the newest documents",
    "oai/": "answers of OAI-PMH",
    "pages.jsonl, pages.parquet": "the text of each page",
    "files/": "the documents themselves, named by their permanent names",
    "datapackage.json": "Frictionless Data Package: tables, columns, checksums",
    "croissant.json": "the same as Croissant",
    "publication.json": "counts and circumstances of this edition",
    "SHA256SUMS": "the checksum of every file",
}
_ONLY_WITH_TEXT = ("pages.jsonl, pages.parquet", "files/")
_ONLY_OF_TODAY = ("feed.atom", "oai/")  # whoever harvests is told what is, not what was


def database(
    draft: Draft,
    material: Material,
    states: Mapping[str, RecordState],
    said: tuple[About, str],
    texts: Iterable[Row] | None,
) -> None:
    """`publication.db`; with texts also the pages as JSON Lines and Parquet."""
    about, email = said
    path = draft.place(oai_site.DATABASE)
    facts = {
        "title": about.name,
        "as_at": about.as_at,
        "edition": about.edition,
        "made": about.made,
        "citation": about.citation,
        "licence": about.licence,
        "oai": f"{about.homepage.rstrip('/')}/oai" if about.homepage else "",
        # OAI-PMH takes no address without a dot in its domain.
        "email": email if "." in email.rpartition("@")[2] else "nobody@harvester.invalid",
    }
    with disk_errors(path):
        db_file.create(path, ((table, material.rows[table.name]) for table in material.tables))
        if texts is not None:
            db_file.add_texts(path, texts)
        db_file.finish(path, states, facts)
    draft.take(oai_site.DATABASE)
    if texts is not None:
        draft.write("pages.jsonl", rows.json_lines(PAGES, _pages(path)))
        draft.write("pages.parquet", rows.parquet_bytes(PAGES, _pages(path)))


def _pages(path: Path) -> Iterator[Row]:
    with closing(open_publication(path)) as db:
        for row in db.execute("SELECT document_id, page, text FROM pages ORDER BY rowid"):
            yield dict(row)


def documents(draft: Draft, data: DataDirectory, material: Material) -> list[str]:
    """The files that may leave, checked on their way; gives what is wrong with those that are not sound."""
    store, wrong = open_store(data), []
    for entry in material.entries:
        if entry.sha256 is None or entry.id in material.held:
            continue
        name = f"files/{entry.id}.{_SUFFIXES.get(entry.media_type or '', 'bin')}"
        try:
            with store.open(entry.sha256) as stream:
                draft.write(name, iter(lambda stream=stream: stream.read(_CHUNK), b""))  # type: ignore[misc]
        except FileNotFoundError:
            wrong.append(f"the file of {entry.id} is missing from the store; 'harvester verify' says more")
            continue
        except DamagedFileError:
            draft_is_sound = False
        else:
            draft_is_sound = draft.facts[name].sha256 == entry.sha256
        if not draft_is_sound:
            wrong.append(f"the file of {entry.id} is not what it was; 'harvester verify' says more")
    return wrong


def formats(draft: Draft, material: Material, states: Mapping[str, RecordState], about: About) -> None:
    """Every table and every format, the feed, and the answers of OAI-PMH."""
    for table in material.tables:
        told = material.rows[table.name]
        draft.write(f"csv/{table.name}.csv", rows.csv_bytes(table.names, told))
        draft.write(f"jsonl/{table.name}.jsonl", rows.json_lines(table, told))
        draft.write(f"parquet/{table.name}.parquet", rows.parquet_bytes(table, told))
    for name, format_name in _REFERENCES.items():
        draft.write(name, FORMATS[format_name].write(material.entries))
    if about.as_at:
        return
    newest = sorted(material.entries, key=lambda one: (states[one.id].datestamp, one.first_seen, one.id))
    feed = markup.atom(
        newest[: -_IN_FEED - 1 : -1], title=about.title, updated=about.made, link=about.homepage or None
    )
    draft.write("feed.atom", feed)
    if not about.homepage:
        return  # every answer names the address where it is given, which nobody has stated
    for name, body in oai_site.files(draft.path):
        draft.write(f"oai/{name}", [body], together=True)


def descriptions(draft: Draft, material: Material, said: tuple[About, Counts], before: str | None) -> None:
    """What the edition says of itself."""
    about, counts = said
    draft.write("coverage.html", [material.coverage_page.encode()])
    known = {
        name: meaning
        for name, meaning in _MEANINGS.items()
        if (about.with_text or name not in _ONLY_WITH_TEXT) and not (about.as_at and name in _ONLY_OF_TODAY)
    }
    if not about.homepage:
        known.pop("oai/", None)
    draft.write("README.md", [readme(about, counts, known).encode()])
    told = {"about": asdict(about), "counts": asdict(counts), "before": before, "columns": DOCUMENTS.names}
    draft.write("publication.json", [(json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()])
    facts = dict(draft.facts)
    draft.write("datapackage.json", [package.data_package(about, material.tables, facts)])
    draft.write("croissant.json", [package.croissant(about, material.tables, facts)])
