"""Whether a text names a case: a pseudonym, a letter, a code, a family."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from harvester.detect import words_welsh
from harvester.detect.words import word_set
from harvester.normalise.given_names import GIVEN_NAMES
from harvester.normalise.lexicon import NOT_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUBJECT: Final = (
    r"child(?:ren)?|bab(?:y|ies)|infants?|famil(?:y|ies)|young (?:person|people|adult|woman|man|boy|girl)|"
    r"case(?: no\.?| number)?|adults?|siblings?|sibling group|brothers|sisters|twins?|mother|mr|"
    r"mrs|ms|miss|subject|"
    r"person|girl|boy|teenager|nursery|school|victim|operation|"
    rf"{words_welsh.SUBJECTS}"
)
_KIND: Final = (
    r"SCR|L?CSPR|LSCPR|DHR|DARDR|SAR|LCR|CPRE?|APR|SUSR|SPR|CMR|LLR|SCMR|SILP|AYPE?|"
    rf"{words_welsh.KINDS}"
)
_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_NAME: Final = r"[A-Z][a-z]{2,14}"
_QUOTED: Final = r"(?:[A-Z]{1,3}\d{0,3}|[A-Z][a-z]+(?:(?: and | & |, | )[A-Z][a-z]+){0,4})"
_CASE: Final = re.compile(
    # "Child X", "Baby Liam", 'Child "AB"', "Children A, B and C", "Young Person 7", "Case GN13"
    rf"\b(?i:{_SUBJECT})s?(?: in respect of)?[ :]{{1,2}}['\"(]?(?P<a>[A-Z]{{1,4}}\d{{0,4}}|"
    rf"(?!(?:19|20)\d\d\b)\d{{1,4}}[A-Z]?(?![- ]?(?i:min|point|step))|{_NAME})\b"
    # "the Anderson family", "P children", "T Family"
    rf"|\b(?P<b>[A-Z]\d?|{_NAME}) (?i:family|siblings|brothers|sisters)\b|\b(?P<k>[A-Z]\d?) (?i:children)\b"
    # codes: ZDS22, GN13, CE001, SOT14 (1), BDS12, I17
    r"|\b(?P<code>[A-Z]{1,5}-?\d{2,4})(?: ?\(\d\))?(?![\d/])\b"
    # numbered reviews: SCR 0115, CSPR 14, CYSUR 4 2019, CPR 2/2017, "Case 8", CTM 06/2021
    rf"|\b(?:{_KIND}|CYSUR|CWMPAS|Case|[A-Z]{{2,5}}) (?:No\.? ?)?\d{{1,2}}(?:[/ ]20\d\d)\b"
    rf"|\b(?:{_KIND}|CYSUR|CWMPAS|Case)[ -]?(?:No\.? ?)?(?!(?:19|20)\d\d\b)\d{{1,4}}\b"
    # a board's number in a year: ZSCB 2015-16/02
    rf"|\b[A-Z]{{3,6}} ?20\d\d[-/]\d\d[-/]\d{{1,2}}\b"
    # the year first: LR 2022/1
    rf"|\b(?:{_KIND}) ?20\d\d/\d{{1,3}}(?![/\d])"
    # "SCR A", "CSPR Louise", "SAR June"
    rf"|\b(?:{_KIND})s?[ :-]{{1,3}}['\"]?(?P<c>[A-Z]{{1,2}}\d{{0,2}}|{_NAME})\b"
    rf"(?= ?(?:$|[-:;(&,'\"/.]|\d|(?i:and|has|is|report|overview|exec|full|final|learning|response|"
    rf"action|brief|summary|seven)\b))"
    # "Learning Review - Sam", "Practice Review Theo", "Report for Pip", "Briefing: Daisy"
    rf"|\b(?i:review|report|briefing|brief|summary|response|statement|slides|plan|"
    rf"leaflet)(?: ?[-:] ?| for | on | about | "
    rf"concerning | regarding | re | into the death of | of )['\"]?(?P<d>{_NAME})['\"]?(?= ?(?:$|"
    rf"[-:;(&,]|and\b|\d|[A-Z]{{2}}))"
    rf"|\b(?i:review) (?P<e>{_NAME})(?= ?(?:$|[-:;(&,]))"
    # "Daisy LCSPR", "Jasmine - 7 minute briefing"
    rf"|(?:^|; )(?P<f>{_NAME}) (?:{_KIND})\b"
    rf"|(?:^|; )(?P<g>{_NAME})(?: (?:and|&) {_NAME})? ?- ?(?i:(?:\d|seven|five)[- ]?min|learning|"
    rf"overview|executive|practi|"
    rf"summary|safeguarding|domestic|serious|local|briefing|response)"
    # "Practice Review (Ash)", "Poppy 7 minute briefing", "Isaac, 12 May 2022"
    rf"|(?i:review|report|SCR|CSPR)[^()]{{0,12}}\((?P<h>{_NAME})\)"
    rf"|(?:^|; )(?P<i>{_NAME}) (?i:(?:\d|seven|five)[- ]?min)"
    rf"|(?:^|; )(?P<j>{_NAME})(?:(?: and| &|"
    rf",) {_NAME}){{0,2}} ?[,(-]{{1,2}} ?(?i:published )?(?:\d{{1,2}}(?:st|nd|rd|th)? )?"
    rf"(?:{_MONTH} )?(?:19|20)\d\d\b"
    # quoted pseudonym
    rf"|'{_QUOTED}'(?![a-z])|\"{_QUOTED}\""
)
_NOT_SUBJECT: Final = re.compile(
    r"(?i)\b(?:child(?:ren)?(?:'s)?|adults?(?:'s)?|family|school|case) (?:and|in|with|at|who|"
    r"first|friendly|looked|living|exposed|"
    r"experiencing|studies|house|welfare)\b"
)
_NAMES_ONLY: Final = re.compile(
    r"['\"]?[A-Z][a-z]{1,14}(?:(?:, | and | & |/| )[A-Z][a-z]{1,14}){0,3}['\"]?(?: ?\([A-Z]{1,5}\d{1,4}\))?"
    r"|['\"]?[A-Z]{1,2}\d{0,4}['\"]?(?:(?:, | and | & |/)['\"]?[A-Z]{1,2}\d{0,4}['\"]?){0,3}"
)
_TRAILER: Final = re.compile(r" ?[(-]? ?(?:(?:[A-Z][a-z]{2,8} )?(?:19|20)\d\d)\)?$")
_NOT_CODES: Final = re.compile(
    r"(?i)(?:WT|KCSIE|CT|ID|PDF|DOC|DOCX|KB|MB|ISO|COVID|S|SECTION|ACT|PART|CHAPTER|FAQ|V|VOL|NO|"
    r"RR|RB|CR|PO|APRIL|MAY|JUNE|"
    r"JULY|MARCH|A4|A3|UN|EU|UK|GP|PG|PP|P|Q|Y|YEAR|WEEK|DAY|LEVEL|TIER|STEP)-?\d+$"
)
_FILE_TYPES: Final = frozenset({"PDF", "DOC", "DOCX", "RTF", "ODT", "PPTX", "KB", "MB"})
_COMMON: Final = NOT_NAMES | word_set(
    "home contact about menu login resources publications privacy cookies accessibility sitemap "
    "map terms conditions newsletters "
    "bulletins consultation sharing threshold thresholds volunteers workforce voice bullying "
    "toolkit toolkits referrals "
    "audits video videos podcasts webinar webinars useful faq faqs arrangements structure "
    "members membership subgroups governance "
    "campaigns view click next last archive archives category categories tags tag share print "
    "email facebook twitter youtube linkedin "
    "instagram cymraeg welsh skip main back top accept reject settings complaints fostering "
    "adoption prevent radicalisation "
    "fgm cse cce lado mash marac mappa send cdop ofsted nspcc childline barnardos gov uk where "
    "when why who your us working worried "
    "register recruitment jobs careers team staff leaders sport clubs think family january "
    "february march july august september "
    "october november december template templates chapter together interim pan tier level icon "
    "nursing nurse minister adobe acrobat reader microsoft google translate  commissioner trust "
    "the this that these those her him they them we "
    "court repository collection database library index sub subgroup group priorities governance process "
    "you he she was were has have had can will should "
    "alcohol allergies anorexia anxiety asthma attachment autism autistic bruises burns caldicott carer "
    "carers chronology chronologies coercion consent crying dads debt dementia dentists diabetes "
    "discharge drugs eczema epilepsy father fathers fractures gambling gangs girls grandparents grief "
    "handover hidden honour hygiene impulsivity infographic injury injuries interpreters kinship knives "
    "knife ligature ligatures loneliness loss male males masculinity men mothers nutrition obesity "
    "observations online parent parents peer peers persistence poverty pregnancy prevention private "
    "race racism refugees resilience respect routines secrets siblings sleep stigma suicide supervisions "
    "thresholds trafficking transitions trauma travellers trust vaping visits women young"
)


@lru_cache(maxsize=16_384)
def has_case(text: str) -> bool:
    """Whether a (tidied) text names a case: "Child X", a code, a quoted pseudonym, …"""
    return next(_cases(text), None) is not None


def may_name(text: str) -> bool:
    """Whether a text that is said to name a case can: not common words of these sites alone."""
    said = re.findall(r"[^\W_]+", text)
    return 0 < len(said) <= 12 and any(not _is_common(word) for word in said)


@lru_cache(maxsize=4_096)
def last_case(text: str) -> str:
    """The case named last in a (tidied) text, with the other names that it goes by, or ""."""
    last = None
    for last in _matches(text):  # noqa: B007 - the last one is wanted
        pass
    if last is None:
        return ""
    more = _AND_NAME.match(text, last.end())
    return last.group() + (more.group() if more and more["name"].lower() in GIVEN_NAMES else "")


_AND_NAME: Final = re.compile(r" ?(?:and|&) (?P<name>[A-Z][a-z]{2,14})\b")


def names_case(line: str, text: str) -> bool:
    """Whether a line names a case for sure, or by a word that the text shows to be somebody.

    "7 minute briefing: Wren" is built like "7 minute briefing: Cuckooing": a capitalised word that is
    no given name may be what the paper is about.
    """
    return any(not _is_bare(found) or tells_of(_name_in(found), text) for found in _matches(line))


def is_bare(name: str) -> bool:
    """Whether a name is only a capitalised word or words, none of them a given name or "Two Sisters"."""
    plain = [word for word in re.findall(r"[^\W_]+", name) if word != "and"]
    if all(word.lower() in _KIN | _COUNTS for word in plain) or has_case(name):
        return False
    return all(word.isalpha() and word.istitle() and word.lower() not in GIVEN_NAMES for word in plain)


def tells_of(name: str, text: str) -> bool:
    """Whether a text speaks of somebody by that name: "Wren was born", "Wren's mother"."""
    return bool(name) and bool(re.search(rf"\b{re.escape(name)}{_PERSON}", text[:12_000]))


_PERSON: Final = (
    r"(?:['\u2019]s (?:mother|father|parents?|family|brother|sister|siblings?|death|life|story|school|"
    r"carers?|injur\w+|case|partner|home)\b"
    r"| (?:died|lived|moved|attended|suffered|sustained|told|said|disclosed|went)\b"
    r"| (?:was|is|were) (?:\d|born|aged|admitted|taken|found|seen|known|living|killed|brought|removed|"
    r"subject|placed|(?:an?|the) (?:\w+[- ]){0,4}"
    r"(?:boy|girl|child|baby|infant|teenager|man|woman|person|toddler)\b|"
    r"\w+ (?:days|weeks|months|years)\b)"
    r"| (?:and|lived with) (?:his|her|their) (?:\w+ ){0,2}"
    r"(?:mother|father|parents|family|siblings?|brother|sister)\b"
    r"|,? (?:\(?aged|who was|who died)\b)"
)


def _is_bare(found: re.Match[str]) -> bool:
    """A word at a place where names stand, without a word for a person or a review beside it."""
    named = next((found[key] for key in "dgij" if found[key]), "")
    said = re.match(r"\w+", found.group())
    typed = said is not None and said.group().lower() in {"review", "report"}
    return bool(named) and not typed and named.lower() not in GIVEN_NAMES


def _name_in(found: re.Match[str]) -> str:
    return next((value for value in found.groupdict().values() if value), "")


def _cases(text: str) -> Iterator[str]:
    return (found.group() for found in _matches(text))


def _matches(text: str) -> Iterator[re.Match[str]]:
    start = 0
    while found := _CASE.search(text, start):
        start = found.start() + 1
        if _NOT_SUBJECT.match(text, found.start()):
            continue
        named = _name_in(found)
        if _is_common(named) or _NOT_CODES.match(named) or named in _FILE_TYPES:
            continue
        start = found.end()
        yield found


@lru_cache(maxsize=8_192)
def is_name(text: str) -> bool:
    """Whether the whole text is nothing but a name or names ("Two Sisters", "Carl & Max (2021)")."""
    plain = _TRAILER.sub("", text).strip()
    if len(plain) > 60 or not _NAMES_ONLY.fullmatch(plain):
        return False
    found = [word for word in re.findall(r"[A-Za-z]+", plain) if word != "and"]
    if any(_is_common(word) and word.lower() not in _KIN | _COUNTS for word in found):
        return False
    return not all(word.lower() in _KIN for word in found)


_COUNTS: Final = word_set("two three four five six")
_KIN: Final = word_set(
    "sister sisters brother brothers sibling siblings twins baby babies child children young person "
    "people boys girls"
)


def _is_common(name: str) -> bool:
    """A capitalised word that is no name; letters and codes never are."""
    low = name.lower()
    return not name.isupper() and (low in _COMMON or (len(low) > 6 and low.endswith(_ABSTRACT)))


_ABSTRACT: Final = (
    "ing",
    "tion",
    "sion",
    "ment",
    "ness",
    "ism",
    "ship",
    "ance",
    "ence",
    "ology",
    "graphy",
    "ality",
)
