"""The people who wrote a review, as a title page names them.

An author is a person behind a label ("Author:", "Report by", "Lead Reviewer", "prepared by:-"), in
front of one ("Jane Doe, Independent Author"), or a bare personal name in the author's place: below
the title, beside the date. Chairs, panel chairs, endorsers, signatories, editors and addressees
are people too, and are never authors. Titles, post-nominals, posts and firms are left off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.normalise.dates import find_dates
from harvester.normalise.lexicon import GIVEN_NAMES, MONTHS
from harvester.normalise.words import mostly_capitals, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_LINE = 300

_POST_NOMINALS = words(
    """ba bsc msc mphil phd dphil md mba ma med llb llm llb(hons) ba(hons) bsc(hons) hons pgce pgdip pgcert
    dip dipsw cqsw aasw cbe obe mbe dbe kbe qpm qc kc jp frcpch frcp frcpsych mrcpsych mrcgp mrcp
    mbbs mbchb bm bs bch rgn rmn rn rhv rscn rsw fca frsa faphsm fhea mcipd cipd dipcrim dip.crim
    dipapp.ss dsw mres ed.d edd dclinpsych cpsych afbps qsw css cert ed dl mcmi fcmi cstj rnmh scphn
    bed dms m.sc b.a b.sc m.a ph.d c.b.e o.b.e m.b.e q.p.m c.q.s.w (hons) (oxon) (cantab) (econ)
    oxon cantab econ soc.sci bsocsci msocsc"""
)
_TITLES = words(
    "dr doctor prof professor mr mrs ms miss sir dame lord lady rev reverend baroness hon rt right the"
)
_PARTICLES = words("de la le van der den von o' al bin ap ab mac mc di da du")
# Words that never stand in a person's name on a title page.
_NOT_NAMES = words(
    """serious case review reviews child children baby family overview report reports executive summary
    author authors reviewer reviewers writer independent lead chair chairman chairperson panel board
    boards partnership safeguarding local domestic homicide adult adults learning practice
    significant management thematic rapid single unified community safety safer council county city
    borough district committee protection concerning regarding respect relating death life murder
    circumstances into published publication date dated final draft version confidential restricted
    strictly private page contents index introduction appendix action plan response statement brief
    briefing lessons learned learnt highlighting consultant consultants consultancy consulting
    associates limited ltd llp plc services service social work worker health nhs trust police
    manager director head senior designated nurse doctor officer advisor adviser specialist
    solutions group team hospital university college school nursery working together act regulations
    regulation chapter subject subjects sibling siblings young person people person mother father
    victim perpetrator approved presented adopted endorsed ratified updated revised amended
    completed prepared written commissioned signed signature post title born died birth incident of
    the for and with from to in on at by an a this is was be not after unless if re north south east
    west upper lower new old great saint vale county scr cspr lcspr dhr sar cpr apr susr lscb scb
    lscp scp sab csp who what when where why how you your my our we never ever home office minister
    right rt hon dear anonymous unknown multi-agency multi agency agencies joint integrated
    chronology part one two three volume section additional following criminal proceedings public
    media press release easy read adolygiad ymarfer plant plentyn bwrdd diogelu adroddiad cyhoeddwyd
    achos difrifol oedolion awdur adolygydd annibynnol crynodeb gweithredol llywodraeth cymru
    cymunedol partneriaeth"""
) | frozenset(MONTHS)

_LABEL_NOUN = (
    r"(?:(?:independent|overview|report|lead|review|external|joint|co|scr|dhr|sar|cspr|lcspr|summary|executive|main|"
    r"principal|panel\s+chair|chair|chairman|silp|case)[\s\-]*(?:,|and|&|/)?\s*)*"
    r"(?:author|writer|reviewer)s?(?:\(s\))?"
    r"(?:\s*(?:and|&|/)\s*(?:independent\s+)?(?:report\s+|overview\s+)?(?:author|writer|reviewer|chair)s?)*"
    r"(?:\s+of\s+(?:the\s+|this\s+)?(?:overview\s+|final\s+)?(?:report|review))?"
)
_LABEL_VERB = (
    r"(?:(?:(?:independent|overview|executive|final|this|the|summary|serious|case|review)\s+)*(?:report|summary|review)"
    r"\s+(?:is\s+|was\s+)?)?(?:(?:independently\s+)?(?:prepared|written|compiled|authored|produced|undertaken|"
    r"completed|conducted|reported|reviewed|carried\s+out)\s+by|(?:report|overview|review|summary)\s+by|by)"
)
_WELSH_LABEL = (
    r"(?:awdur(?:on)?(?:\s+(?:annibynnol|yr\s+adroddiad))?|adolygydd(?:ion|wyr)?(?:\s+annibynnol)?|adolygwyr)"
)
_LABEL = re.compile(
    rf"^[\s•*\-–]*(?:{_LABEL_NOUN}|{_LABEL_VERB}|{_WELSH_LABEL})\b\s*(?:is\b|was\b)?[\s:;\-–.,_]*(?P<rest>.*)$",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    rf"(?P<before>.{{3,}}?)[\s,;(\-–]+(?P<label>{_LABEL_NOUN}|{_LABEL_VERB})\s*(?:\)|[:;\-–]+)?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:chair(?:man|ed|person)?|endors\w+|signed|signature|editor|dear|director|minister|commissioned\s+by|chief"
    r"|approved\s+by|ratified\s+by|agreed\s+by|accepted\s+by|contact|cadeirydd|secretary|lay\s+member"
    r"|sponsor|facilitat(?:or|ed)|support(?:ed)?\s+by|administrator|panel\s+members?)\b",
    re.IGNORECASE,
)
_POST_LINE = re.compile(
    r"^\W*(?:post|position|role|title|job\s+title)\s*:|"
    r"\b(?:consultants?|consultancy|associates|limited|ltd|llp|manager|adviser|advisor|specialist|services?|officer"
    r"|social\s+worker?|nurse|solutions)\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:;|,|/|\||\band\b|&|\+|•|\ba\b(?=\s+[A-Z]))\s*")
_DASHED = re.compile(r"\s[\-–—:]+\s|[\-–—:]+\s|\s[\-–—]+|\(|\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorsFound:
    """Authors in order, the lines they and other people stand on, and how they were found."""

    names: tuple[str, ...] = ()
    used: frozenset[int] = field(default_factory=frozenset)  # lines that are about people, not title
    labelled: frozenset[int] = field(default_factory=frozenset)  # lines the names stand on
    trimmed: dict[int, str] = field(default_factory=dict)  # title lines with the person cut off
    rule: str = ""


def _is_post_nominal(token: str, *, capitals: bool) -> bool:
    bare = token.strip(" .,;:")
    low = bare.lower()
    if low in _POST_NOMINALS or low.replace(".", "") in _POST_NOMINALS:
        return True
    if capitals:
        return False
    mixed = re.fullmatch(
        r"\(?[A-Z]{2,8}\)?|[A-Z][a-z]{0,3}[A-Z][A-Za-z]{0,5}|(?:[A-Z]\.){2,6}[A-Z]?|\([A-Za-z]+\)", bare
    )
    return bool(mixed) and not re.fullmatch(r"(?:Mc|Mac|O'|De|Le|Fitz)[A-Z][a-z]+", bare) and len(bare) > 1


def _name_case(token: str) -> str:
    low = token.lower()
    if low in {"de", "la", "van", "der", "von", "ap"}:
        return low
    parts = re.split(r"([\-'’])", low)
    text = "".join(p[:1].upper() + p[1:] for p in parts)
    return re.sub(r"^Mc([a-z])", lambda m: "Mc" + m.group(1).upper(), text)


def clean_name(text: str) -> str | None:
    """A personal name without titles, post-nominals and posts; None when it is not one.

    "Dr John Fox MSc, PhD." → "John Fox"; "Independent Consultant" → None.
    """
    text = " ".join(text.replace("’", "'").split()).strip(' .,;:-–_*•"')
    if not text or len(text) > 80 or any(c.isdigit() for c in text) or "@" in text:
        return None
    capitals = mostly_capitals(text)
    tokens = text.split()
    while tokens and tokens[0].lower().strip(".,") in _TITLES:
        tokens.pop(0)
    while len(tokens) > 1 and _is_post_nominal(tokens[-1], capitals=capitals):
        tokens.pop()
    tokens = [t.strip(",;:") for t in tokens]
    if not 2 <= len(tokens) <= 5:
        return None
    for token in tokens:
        low = token.lower().strip(".'")
        if low in _PARTICLES and token is not tokens[0]:
            continue
        if low in _NOT_NAMES or not re.fullmatch(r"[^\W\d_](?:[^\W\d_]|['\-])*\.?", token):
            return None
        if not token[0].isupper():
            return None
    if len(tokens[-1].strip(".")) < 2:
        return None
    return " ".join(_name_case(t) if capitals else t for t in tokens)


def is_likely_name(text: str) -> bool:
    """Whether a bare text looks like a person: a known given name, then a surname."""
    name = clean_name(text)
    return name is not None and name.split()[0].lower().split("-")[0] in GIVEN_NAMES


def _without_dates(text: str) -> str:
    for mention in reversed(find_dates(text)):
        text = f"{text[: mention.start]} , {text[mention.end :]}"
    return text


def names_in(text: str) -> tuple[str, ...]:
    """All personal names of a label's right-hand side: "A & B", "A, Firm Ltd", "A (Independent) and B"."""
    text = _without_dates(text[:_MAX_LINE])
    found: list[str] = []
    for part in _SPLIT.split(text):
        pieces = [p for p in _DASHED.split(part) if p.strip()]
        for piece in pieces:
            name = clean_name(piece)
            if name:
                if not _OTHERS.search(part) or len(pieces) == 1:
                    found.append(name)
                break
    return tuple(dict.fromkeys(found))


