"""The views that other programs read (docs/catalogue.md): names, columns and their order are fixed.

Beside them stands the full-text index `pages_fts` (one row a page of a file), joined by
`page_index(page_id, document_id, page)`:

    SELECT document_id, page, snippet(pages_fts, 0, '[', ']', '…', 12)
    FROM pages_fts JOIN page_index ON page_index.page_id = pages_fts.rowid
    WHERE pages_fts MATCH 'supervision' ORDER BY rank
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

# In the catalogue's view of the world: kept by the machine, or taken in by a person.
SHOWN = "(d.kept = 1 OR x.status IN ('accepted', 'held'))"
_SHOWN_FROM = f"""document d LEFT JOIN decided x ON x.subject_id = d.id WHERE {SHOWN}"""


def _effective(field: str) -> str:
    """The decision if there is one ('' meaning "none"), else the harvest."""
    return f"NULLIF(COALESCE(x.{field}, d.{field}), '') AS {field}"


# What a person said of copies and versions, else the machine; it is not heard where a person said that the
# two are no copies, or the other way about. Copies of what became a copy are copies of the same original.
_COPY = """CASE
    WHEN x.duplicate_of IS NOT NULL THEN NULLIF(x.duplicate_of, '')
    WHEN d.duplicate_of IS NULL OR EXISTS (
        SELECT 1 FROM standing n WHERE n.field = 'not_duplicate_of'
            AND ((n.subject_id = d.id AND n.key = d.duplicate_of)
                OR (n.subject_id = d.duplicate_of AND n.key = d.id))
    ) THEN NULL
    ELSE NULLIF(COALESCE(
        (SELECT NULLIF(o.duplicate_of, '') FROM decided o WHERE o.subject_id = d.duplicate_of), d.duplicate_of
    ), d.id)
END"""

_OLDER = """COALESCE(
        (SELECT p.id FROM document p LEFT JOIN decided px ON px.subject_id = p.id
            WHERE p.id = d.replaces_address AND (p.kept = 1 OR px.status IN ('accepted', 'held'))),
        d.replaces_text
    )"""

_VERSION = f"""CASE
    WHEN x.replaces IS NOT NULL THEN NULLIF(x.replaces, '')
    WHEN COALESCE(d.replaces_address, d.replaces_text) IS NULL THEN NULL
    WHEN EXISTS (SELECT 1 FROM decided o WHERE o.subject_id = {_OLDER} AND o.replaces = d.id) THEN NULL
    ELSE {_OLDER}
END"""

DOCUMENT_COLUMNS = (
    "id",
    "review_id",
    "source",
    "nation",
    "title",
    "review_type",
    "role",
    "case_name",
    "authors",
    "board",
    "published",
    "published_precision",
    "completed",
    "language",
    "media_type",
    "pages",
    "sha256",
    "url",
    "page_url",
    "link_text",
    "status",
    "presence",
    "fetch_outcome",
    "text_outcome",
    "duplicate_of",
    "replaces",
    "first_seen",
    "last_seen",
)

_DOCUMENTS = f"""CREATE VIEW documents AS SELECT
    d.id,
    d.review_id,
    d.source,
    s.nation,
    COALESCE(NULLIF(x.title, ''), NULLIF(d.title, ''), d.label) AS title,
    COALESCE(NULLIF(x.review_type, ''), d.review_type, 'other') AS review_type,
    COALESCE(NULLIF(x.role, ''), d.role, 'other') AS role,
    {_effective("case_name")},
    COALESCE(NULLIF(COALESCE(x.authors, d.authors), ''), '[]') AS authors,
    {_effective("board")},
    {_effective("published")},
    CASE length(COALESCE(x.published, d.published))
        WHEN 4 THEN 'year'
        WHEN 7 THEN 'month'
        WHEN 10 THEN COALESCE(iif(x.published IS NULL, d.published_precision, NULL), 'day')
    END AS published_precision,
    {_effective("completed")},
    {_effective("language")},
    COALESCE(e.media_type, f.media_type) AS media_type,
    e.page_count AS pages,
    d.sha256,
    d.url,
    d.page_url,
    d.link_text,
    CASE
        WHEN x.status <> '' THEN x.status
        WHEN d.rejected_as IS NOT NULL THEN 'rejected'
        WHEN d.foreign_report = 1 AND NOT EXISTS (
            SELECT 1 FROM document o WHERE o.id = {_COPY} AND o.foreign_report = 0
        ) THEN 'held'
        ELSE 'new'
    END AS status,
    d.presence,
    d.fetch_outcome,
    e.outcome AS text_outcome,
    {_COPY} AS duplicate_of,
    {_VERSION} AS replaces,
    d.first_seen,
    d.last_seen
