"""Where bytes came from when it was not the site itself: the web archive, and the time of the capture."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from harvester.catalogue.views import SHOWN

COLUMNS = tuple(
    f"ALTER TABLE {table} ADD COLUMN {column} TEXT"
    for table in ("fetch", "address")
    for column in ("archive", "captured")
)

CAPTURES = f"""CREATE VIEW captures AS
SELECT c.document_id, c.url, c.archive, c.captured
FROM (
    SELECT d.id AS document_id, f.url, f.archive, f.captured
    FROM fetch f JOIN document d ON d.source = f.source AND d.sha256 = f.sha256
    WHERE f.captured IS NOT NULL
    UNION
    SELECT a.document_id, a.url, a.archive, a.captured FROM address a
    WHERE a.captured IS NOT NULL AND a.sha256 IS NOT NULL
) c
JOIN document d ON d.id = c.document_id
LEFT JOIN decided x ON x.subject_id = d.id
WHERE {SHOWN}"""

# The view works out the captures of all documents; those of one are found by this (`lookup.py`).
BY_FILE = "CREATE INDEX fetch_by_capture ON fetch(source, sha256) WHERE captured IS NOT NULL"