def _chaired(text: str) -> bool:
    """Whether a line presents someone other than the author ("Independent Chair, BSCB")."""
    return bool(_OTHERS.search(text)) and not re.search(
        r"\b(?:author|writer|reviewer|awdur)", text, re.IGNORECASE
    )


def _label_rest(line: str) -> str | None:
    """What follows an author's label at the start of a line; None when there is no label."""
    match = _LABEL.match(line[:_MAX_LINE])
    if not match:
        return None
    rest = match["rest"].strip()
    head = line[: match.start("rest")]
    if _chaired(head) or re.match(r"(?:the|this|our)\b", rest, re.IGNORECASE):
        return None
    return rest


def _glued_to_label(line: str) -> tuple[str, ...]:
    """Names in front of a label on one line: "Hester Ormiston, Independent Author"."""
    match = _INSIDE.match(line[:_MAX_LINE])
    if not match:
        return ()
    if match["label"].lower().endswith(" by") or match["label"].lower() == "by":
        return names_in(match["rest"]) if match["rest"] else ()
    return names_in(match["before"])


@dataclass(slots=True)
class _Search:
    """Working state over the lines of one title page."""

    lines: Sequence[str]
    names: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    labelled: set[int] = field(default_factory=set)

    def take(self, index: int, names: Sequence[str]) -> None:
        self.names.extend(n for n in names if n not in self.names)
        self.used.add(index)
        self.labelled.add(index)

    def follow(self, index: int, *, want: bool) -> bool:
        """Reads names on the lines after a label; True when any was found."""
        got = False
        for at in range(index + 1, min(index + 6, len(self.lines))):
            line = self.lines[at]
            if _label_rest(line) is not None or _chaired(line):
                break
            found = names_in(line)
            if found and (want or is_likely_name(_without_dates(line)) or len(found) > 1):
                self.take(at, found)
                got = True
                continue
            if is_post_line(line) or not line.strip(" _-–•*"):
                self.used.add(at)
                continue
            break
        return got


