"""Personal names as title pages print them: with titles, post-nominals, posts and firms around them."""

from __future__ import annotations

import re
from functools import lru_cache

from harvester.normalise.dates import find_dates
from harvester.normalise.lexicon import GIVEN_NAMES, MONTHS
from harvester.normalise.words import mostly_capitals, words

MAX_LINE = 300

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
    """civic centre street road avenue offices
    prif adolygwyr adolygwr adolygydd awduron cyd cadeirydd detective superintendent inspector sergeant
    constable chief commissioner assistant deputy principal solicitor barrister psychologist
    psychiatrist paediatrician midwife practitioner practitioners coordinator governor teacher
    headteacher probation cafcass named clinical consultant psychotherapist academic auditor
    executive serious case review reviews child children baby family overview report reports
    executive summary author authors reviewer reviewers writer independent lead chair chairman
    chairperson panel board boards partnership safeguarding local domestic homicide adult adults
    learning practice significant management thematic rapid single unified community safety safer
    council county city borough district committee protection concerning regarding respect relating
    death life murder circumstances into published publication date dated final draft version
    confidential restricted strictly private page contents index introduction appendix action plan
    response statement brief briefing lessons learned learnt highlighting consultant consultants
    consultancy consulting associates limited ltd llp plc services service social work worker health
    nhs trust police manager director head senior designated nurse doctor officer advisor adviser
    specialist solutions group team hospital university college school nursery working together act
    regulations regulation chapter subject subjects sibling siblings young person people person
    mother father victim perpetrator approved presented adopted endorsed ratified updated revised
    amended completed prepared written commissioned signed signature post title born died birth
    incident of the for and with from to in on at by an a this is was be not after unless if re
    north south east west upper lower new old great saint vale county scr cspr lcspr dhr sar cpr apr
    susr lscb scb lscp scp sab csp who what when where why how you your my our we never ever home
    office minister right rt hon dear anonymous unknown multi-agency multi agency agencies joint
    integrated chronology part one two three volume section additional following criminal
    proceedings public media press release easy read adolygiad ymarfer plant plentyn bwrdd diogelu
    adroddiad cyhoeddwyd achos difrifol oedolion awdur adolygydd annibynnol crynodeb gweithredol
    llywodraeth cymru cymunedol partneriaeth"""
)

_MORE_GIVEN = words(
    """ghislaine oena hester ceryl nicki nikki ron edi liz ray geraldine jo jackie jan jane jenny jim jill
    gill gladys gwen hilary hilda ian iain jacqui joan judith june keith kathryn kate leighe len les
    lesley lindsay lin lynn lynne maggie mairi marion mike mick moira morag nigel norma pam pat
    patricia pauline perdeep peter phil pip rhona rhian richard rob roger rosalind roy russell sally
    sandra sian siobhan stella steve sue sylvia ted terry tim tina tony trish val vivien wendy wyn
    briony bron carole celia cheryl christa dez donald fergus glenys griselda"""
)
# Words of themes and slogans: a line of them is no name, however capitalised.
THEMES = words(
    """neglect harm abuse hidden voice voices violence exploitation suicide self care risk silent silence
    lost missing invisible trauma fathers father men babies families sleep death deaths sexual
    physical emotional domestic injury injuries non accidental knife crime gangs online mental
    disability disabled obesity feeding cannabis drugs alcohol hoarding fire safe safer love loved
    listening listen see seen heard hear learning never always world home homes elective education
    schools youth county lines breaking chain cycle infant unborn teenage adolescent transition
    transitions professional curiosity information sharing briefing message messages beyond behind
    inside outside forgotten children's lives matter matters stolen broken shared shining light tell
    truth remember my name siblings"""
)

_GIVEN = GIVEN_NAMES | _MORE_GIVEN

