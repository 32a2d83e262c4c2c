"""Descriptions of a publication for machines: Frictionless Data Package and Croissant. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.publish.tables import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.publish.about import About

_ABOUT = (
    "Records of published safeguarding reviews of the United Kingdom and the documents that belong to them"
)
_KEYWORDS = ["safeguarding", "serious case review", "child practice review", "safeguarding adult review"]
_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFact:
    """One file of a publication."""

    path: str
    size: int
    sha256: str


MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "db": "application/vnd.sqlite3",
    "ris": "application/x-research-info-systems",
    "bib": "application/x-bibtex",
    "json": "application/json",
    "xml": "application/xml",
    "atom": "application/atom+xml",
    "html": "text/html",
    "md": "text/markdown",
}


def media_type(path: str) -> str:
    """The media type of a file by its name."""
    return MEDIA_TYPES.get(path.rpartition(".")[2], "application/octet-stream")


# ---------------------------------------------------------------- Frictionless


def data_package(about: About, tables: Sequence[Table], facts: Mapping[str, FileFact]) -> bytes:
    """`datapackage.json`: every table as a resource with its schema, the other files with checksums."""
    resources = [_resource(table, facts[f"csv/{table.name}.csv"]) for table in tables]
    listed = {resource["path"] for resource in resources}
    resources += [
        _plain_resource(fact) for path, fact in facts.items() if path not in listed and _described(path)
    ]
    described: dict[str, Any] = {
        "profile": "data-package",
        "name": "safeguarding-reviews",
        "id": about.address or f"urn:harvester:publication:{about.edition}",
        "title": about.name,
        "description": f"{_ABOUT}. {about.citation}",
        "homepage": about.homepage,
        "version": about.edition,
        "created": about.made,
        "keywords": _KEYWORDS,
        "contributors": [{"title": about.publisher, "role": "publisher"}] if about.publisher else None,
        "licenses": [{"path": about.licence, "title": about.licence}] if about.licence else None,
        "resources": resources,
    }
    return _json({name: value for name, value in described.items() if value})


def _described(path: str) -> bool:
    """Files of the answers of OAI-PMH, and of documents, are in SHA256SUMS only."""
    return not path.startswith(("oai/", "files/"))


def _plain_resource(fact: FileFact) -> dict[str, Any]:
    name = fact.path.lower().replace("/", "-").replace("_", "-")
    return {
        "name": name,
        "type": "file",
        "path": fact.path,
        "mediatype": media_type(fact.path),
        "bytes": fact.size,
        "hash": f"sha256:{fact.sha256}",
    }


def _resource(table: Table, fact: FileFact) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "path": fact.path,
        "title": table.about,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": fact.size,
        "hash": f"sha256:{fact.sha256}",
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(table, column) for column in table.columns]}
    schema["missingValues"] = [""]
    if table.key:
        schema["primaryKey"] = list(table.key)
    keys = [(column.name, *column.refers_to.split(".")) for column in table.columns if column.refers_to]
    if keys:
        schema["foreignKeys"] = [
            {
                "fields": [name],
                "reference": {"resource": "" if other == table.name else other, "fields": [target]},
            }
            for name, other, target in keys
        ]
    return schema


def _field(table: Table, column: Column) -> dict[str, Any]:
    types = {Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.LIST: "array", Kind.TIME: "datetime"}
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if table.key == (column.name,):
        constraints["unique"] = True
    if column.kind is Kind.DATE:
        constraints["pattern"] = _DATE
    made: dict[str, Any] = {"name": column.name, "type": types.get(column.kind, "string")}
    made["description"] = column.about
    return {**made, "constraints": constraints} if constraints else made


# ---------------------------------------------------------------- Croissant

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(about: About, tables: Sequence[Table], facts: Mapping[str, FileFact]) -> bytes:
    """`croissant.json`: the CSV files as record sets, and all data files with their SHA-256."""
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": "safeguarding-reviews",
        "alternateName": about.name,
        "description": _ABOUT,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "citeAs": about.citation,
        "version": f"{about.edition[:10].replace('-', '.')}".replace(".0", "."),
        "datePublished": about.made[:10],
        "url": about.address or f"urn:harvester:publication:{about.edition}",
        "license": about.licence or "not stated",
        "isLiveDataset": False,
        "keywords": _KEYWORDS,
        "creator": {"@type": "sc:Organization", "name": about.publisher or about.program},
        "distribution": [_file_object(fact) for fact in facts.values() if _described(fact.path)],
        "recordSet": [_record_set(table) for table in tables],
    }
    return _json(described)


def _file_object(fact: FileFact) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": fact.path,
        "name": fact.path,
        "contentUrl": fact.path,
        "contentSize": f"{fact.size} B",
        "encodingFormat": media_type(fact.path),
        "sha256": fact.sha256,
    }


def _record_set(table: Table) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.about,
        "field": [_croissant_field(table, column) for column in table.columns],
    }
    if table.key:
        made["key"] = [{"@id": f"{table.name}/{name}"} for name in table.key]
    return made


def _croissant_field(table: Table, column: Column) -> dict[str, Any]:
    types = {Kind.INTEGER: "sc:Integer", Kind.NUMBER: "sc:Float"}
    made: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.about,
        "dataType": types.get(column.kind, "sc:Text"),
        "source": {"fileObject": {"@id": f"csv/{table.name}.csv"}, "extract": {"column": column.name}},
    }
    if column.refers_to:
        made["references"] = {"field": {"@id": column.refers_to.replace(".", "/")}}
    return made


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