def is_post_line(line: str) -> bool:
    """A line of post-nominals, a post or a firm, such as stands below an author's name."""
    tokens = line.replace(",", " ").split()
    if not tokens or len(line) > 140:
        return False
    if all(_is_post_nominal(t, capitals=mostly_capitals(line) and len(tokens) > 3) for t in tokens):
        return len(tokens) > 1 or tokens[0].lower().strip(".") in _POST_NOMINALS
    return bool(_POST_LINE.search(line)) and not find_dates(line) and "review" not in line.lower()


def _labelled(search: _Search) -> None:
    lines = search.lines
    for index, line in enumerate(lines):
        if index in search.used:
            continue
        if _chaired(line):
            search.used.add(index)
            _skip_other_people(search, index)
            continue
        rest = _label_rest(line)
        if rest is None:
            names = _glued_to_label(line)
            if names:
                search.take(index, names)
            continue
        _read_label(search, index, rest)


def _read_label(search: _Search, index: int, rest: str) -> None:
    names = names_in(rest)
    if names:
        search.take(index, names)
        plural = re.search(r"(?:author|writer|reviewer)s\b", search.lines[index], re.IGNORECASE)
        open_end = re.search(r"(?:\band|&|,)\s*$", rest, re.IGNORECASE)
        if (plural and len(names) == 1) or open_end:
            search.follow(index, want=bool(open_end))
        else:
            _skip_posts(search, index)
        return
    if rest and not is_post_line(rest):
        return  # the word stands in a sentence or a title
    search.used.add(index)
    before = index - 1
    if index and before not in search.used and _only_names(search.lines[before]) and not rest:
        after = search.lines[index + 1] if index + 1 < len(search.lines) else ""
        if not _only_names(after):
            search.take(before, names_in(search.lines[before]))
            return
    search.follow(index, want=True)