OTHER_PEOPLE = re.compile(
    r"\b(?:chair(?:man|ed|person)?|endors\w+|signed|signature|editor|dear|director|minister|commissioned\s+by|chief"
    r"|approved\s+by|ratified\s+by|agreed\s+by|accepted\s+by|contact|cadeirydd|secretary|lay\s+member"
    r"|(?:checked|assured|assisted|edited|commissioned)\s+by|sponsor|facilitat(?:or|ed)|support(?:ed)?\s+by|administrator|panel\s+members?)\b"
    r"|\b(?:manager|officer|co-?ordinator|commissioner|head\s+of\s+[\w\s]{1,30})\s*:",
    re.IGNORECASE,
)
_POST_LINE = re.compile(
    r"^\W*(?:post|position|role|title|job\s+title)\s*:|"
    r"\b(?:consultants?|consultancy|associates|limited|ltd|llp|manager|adviser|advisor|specialist|services?|officer"
    r"|social\s+worker?|nurse|solutions)\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:;|,|/|\||(?i:\b(?:and|with)\b)|&|\+|•|\ba\b(?=\s+[A-Z]))\s*")
_FOR_WHOM = re.compile(
    r"\s+(?:(?:for|on\s+behalf\s+of|in\s+association\s+with|to\s+the|at)(?:\s|$)"
    r"|(?:dated?|published|publication|version|post|status|completed|approved|updated)\b)",
    re.IGNORECASE,
)
_DASHED = re.compile(r"\s[\-–—:]+\s|[\-–—:]+\s|\s[\-–—]+|\(|\)")


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
        if (low in _NOT_NAMES and not re.fullmatch(r"[A-Z]\.?", token)) or not re.fullmatch(
            r"[^\W\d_](?:[^\W\d_]|['\-])*\.?", token
        ):
            return None
        if not token[0].isupper():
            return None
    if len(tokens[-1].strip(".")) < 2 or all(t.lower() in MONTHS for t in tokens):
        return None
    return " ".join(_name_case(t) if capitals else t for t in tokens)


def is_likely_name(text: str) -> bool:
    """Whether a bare text looks like a person: a known given name, then a surname."""
    name = clean_name(text)
    return name is not None and name.split()[0].lower().split("-")[0] in _GIVEN


def without_dates(text: str) -> str:
    """The text with a comma where each date stood."""
    for mention in reversed(find_dates(text)):
        text = f"{text[: mention.start]} , {text[mention.end :]}"
    return text


def names_in(text: str) -> tuple[str, ...]:
    """All personal names of a label's right-hand side: "A & B", "A, Firm Ltd", "A (Independent) and B".

    After a comma stands a post more often than a person, so there only a known given name counts.
    """
    return _names_in(text[:MAX_LINE])


@lru_cache(maxsize=2048)  # "Serious Case Review" stands on most title pages
def _names_in(text: str) -> tuple[str, ...]:
    text = _FOR_WHOM.split(without_dates(text), maxsplit=1)[0]
    found: list[str] = []
    at = 0
    for split in [*_SPLIT.finditer(text), None]:
        part = text[at : split.start() if split else len(text)]
        after_comma = bool(found) and text[:at].rstrip().endswith(",")
        at = split.end() if split else len(text)
        pieces = [p for p in _DASHED.split(part) if p.strip()]
        name = next((n for n in (clean_name(p) for p in pieces) if n), None)
        if not name or (OTHER_PEOPLE.search(part) and len(pieces) > 1):
            continue
        if not after_comma or is_likely_name(name):
            found.append(name)
    return tuple(dict.fromkeys(found))


def is_post_line(line: str) -> bool:
    """A line of post-nominals, a post or a firm, such as stands below an author's name."""
    tokens = line.replace(",", " ").split()
    if not tokens or len(line) > 140:
        return False
    if all(_is_post_nominal(t, capitals=mostly_capitals(line) and len(tokens) > 3) for t in tokens):
        return len(tokens) > 1 or tokens[0].lower().strip(".") in _POST_NOMINALS
    return bool(_POST_LINE.search(line)) and not find_dates(line) and "review" not in line.lower()
