"""What a night repeats is counted, and not kept again: columns for rows that stand for several nights."""

from __future__ import annotations

COLUMNS = (
    # From first_run to run_id an address was asked `times` times, each time with just this end.
    "ALTER TABLE fetch ADD COLUMN first_run INTEGER",  # NULL: only in run_id
    "ALTER TABLE fetch ADD COLUMN first_at TEXT",
    "ALTER TABLE fetch ADD COLUMN times INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE page_visit ADD COLUMN first_run INTEGER",
    "ALTER TABLE page_visit ADD COLUMN first_at TEXT",
    "ALTER TABLE page_visit ADD COLUMN times INTEGER NOT NULL DEFAULT 1",
    # Outcome → number of document requests, and of pages, of one night; NULL while it is under way.
    "ALTER TABLE run_source ADD COLUMN fetches TEXT",
    "ALTER TABLE run_source ADD COLUMN visits TEXT",
    "CREATE INDEX page_visit_by_address ON page_visit(source, url, id)",
)
