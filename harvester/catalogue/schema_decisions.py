"""Decisions made together and taken back, relations between documents, and which decisions stand."""

from __future__ import annotations

COLUMNS = (
    "ALTER TABLE decisions ADD COLUMN batch TEXT",
    "ALTER TABLE decisions ADD COLUMN undoes TEXT",
    "ALTER TABLE decisions ADD COLUMN other TEXT",  # JSON: names of the other document
    "ALTER TABLE decisions ADD COLUMN old TEXT",
    "CREATE INDEX decisions_by_batch ON decisions(batch)",
    "CREATE INDEX decisions_by_undone ON decisions(undoes)",
    "ALTER TABLE decided ADD COLUMN language TEXT",
    # Ids as they are in this catalogue; '' = a copy of nothing, replaces nothing.
    "ALTER TABLE decided ADD COLUMN duplicate_of TEXT",
    "ALTER TABLE decided ADD COLUMN replaces TEXT",
    "ALTER TABLE decided ADD COLUMN review TEXT",
    "CREATE INDEX decided_by_review ON decided(review)",
    # The document that was rejected and has the same text: this one is not asked about again.
    """ALTER TABLE document ADD COLUMN rejected_as TEXT
        REFERENCES document(id) DEFERRABLE INITIALLY DEFERRED""",
    "CREATE INDEX document_by_rejected ON document(rejected_as) WHERE rejected_as IS NOT NULL",
    "CREATE INDEX text_sketch_by_digest ON text_sketch(digest)",
)

# document.review_id is the review that a document is in: a person's choice, else this.
GROUPED_REVIEW = (
    """ALTER TABLE document ADD COLUMN grouped_review TEXT
        REFERENCES review(id) DEFERRABLE INITIALLY DEFERRED""",
    "UPDATE document SET grouped_review = review_id",
    "CREATE INDEX document_by_grouped_review ON document(grouped_review)",
)

TABLES = (
    # The decision that stands, for each field of a document or review under its id in this catalogue; where
    # several stand beside each other (not_duplicate_of) `key` tells them apart. other_id: the other document.
    """CREATE TABLE standing (
        subject_id TEXT NOT NULL,
        field TEXT NOT NULL,
        key TEXT NOT NULL,
        seq INTEGER NOT NULL REFERENCES decisions(seq),
        other_id TEXT,
        PRIMARY KEY (subject_id, field, key)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX standing_by_other ON standing(other_id)",
    # A review that is called otherwise in this catalogue than when it was decided about.
    """CREATE TABLE review_alias (
        id TEXT PRIMARY KEY,
        review_id TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX review_alias_by_review ON review_alias(review_id)",
)
