"""What rules suggest for the coding of reviews, and the view that joins it with what people decided.

A field that a person decided shows that and nothing else; any other shows the best suggestion of its review's
documents: one a person where it is coded of people, every value where several may hold. The report speaks
before its summary, a summary before a briefing.
"""

# Statements are put together from constants of this package only.
# ruff: noqa: S608

from __future__ import annotations

from harvester.coding.frame import FIELDS

_SEVERAL = ", ".join(f"'{one.name}'" for one in FIELDS.values() if one.several)

TABLES = (
    # From `line_start` to `line_end` are the words of the line that say it.
    """CREATE TABLE coding_suggestion (
        document_id TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        field TEXT NOT NULL,
        person INTEGER NOT NULL,
        value TEXT NOT NULL,
        page INTEGER NOT NULL,
        line TEXT NOT NULL,
        line_start INTEGER NOT NULL,
        line_end INTEGER NOT NULL,
        rule TEXT NOT NULL,
        confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
        PRIMARY KEY (document_id, position)
    ) STRICT, WITHOUT ROWID""",
    # by: number of the rules, and all else that the suggestions came from.
    """CREATE TABLE coded (
        document_id TEXT PRIMARY KEY REFERENCES document(id) ON DELETE CASCADE,
        by TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
)

# The review that a coding is of, also when it was merged into another since: that of the page it cites.
_SAID = """SELECT COALESCE(r.id, (
            SELECT COALESCE(x.review, d.review_id) FROM document d LEFT JOIN decided x ON x.subject_id = d.id
            WHERE d.id = json_extract(j.value, '$.document_id'))) AS review_id, substr(s.field, 8) AS field,
        json_extract(j.value, '$.value') AS value, json_extract(j.value, '$.document_id') AS document_id,
        CAST(json_extract(j.value, '$.page') AS INTEGER) AS page,
        COALESCE(json_extract(j.value, '$.person'), 1) AS person,
        c.who AS coder, c.at, c.seq
    FROM standing s
    JOIN decisions c ON c.seq = s.seq
    JOIN json_each(iif(json_type(c.value) = 'object', json_array(json(c.value)), c.value)) j
    LEFT JOIN review r ON r.id = s.subject_id
    WHERE s.field GLOB 'coding:*'"""

STANDING = f"""CREATE VIEW standing_codings AS
SELECT review_id, field, person, value, document_id, page, coder, at FROM (
    SELECT *, dense_rank() OVER (PARTITION BY review_id, field ORDER BY at DESC, seq DESC) AS nth
    FROM ({_SAID})
) WHERE nth = 1 AND review_id IS NOT NULL"""

_ROLES = """CASE d.role WHEN 'overview_report' THEN 0 WHEN 'executive_summary' THEN 1 WHEN 'briefing' THEN 2
        ELSE 3 END"""

SUGGESTED = f"""CREATE VIEW suggested_codings AS
SELECT review_id, field, person, value, document_id, page, rule, confidence FROM (
    SELECT d.review_id, g.field, g.person, g.value, g.document_id, g.page, g.rule, g.confidence,
        row_number() OVER (
            PARTITION BY d.review_id, g.field, g.person, iif(g.field IN ({_SEVERAL}), g.value, '')
            ORDER BY {_ROLES}, g.confidence DESC, g.document_id, g.position) AS nth
    FROM coding_suggestion g JOIN documents d ON d.id = g.document_id
    WHERE d.review_id IS NOT NULL AND d.duplicate_of IS NULL AND d.status <> 'rejected'
) WHERE nth = 1"""

CODINGS = """CREATE VIEW codings AS
SELECT review_id, field, value, document_id, page, 'confirmed' AS origin, coder FROM standing_codings
UNION ALL
SELECT g.review_id, g.field, g.value, g.document_id, g.page, 'suggested' AS origin,
    'rule: ' || g.rule AS coder
FROM suggested_codings g
WHERE (g.review_id, g.field) NOT IN (SELECT review_id, field FROM standing_codings)"""

VIEWS = (STANDING, SUGGESTED, CODINGS)
