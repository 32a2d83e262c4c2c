"""What a posted form means: values, acts, reasons; and that nothing else is done."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.catalogue.acts import Change
from harvester.desk.acts import changes_of, said
from harvester.desk.entering import FIELDS, EnteredWrong, enter, shown
from harvester.desk.filters import Query, parse_query, read_query
from harvester.desk.forms import ActKind, FormError, Posted, read_post
from harvester.vocabulary import RejectReason


class Values(dict):
    """Posted values without Django's settings: lists by name."""

    def get(self, key, default=None):
        return (super().get(key) or [default])[-1]

    def getlist(self, key):
        return super().get(key) or []


def post(**values) -> Posted:
    given = {"screen": "record", "document": "d1", "act": "accept"} | values
    given.setdefault("seen", [f"{one}:0" for one in _list(given["document"])])
    return read_post(Values({name.replace("__", "-"): _list(value) for name, value in given.items()}))


def _list(value) -> list[str]:
    return value if isinstance(value, list) else [value]


# ---------------------------------------------------------------- one value


@pytest.mark.parametrize(
    ("field", "typed", "meant"),
    [
        ("title", "  Child \t A\n review ", "Child A review"),
        ("title", "Child\u202e A\u0000", "Child A"),
        ("published", "2016", "2016"),
        ("published", "2016-09", "2016-09"),
        ("published", "28.09.16", "2016-09-28"),
        ("published", "September 2016", "2016-09"),
        ("completed", "", ""),
        ("review_type", "scr", "scr"),
        ("language", "CY", "cy"),
        ("authors", "Ann Other\r\n\r\n Bo  Thing ; Ann Other", '["Ann Other", "Bo Thing"]'),
        ("authors", "  ", ""),
        ("case_name", "", ""),
    ],
)
def test_what_was_typed_is_read_as_it_was_meant(field: str, typed: str, meant: str) -> None:
    assert enter(field, typed) == meant


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("title", "x" * 501),
        ("title", "\u202e\u0000"),
        ("published", "2016-13"),
        ("published", "2016-02-30"),
        ("published", "some time in 2016 or 2017"),
        ("published", "0000"),
        ("review_type", "Serious"),
        ("review_type", ""),
        ("role", "boss"),
        ("language", "English"),
        ("language", "<script>"),
        ("authors", "\n".join(f"A {number}" for number in range(51))),
    ],
)
def test_what_is_no_value_of_its_field_is_refused(field: str, typed: str) -> None:
    with pytest.raises(EnteredWrong):
        enter(field, typed)


def test_authors_are_shown_one_a_line_and_come_back_the_same() -> None:
    kept = json.dumps(["Zoë Ó Néill", "B; C"])
    assert shown("authors", kept) == "Zoë Ó Néill\nB; C"
    assert enter("authors", shown("authors", '["A B", "C D"]')) == '["A B", "C D"]'


@given(field=st.sampled_from(FIELDS), typed=st.text(max_size=300))
def test_anything_typed_is_a_value_or_is_refused(field: str, typed: str) -> None:
    try:
        value = enter(field, typed)
    except EnteredWrong:
        return
    assert "\x00" not in value
    assert enter(field, shown(field, value)) == value


# ---------------------------------------------------------------- the record's form


def test_only_what_was_changed_is_decided() -> None:
    posted = post(title="A", was__title="A", published="2016", was__published="2015")
    assert posted.values == {"published": "2016"}


def test_a_field_that_was_emptied_has_no_such_value() -> None:
    assert post(case_name=" ", was__case_name="Child A").values == {"case_name": ""}


def test_a_value_that_the_form_did_not_show_is_not_decided() -> None:
    assert post(published="2016").values == {}


def test_blanks_and_line_ends_alone_are_no_change() -> None:
    assert post(title="A  B", was__title="A B", authors="X\r\nY", was__authors="X\nY").values == {}


