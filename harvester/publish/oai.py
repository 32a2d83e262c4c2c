"""Answers of OAI-PMH 2.0 as XML. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from harvester.publish.markup import MARC, OAI_DC, XSI, dc_record, element, marc_record
from harvester.publish.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from harvester.publish.entries import Entry
    from harvester.publish.oai_state import RecordState

OAI = "http://www.openarchives.org/OAI/2.0/"
PAGE = 200  # records in one answer


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """One way in which records are told."""

    schema: str
    namespace: str
    record: Callable[[Entry], etree._Element]


METADATA_FORMATS: dict[str, MetadataFormat] = {
    "oai_dc": MetadataFormat("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC, dc_record),
    "marc21": MetadataFormat("http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", MARC, marc_record),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """What Identify says, and what every answer repeats."""

    name: str
    base_url: str
    email: str
    made: str  # ISO 8601 UTC
    earliest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer of a list; `token` leads on, "" ends it, None: there is but this one."""

    items: Sequence[tuple[RecordState, Entry | None]]
    total: int
    cursor: int = 0
    token: str | None = None
    asked: Mapping[str, str] = field(default_factory=dict)  # the arguments that this answers


def _envelope(repository: Repository, asked: Mapping[str, str]) -> etree._Element:
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    element(root, "responseDate", repository.made)
    element(root, "request", repository.base_url, **{name: one_line(said) for name, said in asked.items()})
    return root


def _bytes(root: etree._Element) -> bytes:
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def identify(repository: Repository) -> bytes:
    """Who answers, and that deletions are remembered for ever."""
    root = _envelope(repository, {"verb": "Identify"})
    said = element(root, "Identify")
    element(said, "repositoryName", repository.name)
    element(said, "baseURL", repository.base_url)
    element(said, "protocolVersion", "2.0")
    element(said, "adminEmail", repository.email)
    element(said, "earliestDatestamp", repository.earliest)
    element(said, "deletedRecord", "persistent")
    element(said, "granularity", "YYYY-MM-DD")
    return _bytes(root)


def list_metadata_formats(repository: Repository) -> bytes:
    """The ways in which records are told."""
    root = _envelope(repository, {"verb": "ListMetadataFormats"})
    listed = element(root, "ListMetadataFormats")
    for prefix, one in METADATA_FORMATS.items():
        said = element(listed, "metadataFormat")
        element(said, "metadataPrefix", prefix)
        element(said, "schema", one.schema)
        element(said, "metadataNamespace", one.namespace)
    return _bytes(root)


def get_record(repository: Repository, prefix: str, state: RecordState, entry: Entry | None) -> bytes:
    """One record; of a deleted one its header alone."""
    asked = {"verb": "GetRecord", "metadataPrefix": prefix, "identifier": f"oai:harvester:{state.id}"}
    root = _envelope(repository, asked)
    _record(element(root, "GetRecord"), prefix, state, entry)
    return _bytes(root)


def list_of(repository: Repository, verb: str, prefix: str, page: Page) -> bytes:
    """One answer of ListRecords or ListIdentifiers."""
    root = _envelope(repository, {"verb": verb, **page.asked})
    listed = element(root, verb)
    for state, entry in page.items:
        if verb == "ListRecords":
            _record(listed, prefix, state, entry)
        else:
            _header(listed, state)
    if page.token is not None:
        element(
            listed,
            "resumptionToken",
            page.token or None,
            completeListSize=str(page.total),
            cursor=str(page.cursor),
        )
    return _bytes(root)


def error(repository: Repository, code: str, words: str, asked: Mapping[str, str]) -> bytes:
    """An answer that says what was wrong with the question."""
    repeated = {} if code in ("badVerb", "badArgument") else asked  # as the protocol wants it
    root = _envelope(repository, repeated)
    element(root, "error", words, code=code)
    return _bytes(root)


def _header(parent: etree._Element, state: RecordState) -> None:
    header = element(parent, "header", **({"status": "deleted"} if state.deleted else {}))
    element(header, "identifier", f"oai:harvester:{state.id}")
    element(header, "datestamp", state.datestamp)


def _record(parent: etree._Element, prefix: str, state: RecordState, entry: Entry | None) -> None:
    record = element(parent, "record")
    _header(record, state)
    if entry is not None and not state.deleted:
        element(record, "metadata").append(METADATA_FORMATS[prefix].record(entry))
