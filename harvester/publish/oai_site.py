"""OAI-PMH of one publication: as files for a plain web server, and as answers to any question.

The answers come from `publication.db` alone, so they are the same wherever the folder is copied to.
"""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

from harvester.publish import oai
from harvester.publish.database import open_publication, stored_entries
from harvester.publish.oai_state import RecordState

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from harvester.publish.entries import Entry

DATABASE = "publication.db"
_NOT_STATED = "http://localhost:8080/oai"  # what editions of an older harvester say then
_LISTS = ("ListRecords", "ListIdentifiers")
_TAKES = {  # verb → arguments that it needs, arguments that it may have
    "Identify": ((), ()),
    "ListMetadataFormats": ((), ("identifier",)),
    "ListSets": ((), ("resumptionToken",)),
    "GetRecord": (("identifier", "metadataPrefix"), ()),
    "ListRecords": (("metadataPrefix",), ("from", "until", "set")),
    "ListIdentifiers": (("metadataPrefix",), ("from", "until", "set")),
}
_TOKEN = re.compile(r"([a-z0-9_]{1,20})\.([0-9]{1,6})\.([0-9-]{0,10})\.([0-9-]{0,10})\Z")
_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])\Z")
_NAME = re.compile(r"oai:harvester:([a-z0-9]{1,40})\Z")
Asked = dict[str, str]


class _Wrong(Exception):
    """A question that the protocol has an error for."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


class Publication:
    """One publication, opened for reading.

    Args:
        folder: of the edition.
        asked_at: the address at which it answers, where it states none.
    """

    def __init__(self, folder: Path, asked_at: str = "") -> None:
        self.db = open_publication(folder / DATABASE)
        about = dict(self.db.execute("SELECT name, value FROM about").fetchall())
        earliest = self.db.execute("SELECT min(datestamp) FROM oai_records").fetchone()[0]
        self.repository = oai.Repository(
            name=about["title"],
            base_url=(about["oai"] if about["oai"] != _NOT_STATED else "") or asked_at or _NOT_STATED,
            email=about["email"],
            made=about["made"],
            earliest=earliest or about["made"][:10],
        )

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def states(self, after: str, until: str, place: int) -> tuple[list[RecordState], int]:
        """One page of records changed between two days, and how many there are."""
        where = "datestamp >= ? AND datestamp <= ?"
        values = (after, until or "9999")
        total = self.db.execute(f"SELECT count(*) FROM oai_records WHERE {where}", values).fetchone()[0]  # noqa: S608
        rows = self.db.execute(
            f"SELECT * FROM oai_records WHERE {where} ORDER BY datestamp, id LIMIT ? OFFSET ?",  # noqa: S608
            (*values, oai.PAGE, place * oai.PAGE),
        )
        return [_state(row) for row in rows], int(total)

    def with_entries(self, states: Sequence[RecordState]) -> list[tuple[RecordState, Entry | None]]:
        """Records with what they tell; deleted ones tell nothing."""
        names = [state.id for state in states if not state.deleted]
        found = {entry.id: entry for entry in stored_entries(self.db, names)}
        return [(state, found.get(state.id)) for state in states]

    def all_states(self) -> Iterator[RecordState]:
        """Every record, as lists have them."""
        yield from map(_state, self.db.execute("SELECT * FROM oai_records ORDER BY datestamp, id"))


def _state(row: sqlite3.Row) -> RecordState:
    return RecordState(
        id=row["id"], datestamp=row["datestamp"], deleted=bool(row["deleted"]), digest=row["digest"]
    )


def previous_states(db: sqlite3.Connection) -> dict[str, RecordState]:
    """The records of an earlier publication."""
    return {row["id"]: _state(row) for row in db.execute("SELECT * FROM oai_records")}


# ---------------------------------------------------------------- files


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every answer that can be told beforehand: path below `oai/`, bytes."""
    with closing(Publication(folder)) as publication:
        for verb in ("Identify", "ListMetadataFormats", "ListSets"):
            yield f"{verb}.xml", answer_of(publication, {"verb": verb})
        yield "badVerb.xml", answer_of(publication, {"verb": "none"})
        yield "badArgument.xml", answer_of(publication, {"verb": "GetRecord"})
        yield "noRecord.xml", answer_of(publication, _get("oai_dc", "none"))
        for prefix in oai.METADATA_FORMATS:
            for verb in _LISTS:
                yield from _list_files(publication, verb, prefix)
            for state in publication.all_states():
                yield f"GetRecord/{prefix}/{state.id}.xml", answer_of(publication, _get(prefix, state.id))


def _get(prefix: str, name: str) -> Asked:
    return {"verb": "GetRecord", "metadataPrefix": prefix, "identifier": f"oai:harvester:{name}"}