def test_a_choice_outweighs_the_box() -> None:
    chosen = post(published="2015", was__published="2015", pick__published="=2016-09-28")
    assert chosen.values == {"published": "2016-09-28"}
    assert post(published="2016", was__published="2015", pick__published="").values == {"published": "2016"}
    assert post(pick__published="~").values == {"published": None}
    assert post(pick__completed="=").values == {"completed": ""}
    assert post(pick__authors='=["A B"]').values == {"authors": '["A B"]'}


def test_a_choice_that_was_never_offered_is_checked_like_anything_typed() -> None:
    with pytest.raises(FormError) as caught:
        post(pick__review_type="=<script>")
    assert "review_type" in caught.value.problems


def test_wrong_values_are_all_told_at_once() -> None:
    with pytest.raises(FormError) as caught:
        post(published="soon", was__published="", language="Welsh", was__language="en")
    assert set(caught.value.problems) == {"published", "language"}


# ---------------------------------------------------------------- the bulk form


def bulk(**values) -> Posted:
    return post(screen="queue", document=["d1", "d2"], **values)


def test_a_blank_bulk_field_changes_nothing() -> None:
    blank = dict.fromkeys(FIELDS, "")
    assert bulk(**blank).values == {}
    assert [change.field for change in changes_of(bulk(**blank))] == ["status", "status"]


def test_a_bulk_field_is_set_or_emptied() -> None:
    posted = bulk(act="edit", board="Northmoor", review_type="", clear=["case_name"])
    assert posted.values == {"board": "Northmoor", "case_name": ""}
    assert {(one.subject_id, one.field, one.value) for one in changes_of(posted)} == {
        ("d1", "board", "Northmoor"),
        ("d1", "case_name", ""),
        ("d2", "board", "Northmoor"),
        ("d2", "case_name", ""),
    }


def test_what_every_document_has_cannot_be_emptied_in_bulk() -> None:
    with pytest.raises(FormError):
        bulk(act="edit", clear=["title"])


def test_a_bulk_edit_without_a_value_is_told() -> None:
    with pytest.raises(FormError) as caught:
        bulk(act="edit")
    assert caught.value.problems == {"": "Nothing was changed."}


# ---------------------------------------------------------------- acts


@pytest.mark.parametrize("reason", list(RejectReason))
def test_a_rejection_keeps_its_word(reason: str) -> None:
    posted = post(act=f"reject:{reason}", reason="as I say" if reason == "other" else "")
    (change,) = changes_of(posted)
    assert (change.field, change.value) == ("status", "rejected")
    assert change.reason.partition(":")[0] == reason


@pytest.mark.parametrize("act", ["reject", "reject:", "reject:because", "reject:other"])
def test_a_rejection_without_a_reason_is_refused(act: str) -> None:
    with pytest.raises(FormError):
        post(act=act)


@pytest.mark.parametrize(
    "values",
    [
        {"act": ""},
        {"act": "takedown"},
        {"act": "accept:all"},
        {"act": "assign"},
        {"act": "assign:../../x"},
        {"act": "duplicate:<b>"},
        {"act": "text:perhaps"},
        {"act": "edit"},
        {"act": "merge"},
        {"document": [], "seen": []},
        {"document": "d1", "seen": []},
        {"document": "d1", "seen": "d1:x"},
        {"document": [f"d{number}" for number in range(201)]},
        {"title": "x" * 30_000, "was-title": ""},
        {"reason": "x" * 1001},
    ],
)
def test_what_cannot_be_meant_is_refused(values: dict) -> None:
    with pytest.raises(FormError):
        post(**{name.replace("-", "__"): value for name, value in values.items()})


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("accept", [("status", "accepted")]),
        ("hold", [("status", "held")]),
        ("reopen", [("status", None)]),
        ("duplicate:d9", [("duplicate_of", "d9")]),
        ("not_duplicate:d9", [("not_duplicate_of", "d9")]),
        ("version:d9", [("replaces", "d9")]),
        ("version:", [("replaces", "")]),
        ("assign:r9", [("review", "r9")]),
        ("split", [("review", "new")]),
        ("text:no", [("publish_text", "no")]),
    ],
)
def test_each_act_changes_one_thing(act: str, expected: list) -> None:
    assert [(one.field, one.value) for one in changes_of(post(act=act))] == expected


