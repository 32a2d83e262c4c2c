"""Every format of an edition is read by programs that know nothing of us."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import threading
import warnings
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, make_server

import duckdb
import feedparser
import pandas
import pymarc
import pytest
import rispy
from lxml import etree

from harvester.publish import oai
from harvester.publish.oai_server import application
from harvester.publish.oai_site import answer
from harvester.publish.tables import METADATA

OAI = "{http://www.openarchives.org/OAI/2.0/}"
HOSTILE = "=HYPERLINK(\"x\") <script>alert(1)</script> \u202egnp.exe\x1b[31m {\\evil} & 'q' ]]>"


@pytest.fixture
def edition(house, monkeypatch):
    monkeypatch.setenv("HARVESTER_PUBLISH_HOMEPAGE", "https://house.example/reviews")
    house.decide(0, "title", HOSTILE)
    house.decide(0, "authors", json.dumps(["Jane Doe", HOSTILE]))
    house.decide(1, "published", "2016-09")
    code, folder = house.publish("--with-text")
    assert code == 0
    return folder


def ask(sql: str):
    with duckdb.connect() as connection:
        return connection.execute(sql).fetchall()


def test_frictionless_validates_the_package_with_its_checksums(edition):
    from frictionless import Package, system

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with system.use_context(trusted=True):
            report = Package(str(edition / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    tables = [task for task in report.tasks if task.type == "table"]
    assert {task.name for task in tables} == {table.name for table in METADATA}


def test_frictionless_finds_a_changed_byte(edition):
    from frictionless import Package, system

    file = edition / "csv" / "reviews.csv"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"Review 0", b"Review X"))
    with warnings.catch_warnings(), system.use_context(trusted=True):
        warnings.simplefilter("ignore")
        assert not Package(str(edition / "datapackage.json")).validate().valid


def test_croissant_is_read_and_its_records_are_those_of_the_files(edition):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlcroissant

        dataset = mlcroissant.Dataset(jsonld=edition / "croissant.json")
        assert not dataset.metadata.ctx.issues.errors
        records = list(dataset.records("reviews"))
    assert {record["reviews/id"] for record in records} == {b"r000000000000", b"r000000000002"}
    assert {record["reviews/documents"] for record in records} == {2}
    assert {record_set.name for record_set in dataset.metadata.record_sets} == {t.name for t in METADATA}


def test_duckdb_and_pandas_agree_over_csv_json_lines_and_parquet(edition):
    for table in METADATA:
        counts = {
            ask(f"SELECT count(*) FROM {reader}")[0][0]
            for reader in (
                f"read_csv('{edition}/csv/{table.name}.csv', all_varchar=true)",
                f"read_json('{edition}/jsonl/{table.name}.jsonl', format='newline_delimited')",
                f"'{edition}/parquet/{table.name}.parquet'",
                f"read_csv('{edition}/csv/{table.name}.csv')",
            )
        }
        assert len(counts) == 1, table.name
        frame = pandas.read_csv(edition / "csv" / f"{table.name}.csv", dtype=str, keep_default_na=False)
        assert list(frame.columns) == list(table.names)
        assert len(frame) in counts
    joined = ask(
        f"""SELECT count(*) FROM '{edition}/parquet/documents.parquet' d
        JOIN '{edition}/parquet/reviews.parquet' r ON r.id = d.review_id"""
    )
    assert joined == [(4,)]


def test_references_marc_and_dublin_core_hold_every_document(edition):
    assert len(rispy.loads((edition / "references.ris").read_text(encoding="utf-8"))) == 4
    assert len(json.loads((edition / "references.csl.json").read_text(encoding="utf-8"))) == 4
    assert len(pymarc.parse_xml_to_array(str(edition / "marcxml.xml"), strict=True)) == 4
    assert len(etree.parse(edition / "dublin-core.xml").getroot()) == 4
    feed = feedparser.parse((edition / "feed.atom").read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == 4


def test_no_hostile_character_and_no_live_markup_in_any_file(edition):
    for path in edition.rglob("*"):
        if path.is_file() and path.suffix in (
            ".csv",
            ".jsonl",
            ".json",
            ".xml",
            ".ris",
            ".bib",
            ".html",
            ".md",
        ):
            text = path.read_text(encoding="utf-8")
            assert not set(text) & set("\x1b\u202e\x00"), path
            if path.suffix in (".xml", ".html", ".atom"):
                assert "<script" not in text, path
    assert "'=HYPERLINK" in (edition / "csv" / "documents.csv").read_text(encoding="utf-8")


# ---------------------------------------------------------------- OAI-PMH


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(house, edition):
    with make_server("127.0.0.1", 0, application(house.out), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/oai"
        server.shutdown()
        thread.join()


def test_sickle_harvests_everything_page_by_page(served, house, monkeypatch):
    from sickle import Sickle

    monkeypatch.setattr(oai, "PAGE", 3)
    harvester = Sickle(served)
    assert harvester.Identify().deletedRecord == "persistent"
    assert {one.metadataPrefix for one in harvester.ListMetadataFormats()} == {"oai_dc", "marc21"}
    records = list(harvester.ListRecords(metadataPrefix="oai_dc"))
    assert {one.header.identifier for one in records} == {
        f"oai:harvester:{house.ids[number]}" for number in range(4)
    }
    assert {one.metadata["rights"][0][:12] for one in records} == {"The document"}
    assert len(list(harvester.ListRecords(metadataPrefix="marc21"))) == 4
    assert len(list(harvester.ListIdentifiers(metadataPrefix="oai_dc"))) == 4
    one = harvester.GetRecord(metadataPrefix="oai_dc", identifier=f"oai:harvester:{house.ids[1]}")
    assert one.metadata["date"] == ["2016-09"]


def test_sickle_sees_what_was_taken_out_as_deleted_and_only_what_changed(served, house):
    from sickle import Sickle
    from sickle.oaiexceptions import NoRecordsMatch

    house.decide(3, "status", "rejected", at="2026-02-05T10:00:00Z")
    code, _ = house.publish()
    assert code == 0, "the handler follows to the newest edition"
    records = {one.header.identifier: one for one in Sickle(served).ListRecords(metadataPrefix="oai_dc")}
    gone = records[f"oai:harvester:{house.ids[3]}"]
    assert gone.deleted
    assert gone.raw.count("metadata") == 0
    day = gone.header.datestamp
    assert len(list(Sickle(served).ListRecords(**{"metadataPrefix": "oai_dc", "from": day}))) == 4
    with pytest.raises(NoRecordsMatch):
        list(Sickle(served).ListRecords(metadataPrefix="oai_dc", until="1999-01-01"))


LIST = "verb=ListRecords&metadataPrefix=oai_dc"
GET = "verb=GetRecord&metadataPrefix=oai_dc&identifier="


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Destroy", "badVerb"),
        ("verb=Identify&verb=Identify", "badArgument"),
        ("verb=Identify&x=1", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        (f"{LIST}&from=yesterday", "badArgument"),
        (f"{LIST}&from=2027-01-01&until=2026-01-01", "badArgument"),
        (f"{LIST}&resumptionToken=oai_dc.1..", "badArgument"),
        ("verb=ListRecords&metadataPrefix=mods", "cannotDisseminateFormat"),
        (f"{LIST}&set=a", "noSetHierarchy"),
        ("verb=ListRecords&resumptionToken=oai_dc.99..", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=%27;+DROP+TABLE+x", "badResumptionToken"),
        ("verb=ListSets", "noSetHierarchy"),
        (f"{GET}oai:harvester:dnone", "idDoesNotExist"),
        (f"{GET}%00%3C%26%3E%E2%80%AE../../x", "idDoesNotExist"),
    ],
)
def test_wrong_questions_get_the_error_that_the_protocol_has_for_them(edition, query, code):
    root = etree.fromstring(answer(edition, parse_qsl(query)))
    assert [error.get("code") for error in root.iter(f"{OAI}error")] == [code]


def test_the_files_say_the_same_as_the_handler(edition, house):
    known = house.ids[0]
    pairs = {
        "Identify.xml": [("verb", "Identify")],
        "ListMetadataFormats.xml": [("verb", "ListMetadataFormats")],
        "ListRecords/oai_dc.0..xml": [("verb", "ListRecords"), ("metadataPrefix", "oai_dc")],
        "ListIdentifiers/marc21.0..xml": [("verb", "ListIdentifiers"), ("metadataPrefix", "marc21")],
        f"GetRecord/marc21/{known}.xml": [
            ("verb", "GetRecord"),
            ("metadataPrefix", "marc21"),
            ("identifier", f"oai:harvester:{known}"),
        ],
    }
    for name, query in pairs.items():
        assert (edition / "oai" / name).read_bytes() == answer(edition, query), name


@pytest.mark.parametrize("host", ["oai.house.example", "127.0.0.1:8080", "[::1]:8080"])
def test_an_edition_that_states_no_address_is_answered_for_where_it_is_asked_and_has_no_files_of_it(
    house, host
):
    _, folder = house.publish("--with-text")
    assert not (folder / "oai").exists()
    assert "oai/" not in (folder / "README.md").read_text(encoding="utf-8")
    environ = {
        "REQUEST_METHOD": "GET",
        "QUERY_STRING": "verb=Identify",
        "PATH_INFO": "/oai",
        "wsgi.url_scheme": "https",
    }
    for said, there in ((host, f"https://{host}/oai"), ("<evil>", "http://localhost:8080/oai")):
        body = b"".join(application(house.out)({**environ, "HTTP_HOST": said}, lambda *_: None))
        root = etree.fromstring(body)
        assert [one.text for one in root.iter(f"{OAI}baseURL", f"{OAI}request")] == [there] * 2


def test_a_plain_web_server_needs_only_names_of_files(house, edition, monkeypatch):
    """Following the files as the rewrite rules of docs/publishing.md do gives every record once."""
    monkeypatch.setattr(oai, "PAGE", 3)
    _, folder = house.publish()
    name, found = "oai_dc.0..", []
    while name:
        root = etree.parse(folder / "oai" / "ListRecords" / f"{name}xml").getroot()
        found += [one.text for one in root.iter(f"{OAI}identifier")]
        token = root.find(f".//{OAI}resumptionToken")
        name = token.text if token is not None else None
    assert len(found) == len(set(found)) == 4


def test_a_datestamp_stays_while_a_record_stays_as_it_is():
    from harvester.publish.oai_state import next_states
    from tests.publish.samples import entry

    first = next_states([entry(id="d1"), entry(id="d2")], {}, "2026-01-01")
    second = next_states(
        [entry(id="d1", last_seen="2026-03-01T00:00:00Z"), entry(id="d3")], first, "2026-02-01"
    )
    assert {s.id: (s.datestamp, s.deleted) for s in second.values()} == {
        "d1": ("2026-01-01", False),
        "d2": ("2026-02-01", True),
        "d3": ("2026-02-01", False),
    }
    third = next_states([entry(id="d1", title="Other"), entry(id="d2")], second, "2026-03-01")
    assert {s.id: (s.datestamp, s.deleted) for s in third.values()} == {
        "d1": ("2026-03-01", False),
        "d2": ("2026-03-01", False),
        "d3": ("2026-03-01", True),
    }


def test_posted_questions_are_answered_and_others_refused(house, edition):
    told: list[str] = []

    def call(method: str, body: bytes = b"", **more: str) -> bytes:
        environ = {"REQUEST_METHOD": method, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return b"".join(application(house.out)({**environ, **more}, lambda status, _: told.append(status)))

    assert b"<repositoryName>" in call("POST", b"verb=Identify")
    assert b"badArgument" in call("GET", QUERY_STRING="&".join("verb=Identify" for _ in range(99)))
    assert call("DELETE") == b""
    assert told == ["200 OK", "200 OK", "405 Method Not Allowed"]


@pytest.mark.parametrize("email", ["desk@library.example", "desk@localhost", ""])
def test_the_address_that_identify_gives_is_one_that_the_protocol_takes(house, monkeypatch, email):
    monkeypatch.setenv("HARVESTER_PUBLISH_HOMEPAGE", "https://house.example/reviews")
    if email:
        monkeypatch.setenv("HARVESTER_PUBLISH_EMAIL", email)
    _, folder = house.publish()
    (said,) = etree.parse(folder / "oai" / "Identify.xml").getroot().iter(f"{OAI}adminEmail")
    assert re.fullmatch(r"\S+@(\S+\.)+\S+", said.text), "as its XML schema has it"


def test_a_date_of_the_incident_that_a_person_coded_is_in_every_format(house):
    from harvester.catalogue.deciding import Change, decide

    page = {"document_id": house.ids[0], "page": 1}
    for review, value in (("r000000000000", "2015-03"), ("r000000000002", "not_stated")):
        coded = Change("review", review, "coding:incident_date", json.dumps({"value": value, **page}))
        decide(house.data, house.harvest.catalogue, [coded], who="E. Librarian", at="2026-02-02T10:00:00Z")
    _, folder = house.publish()
    rows = [json.loads(line) for line in (folder / "jsonl/documents.jsonl").read_text().splitlines()]
    assert sorted(str(row["incident_date"]) for row in rows) == ["2015-03", "2015-03", "None", "None"]
    items = json.loads((folder / "references.csl.json").read_text())
    assert [item.get("event-date") for item in items].count({"date-parts": [[2015, 3]]}) == 2
    assert (folder / "references.ris").read_text().count("Incident 2015-03.") == 2
    assert (folder / "marcxml.xml").read_text().count("Incident 2015-03.") == 2


def test_an_edition_of_an_older_harvester_is_still_answered_from(edition):
    """Columns that came later are not in it."""
    file = edition / "publication.db"
    file.chmod(0o644)
    with sqlite3.connect(file) as db:
        db.execute("ALTER TABLE documents DROP COLUMN incident_date")
    assert b"<metadata>" in answer(edition, parse_qsl(LIST))
