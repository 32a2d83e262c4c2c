"""Steps that bring a catalogue to the schema this program knows.

A released step is never edited: a change is a new function at the end. All pending steps and the
record that they ran share one transaction, so a catalogue is at the old schema or at the new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from harvester.catalogue.affected import STATEMENTS as KEPT_GROUPS
from harvester.catalogue.alike import STATEMENTS as ALIKE_STATEMENTS
from harvester.catalogue.finds import refresh
from harvester.catalogue.name_checks import TABLE as NAME_CHECK
from harvester.catalogue.nearness import STATEMENTS as NEAR_TEXTS
from harvester.catalogue.runs import BY_OUTCOME
from harvester.catalogue.schema import TABLES
from harvester.catalogue.schema_captures import BY_FILE as CAPTURES_BY_FILE
from harvester.catalogue.schema_captures import CAPTURES, COLUMNS
from harvester.catalogue.schema_codings import TABLES as CODING_TABLES
from harvester.catalogue.schema_codings import VIEWS as CODING_VIEWS
from harvester.catalogue.schema_decisions import COLUMNS as DECISION_COLUMNS
from harvester.catalogue.schema_decisions import GROUPED_REVIEW
from harvester.catalogue.schema_decisions import TABLES as DECISION_TABLES
from harvester.catalogue.schema_finds import COUNTS as FIND_COUNTS
from harvester.catalogue.schema_finds import STATEMENTS as FIND_STATEMENTS
from harvester.catalogue.schema_lists import LIST_PAPERS, LIST_TABLES, LIST_VIEWS
from harvester.catalogue.schema_merging import CLAIMS, UNHELD
from harvester.catalogue.schema_merging import migrate as for_merging
from harvester.catalogue.schema_presence import COLUMNS as PRESENCE_COLUMNS
from harvester.catalogue.schema_presence import TABLES as PRESENCE_TABLES
from harvester.catalogue.schema_presence import WITHDRAWALS
from harvester.catalogue.schema_repetition import COLUMNS as REPETITION_COLUMNS
from harvester.catalogue.schema_tombstones import TABLES as TOMBSTONE_TABLES
from harvester.catalogue.schema_views import FIRST_VIEWS
from harvester.catalogue.sketches import TABLE as TEXT_SKETCH
from harvester.catalogue.standing import refresh_all
from harvester.catalogue.titles import STATEMENTS as TITLE_INDEX
from harvester.catalogue.views import NAMES, VIEWS

if TYPE_CHECKING:
    import sqlite3

MIGRATIONS = Migrations("harvester")


@MIGRATIONS()
def m001_first_catalogue(db: Database) -> None:
    """Everything of the first release."""
    for statement in (*TABLES, *FIRST_VIEWS):
        db.conn.execute(statement)


@MIGRATIONS()
def m002_platform_of_a_source(db: Database) -> None:
    """By which platform's ways a source was crawled."""
    db.conn.execute("ALTER TABLE run_source ADD COLUMN platform TEXT")


@MIGRATIONS()
def m003_national_lists(db: Database) -> None:
    """What national lists record, and the subjects they give."""
    for statement in (*LIST_TABLES, *LIST_VIEWS):
        db.conn.execute(statement)


@MIGRATIONS()
def m004_captures(db: Database) -> None:
    """From which web archive bytes came, and when they were captured."""
    for statement in (*COLUMNS, CAPTURES):
        db.conn.execute(statement)


@MIGRATIONS()
def m005_presence(db: Database) -> None:
    """Nights without a document, what gates withhold, values gained and lost."""
    for statement in (*PRESENCE_COLUMNS, *PRESENCE_TABLES, WITHDRAWALS):
        db.conn.execute(statement)


@MIGRATIONS()
def m006_successors(db: Database) -> None:
    """Which bodies followed a closed one: what it published is found under each."""
    db.conn.execute("ALTER TABLE source ADD COLUMN successors TEXT NOT NULL DEFAULT '[]'")


@MIGRATIONS()
def m007_repetition(db: Database) -> None:
    """Rows that stand for several nights."""
    for statement in REPETITION_COLUMNS:
        db.conn.execute(statement)


@MIGRATIONS()
def m008_gated_nights(db: Database) -> None:
    """Nights that went well but for what a gate withheld."""
    db.conn.execute("ALTER TABLE run_source ADD COLUMN gated INTEGER NOT NULL DEFAULT 0")