def _list_files(publication: Publication, verb: str, prefix: str) -> Iterator[tuple[str, bytes]]:
    """The pages of a list, each named by the token that leads to it."""
    _, total = publication.states("", "", 0)
    for place in range(-(-total // oai.PAGE)):
        token = _token(prefix, place, "", "")
        asked = {"metadataPrefix": prefix} if place == 0 else {"resumptionToken": token}
        yield f"{verb}/{token}xml", answer_of(publication, {"verb": verb, **asked})


def _token(prefix: str, place: int, after: str, until: str) -> str:
    return f"{prefix}.{place}.{after}.{until}"


# ---------------------------------------------------------------- answers


def answer(folder: Path, query: Iterable[tuple[str, str]], asked_at: str = "") -> bytes:
    """The answer to one question, whatever it asks.

    Args:
        folder: of the edition.
        query: names and values.
        asked_at: the address that was asked, which is named where the edition states none.
    """
    pairs = list(query)
    asked = dict(pairs)
    with closing(Publication(folder, asked_at)) as publication:
        if len(asked) != len(pairs):
            return oai.error(publication.repository, "badArgument", "an argument is repeated", {})
        return answer_of(publication, asked)


def answer_of(publication: Publication, asked: Asked) -> bytes:
    """The answer to one question without repeated arguments."""
    try:
        _check(asked)
        return _answer(publication, asked)
    except _Wrong as wrong:
        return oai.error(publication.repository, wrong.code, wrong.words, asked)


def _check(asked: Asked) -> None:
    verb = asked.get("verb", "")
    if verb not in _TAKES:
        raise _Wrong("badVerb", "there is no such verb")
    given = asked.keys() - {"verb"}
    if verb in _LISTS and "resumptionToken" in given:
        if len(given) > 1:
            raise _Wrong("badArgument", "resumptionToken stands alone")
        return
    needs, may = _TAKES[verb]
    if set(needs) - given or given - {*needs, *may}:
        raise _Wrong("badArgument", f"{verb} needs {needs or 'nothing'} and may have {may or 'nothing'}")
    for name in ("from", "until"):
        if name in asked and not _DAY.match(asked[name]):
            raise _Wrong("badArgument", f"{name} is no day, as 2026-11-26")
    if "from" in asked and "until" in asked and asked["from"] > asked["until"]:
        raise _Wrong("badArgument", "from is later than until")


def _answer(publication: Publication, asked: Asked) -> bytes:
    repository = publication.repository
    match asked["verb"]:
        case "Identify":
            return oai.identify(repository)
        case "ListMetadataFormats":
            if "identifier" in asked:
                _one(publication, asked["identifier"])
            return oai.list_metadata_formats(repository)
        case "ListSets":
            raise _Wrong("noSetHierarchy", "there are no sets")
        case "GetRecord":
            state = _one(publication, asked["identifier"])
            prefix = _prefix(asked["metadataPrefix"])
            ((_, entry),) = publication.with_entries([state])
            return oai.get_record(repository, prefix, state, entry)
        case verb:
            return _list(publication, verb, asked)


def _one(publication: Publication, identifier: str) -> RecordState:
    match = _NAME.match(identifier)
    row = publication.db.execute(
        "SELECT * FROM oai_records WHERE id = ?", (match[1] if match else "",)
    ).fetchone()
    if row is None:
        raise _Wrong("idDoesNotExist", "no record has this identifier")
    return _state(row)


def _prefix(prefix: str) -> str:
    if prefix not in oai.METADATA_FORMATS:
        raise _Wrong("cannotDisseminateFormat", f"there are {', '.join(oai.METADATA_FORMATS)}")
    return prefix


def _list(publication: Publication, verb: str, asked: Mapping[str, str]) -> bytes:
    if "set" in asked:
        raise _Wrong("noSetHierarchy", "there are no sets")
    place, prefix = 0, asked.get("metadataPrefix", "")
    after, until = asked.get("from", ""), asked.get("until", "")
    if "resumptionToken" in asked:
        match = _TOKEN.match(asked["resumptionToken"])
        if match is None or match[1] not in oai.METADATA_FORMATS or int(match[2]) < 1:
            raise _Wrong("badResumptionToken", "this token was not given out")
        prefix, place, after, until = match[1], int(match[2]), match[3], match[4]
    states, total = publication.states(after, until, place)
    if not states:
        raise _Wrong(*(("badResumptionToken", "the list has no such part") if place else (
            "noRecordsMatch", "no record changed between these days")))  # fmt: skip
    more = (place + 1) * oai.PAGE < total
    token = _token(_prefix(prefix), place + 1, after, until) if more else "" if place else None
    page = oai.Page(
        items=publication.with_entries(states) if verb == "ListRecords" else [(one, None) for one in states],
        total=total,
        cursor=place * oai.PAGE,
        token=token,
        asked={name: value for name, value in asked.items() if name != "verb"},
    )
    return oai.list_of(publication.repository, verb, _prefix(prefix), page)