FROM document d
JOIN source s ON s.slug = d.source
LEFT JOIN decided x ON x.subject_id = d.id
LEFT JOIN file f ON f.sha256 = d.sha256
LEFT JOIN extract e ON e.sha256 = d.sha256
WHERE {SHOWN}"""

_REVIEWS = f"""CREATE VIEW reviews AS SELECT
    r.id,
    r.source,
    r.nation,
    COALESCE(NULLIF(y.review_type, ''), r.review_type) AS review_type,
    NULLIF(COALESCE(y.case_name, r.case_name), '') AS case_name,
    COALESCE(NULLIF(y.title, ''), r.title) AS title,
    r.year,
    count(*) AS documents,
    min(m.first_seen) AS first_seen
FROM review r
JOIN (SELECT d.review_id, d.first_seen FROM {_SHOWN_FROM}) m ON m.review_id = r.id
LEFT JOIN decided y ON y.subject_id = r.id
GROUP BY r.id"""

_PUBLISHERS = "CREATE VIEW review_publishers AS SELECT review_id, source FROM review_publisher"

_SIGHTINGS = f"""CREATE VIEW sightings AS SELECT
    g.document_id, g.url, g.page_url, g.link_text, NULLIF(g.heading, '') AS heading, g.first_seen, g.last_seen
FROM sighting g JOIN (SELECT d.id FROM {_SHOWN_FROM}) k ON k.id = g.document_id"""

# A decision stands in the evidence like any other origin; `line` then carries the person's reason.
DECIDED_EVIDENCE = """SELECT
    n.subject_id AS document_id, c.field, c.value, 'decision' AS origin,
    NULL AS page, NULLIF(c.reason, '') AS line, NULL AS box, 'decided by ' || c.who AS rule, 1.0 AS confidence
FROM standing n JOIN decisions c ON c.seq = n.seq"""

_EVIDENCE = f"""CREATE VIEW evidence AS
SELECT v.document_id, v.field, v.value, v.origin, v.page, v.line, v.box, v.rule, v.confidence
FROM evidence_item v JOIN (SELECT d.id FROM {_SHOWN_FROM}) k ON k.id = v.document_id
UNION ALL
SELECT w.document_id, w.field, w.value, w.origin, w.page, w.line, w.box, w.rule, w.confidence
FROM ({DECIDED_EVIDENCE}) w JOIN (SELECT d.id FROM {_SHOWN_FROM}) k ON k.id = w.document_id"""

_PAGE_INDEX = f"""CREATE VIEW page_index AS
SELECT p.id AS page_id, k.id AS document_id, p.page
FROM (SELECT d.id, d.sha256 FROM {_SHOWN_FROM}) k JOIN file_page p ON p.sha256 = k.sha256"""

_PAGES = f"""CREATE VIEW pages AS
SELECT k.id AS document_id, p.page, p.text
FROM (SELECT d.id, d.sha256 FROM {_SHOWN_FROM}) k JOIN file_page p ON p.sha256 = k.sha256"""

_RUNS = "CREATE VIEW runs AS SELECT id, started, finished, exit_code, reason FROM run"

_RUN_SOURCES = """CREATE VIEW run_sources AS SELECT
    run_id, source, outcome, pages_fetched, requests, bytes, candidates,
    documents_new, documents_changed, documents_lost, seconds, message
FROM run_source"""

NAMES = (
    "documents",
    "reviews",
    "review_publishers",
    "sightings",
    "evidence",
    "page_index",
    "pages",
    "runs",
    "run_sources",
)
VIEWS = (
    _DOCUMENTS,
    _REVIEWS,
    _PUBLISHERS,
    _SIGHTINGS,
    _EVIDENCE,
    _PAGE_INDEX,
    _PAGES,
    _RUNS,
    _RUN_SOURCES,
)