@MIGRATIONS()
def m009_papers_of_entries(db: Database) -> None:
    """The further papers that an entry of a national list offers."""
    for statement in LIST_PAPERS:
        db.conn.execute(statement)


@MIGRATIONS()
def m010_page_sizes(db: Database) -> None:
    """How large the pages are whose lines have boxes, so that a box can be drawn without opening the file."""
    db.conn.execute("ALTER TABLE extract ADD COLUMN page_sizes TEXT NOT NULL DEFAULT '[]'")


@MIGRATIONS()
def m011_text_sketches(db: Database) -> None:
    """What is kept of each text to find those that are like it."""
    db.conn.execute(TEXT_SKETCH)


@MIGRATIONS()
def m012_relations_and_batches(db: Database) -> None:
    """Decisions made together and taken back, relations between documents, and which decisions stand."""
    for name in NAMES:
        db.conn.execute(f"DROP VIEW {name}")
    for statement in (*DECISION_COLUMNS, *DECISION_TABLES, *VIEWS):
        db.conn.execute(statement)


@MIGRATIONS()
def m013_tombstones(db: Database) -> None:
    """What was taken down, and is kept out."""
    for statement in TOMBSTONE_TABLES:
        db.conn.execute(statement)


@MIGRATIONS()
def m014_codings(db: Database) -> None:
    """What rules suggest for the coding of reviews, beside what people decided."""
    for statement in (*CODING_TABLES, *CODING_VIEWS):
        db.conn.execute(statement)


@MIGRATIONS()
def m015_finds(db: Database) -> None:
    """What waits at the desk, worked out beforehand."""
    for statement in FIND_STATEMENTS:
        db.conn.execute(statement)


@MIGRATIONS()
def m016_alike_texts(db: Database) -> None:
    """Which texts share much, for a person to look at."""
    for statement in ALIKE_STATEMENTS:
        db.conn.execute(statement)


@MIGRATIONS()
def m017_grouped_review(db: Database) -> None:
    """Where grouping put a document, beside the review it is in: that may be a person's choice."""
    for name in NAMES:
        db.conn.execute(f"DROP VIEW {name}")
    for statement in (*GROUPED_REVIEW, *VIEWS):
        db.conn.execute(statement)
    refresh_all(db.conn)


@MIGRATIONS()
def m018_name_checks(db: Database) -> None:
    """What looking behind the pages of files found."""
    db.conn.execute(NAME_CHECK)


@MIGRATIONS()
def m019_captures_by_file(db: Database) -> None:
    """The captures of one document without looking at every fetch."""
    db.conn.execute(CAPTURES_BY_FILE)


@MIGRATIONS()
def m020_counts_of_finds(db: Database) -> None:
    """How many finds of each sort wait, counted as they come and go."""
    for statement in FIND_COUNTS:
        db.conn.execute(statement)


@MIGRATIONS()
def m021_merging(db: Database) -> None:
    """Runs by a name that holds in every data directory, and what others read of a document."""
    for_merging(db.conn)


@MIGRATIONS()
def m022_near_texts(db: Database) -> None:
    """Where the sketches of texts agree, and which texts are alike, kept up text by text."""
    for statement in NEAR_TEXTS:
        db.conn.execute(statement)


@MIGRATIONS()
def m023_index_of_titles(db: Database) -> None:
    """What documents are called, indexed: searching no longer goes through every document."""
    for statement in TITLE_INDEX:
        db.conn.execute(statement)


@MIGRATIONS()
def m024_nights_by_outcome(db: Database) -> None:
    """How each source did in all its nights, without going through them."""
    db.conn.execute(BY_OUTCOME)


@MIGRATIONS()
def m025_links_without_bytes(db: Database) -> None:
    """Links that one directory got nothing from, where another has the bytes."""
    for statement in UNHELD:
        db.conn.execute(statement)


@MIGRATIONS()
def m026_kept_groups(db: Database) -> None:
    """Where each document stood when it was grouped, and what changed since."""
    for statement in KEPT_GROUPS:
        db.conn.execute(statement)


@MIGRATIONS()
def m027_claims_of_names(db: Database) -> None:
    """What documents and reviews were called in each directory that was joined."""
    for statement in CLAIMS:
        db.conn.execute(statement)


def apply_pending(connection: sqlite3.Connection) -> None:
    """Run what is pending; the caller holds the transaction."""
    MIGRATIONS.apply(Database(connection, execute_plugins=False, recursive_triggers=False))
    refresh(connection)