def test_an_act_may_name_its_object_in_a_field_of_its_own() -> None:
    assert post(act="assign", assign__argument=" r9 ").argument == "r9"


def test_edits_go_with_the_act_and_the_rejections_reason_is_its_own() -> None:
    posted = post(act="reject:duplicate", published="2016", was__published="")
    assert changes_of(posted) == [
        Change("document", "d1", "published", "2016", ""),
        Change("document", "d1", "status", "rejected", "duplicate"),
    ]


def test_what_is_split_off_together_stays_together() -> None:
    first, second = changes_of(bulk(act="split"))
    assert first.value == "new"
    assert second.value not in ("new", None)


def test_a_review_is_edited_as_a_review() -> None:
    posted = read_post(
        Values(
            {
                "screen": ["review"],
                "review": ["r1"],
                "seen": ["r1:3", "other:4"],
                "act": ["edit"],
                "title": ["B"],
                "was-title": ["A"],
                "published": ["2016"],
                "was-published": [""],
            }
        )
    )
    assert posted.seen == {"r1": 3}
    assert changes_of(posted) == [Change("review", "r1", "title", "B")]


def test_merging_moves_the_documents_of_the_other_reviews() -> None:
    posted = read_post(
        Values({"screen": ["review"], "review": ["r1"], "merged": ["r2", "r3"], "act": ["merge"]})
    )
    assert posted.kind is ActKind.MERGE
    assert [(one.subject_id, one.field, one.value) for one in changes_of(posted, ["d2", "d3"])] == [
        ("d2", "review", "r1"),
        ("d3", "review", "r1"),
    ]


def test_only_what_was_decided_on_is_expected_unchanged() -> None:
    posted = read_post(
        Values({"screen": ["queue"], "document": ["d1"], "seen": ["d1:0", "d2:5"], "act": ["hold"]})
    )
    assert posted.seen == {"d1": 0}


# ---------------------------------------------------------------- saying it


def test_each_act_is_said_in_one_sentence() -> None:
    assert said(post(), ["Child A"]) == "Accepted “Child A”."
    assert said(post(act="reject:wrong_file"), ["Child A"]) == "Rejected “Child A”: wrong file."
    assert said(post(act="reject:other", reason="a poem"), ["X"]) == "Rejected “X”: a poem."
    edited = post(published="2016-09-28", was__published="")
    assert said(edited, ["X"]) == "Accepted “X”, with Published: 28 Sep 2016."
    assert said(bulk(), ["X", "Y"]) == "Accepted 2 documents."


@pytest.mark.parametrize("kind", list(ActKind))
def test_every_act_has_words(kind: ActKind) -> None:
    argument = {"reject": "duplicate", "text": "yes"}.get(kind, "")
    posted = Posted(kind=kind, argument=argument, documents=("d",), review_id=None, merged=(), seen={})
    assert said(posted, ["X"]).startswith(tuple("ARHUCMGD"))


# ---------------------------------------------------------------- the queue's filters


def test_a_query_comes_back_from_its_address() -> None:
    query = Query(kind=("new", "held"), source="a-b", role="response", since="looked", words="child b")
    assert parse_query(query.text()) == query
    assert query.toggled("role", "response").role == ""
    assert query.toggled("kind", "held").kind == ("new",)


@given(text=st.text(max_size=200))
def test_any_address_makes_a_query(text: str) -> None:
    query = parse_query(text)
    assert parse_query(query.text()) == query


def test_what_is_in_no_vocabulary_is_left_out() -> None:
    hostile = {
        name: ["<script>alert(1)</script>"]
        for name in ("kind", "nation", "source", "review_type", "role", "doubt", "since")
    }
    assert read_query(hostile) == Query()