def _only_names(line: str) -> bool:
    """Whether a line is one or more personal names and nothing else."""
    parts = [p for p in re.split(r"\s*(?:\band\b|&|;)\s*", _without_dates(line).strip(" ,")) if p.strip()]
    return bool(parts) and all(names_in(p) for p in parts)


def _skip_posts(search: _Search, index: int) -> None:
    for at in range(index + 1, min(index + 4, len(search.lines))):
        if not is_post_line(search.lines[at]):
            break
        search.used.add(at)


def _skip_other_people(search: _Search, index: int) -> None:
    """The name below "Endorsed by:" or "Independent Chair" belongs to that label."""
    after = index + 1
    if after < len(search.lines) and re.search(
        r"(?:[:\-_]|by|chair(?:man)?)\s*$", search.lines[index], re.IGNORECASE
    ):
        line = search.lines[after]
        if _only_names(line) or (_chaired(line) and names_in(line)):
            search.used.add(after)


def find_authors(lines: Sequence[str], *, is_title: Sequence[bool]) -> AuthorsFound:
    """The authors named on a title page.

    Args:
        lines: its lines in reading order.
        is_title: for each line, whether it belongs to the title (type, role or case).
    """
    search = _Search(lines)
    _labelled(search)
    if search.names:
        return _result(search, {}, "labelled author")
    trimmed = _bare(search, is_title)
    return _result(search, trimmed, "personal name in the author's place" if search.names else "")


def _result(search: _Search, trimmed: dict[int, str], rule: str) -> AuthorsFound:
    return AuthorsFound(
        names=tuple(search.names),
        used=frozenset(search.used),
        labelled=frozenset(search.labelled),
        trimmed=trimmed,
        rule=rule,
    )


def _bare(search: _Search, is_title: Sequence[bool]) -> dict[int, str]:
    """An unlabelled name: alone on a line below the title, or glued to a date or to the case."""
    seen_title = False
    for index, line in enumerate(search.lines):
        if index in search.used:
            continue
        if is_title[index]:
            seen_title = True
            cut = _name_at_end(line)
            if cut:
                search.take(index, (cut[1],))
                search.used.discard(index)
                return {index: cut[0]}
            continue
        if not seen_title or not _only_names(line):
            continue
        dated = bool(find_dates(line))
        strong = all(is_likely_name(n) for n in names_in(line))
        if strong or dated or re.search(r"[A-Za-z],?\s+(?:[A-Z]{2,}|[A-Z][a-z]?[A-Z]\w*)\b", line):
            search.take(index, names_in(line))
            _skip_posts(search, index)
            search.follow(index, want=False)
            return {}
    return {}


_CASE_THEN_NAME = re.compile(
    r"^(?P<title>.*\b(?:child|baby|case|family|infant|adult|young\s+person|children|mr|mrs|ms)"
    r"\s+['‘\"“]?(?:[A-Z]{1,2}\d{0,3}|\d{1,3})['’\"”]?)\s+(?P<name>[A-Z][\w'’\-]+(?:\s+[A-Z][\w'’\-]+){1,2})$",
    re.IGNORECASE,
)


def _name_at_end(line: str) -> tuple[str, str] | None:
    """Splits "CHILD E JANE DOHERTY" into the case and the name."""
    match = _CASE_THEN_NAME.match(_without_dates(line[:_MAX_LINE]).strip(" ,"))
    if not match or not is_likely_name(match["name"]):
        return None
    name = clean_name(match["name"])
    return (match["title"].strip(), name) if name else None
