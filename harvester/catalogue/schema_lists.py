"""Table and views of national lists: what they record, whether or not they still offer the report."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from harvester.catalogue.schema import one_of
from harvester.catalogue.views import SHOWN
from harvester.vocabulary import ReviewType

LIST_TABLES = (
    # title_key: the title as it is compared. url_key: the address of its document as it is compared.
    f"""CREATE TABLE list_entry (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL REFERENCES source(slug),
        title TEXT NOT NULL,
        title_key TEXT NOT NULL,
        publisher_text TEXT,
        anonymous INTEGER NOT NULL,
        publishers TEXT NOT NULL,
        case_name TEXT,
        review_type TEXT {one_of("review_type", ReviewType)},
        year INTEGER,
        published TEXT,
        summary TEXT NOT NULL,
        subjects TEXT NOT NULL,
        number TEXT,
        page_url TEXT NOT NULL,
        url TEXT,
        url_key TEXT,
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        first_run INTEGER NOT NULL,
        last_run INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX list_entry_by_title ON list_entry(source, title_key)",
    "CREATE INDEX list_entry_by_url ON list_entry(source, url_key)",
)

_SHOWN = f"""SELECT d.id, d.review_id FROM document d LEFT JOIN decided x ON x.subject_id = d.id
    WHERE {SHOWN}"""

LIST_VIEWS = (
    f"""CREATE VIEW list_entries AS SELECT
        l.id, l.source, l.title, l.publisher_text, l.anonymous, l.publishers, l.case_name, l.review_type,
        l.year, l.published, l.summary, l.subjects, l.number, l.page_url, l.url,
        k.id AS document_id, k.review_id, l.first_seen, l.last_seen
    FROM list_entry l
    LEFT JOIN address a ON a.source = l.source AND a.url = l.url
    LEFT JOIN ({_SHOWN}) k ON k.id = a.document_id""",
    """CREATE VIEW subjects AS SELECT
        j.value AS subject, e.id AS entry_id, e.source, e.document_id, e.review_id
    FROM list_entries e, json_each(e.subjects) j""",
)

# Further papers of an entry: its summary, its briefing, its action plan.
LIST_PAPERS = (
    "ALTER TABLE list_entry ADD COLUMN more TEXT NOT NULL DEFAULT '[]'",
    "DROP VIEW subjects",
    "DROP VIEW list_entries",
    LIST_VIEWS[0].replace("l.page_url, l.url,", "l.page_url, l.url, l.more,"),
    LIST_VIEWS[1],
)
