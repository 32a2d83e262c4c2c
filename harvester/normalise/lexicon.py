"""Words that several rules share: months, English and Welsh, quotation marks, words that are no names."""

from __future__ import annotations

import re
import unicodedata

from harvester.normalise.given_names import GIVEN_NAMES as GIVEN_NAMES


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as running text."""
    return frozenset(text.split())


# Month names as they stand in English and Welsh text, with short and softened forms.
MONTHS: dict[str, int] = {
    "january": 1, "jan": 1, "ionawr": 1,
    "february": 2, "feb": 2, "febuary": 2, "chwefror": 2,
    "march": 3, "mar": 3, "mawrth": 3, "fawrth": 3,
    "april": 4, "apr": 4, "ebrill": 4,
    "may": 5, "mai": 5, "fai": 5,
    "june": 6, "jun": 6, "mehefin": 6, "fehefin": 6,
    "july": 7, "jul": 7, "gorffennaf": 7, "orffennaf": 7,
    "august": 8, "aug": 8, "awst": 8,
    "september": 9, "sept": 9, "sep": 9, "medi": 9,
    "october": 10, "oct": 10, "hydref": 10,
    "november": 11, "nov": 11, "tachwedd": 11, "dachwedd": 11,
    "december": 12, "dec": 12, "rhagfyr": 12, "ragfyr": 12,
}  # fmt: skip
MONTH_NAMES = (
    "", "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
MONTH_PATTERN = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_QUOTES = str.maketrans({**dict.fromkeys("‘’‚‛`´′", "'"), **dict.fromkeys("“”„«»″", '"')})
_SPACES = dict.fromkeys(map(ord, "\t\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"), " ")
_SPACES |= dict.fromkeys(range(0x2000, 0x200B), " ")
_PLAIN = {**_DASHES, **_QUOTES, **_SPACES}
_FEW_MARKS = 20
_ODD_SPACE = re.compile(r"[\t\r\v\f\x1c-\x1f`]")


def straight(text: str) -> str:
    """The text with plain quotes, dashes and spaces, of the same length, so positions still hold."""
    return text if text.isascii() and not _ODD_SPACE.search(text) else text.translate(_PLAIN)


def squeeze(text: str) -> str:
    """One line of text: runs of white space become one space."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """For comparing: lower case, no accents, plain quotes and dashes, single spaces."""
    plain = straight(text)
    if plain.isascii():
        return squeeze(plain.lower())
    return squeeze(_without_marks(unicodedata.normalize("NFKD", plain)).casefold())


def _without_marks(decomposed: str) -> str:
    """The text without its combining characters: each kind at once, where they are few."""
    marks = [c for c in set(decomposed) if c > "\x7f" and unicodedata.combining(c)]
    if len(marks) > _FEW_MARKS:
        return "".join(c for c in decomposed if not unicodedata.combining(c))
    for mark in marks:
        decomposed = decomposed.replace(mark, "")
    return decomposed


# Capitalised words of titles that are never part of a case name.
NOT_NAMES = word_set(
    """
    a about absence abuse abused accident action actions activity additional adolescent adolescents
    adult adults advice agencies agency agreed alcohol all alleged also amended analysis and annex
    annual anonymised anonymous any appendices appendix appointments appreciative approach approved
    arrangements as assessment at audit author authors available awareness bank based be behaviour best
    beyond between births bitesize board body boards book breaking brief briefing briefings bruising
    bulletin burns business by cafcass campaign care carer carers case cases centre centres chair
    changes checklist child childcare childhood children childrens chronology city click closed
    committee communication community complete completed complex concern concerned concerning concerns
    concise conclusion conference confidential consent contact content contents context cooperation copy
    council county criminal cross culture current cyber cycle dangerous data date day deal death deaths
    deceased decision deposited derived detail details development dental disabilities disability
    disabled document documents domestic download downloads draft drug drugs due duty early easy
    education effective eight emotional endorsed engagement england english escalation event events
    evidence example executive exec experience experiences exploitation explained exposed extended
    external extra facts faith fabricated failure families family fatal father fathers female feedback
    file final findings first five flowchart focus follow following for form former forms forum foreword
    foster four framework free from full gang general glossary good group groups guidance guide harm
    harmed harmful hate head headteacher health help here hidden high highlighting his history home
    homeless homicide hospital house housing how hub human if illness immersion impact implementation
    improvement improving in incident incidents independent index individual induced infant infants
    information infographic injuries injury inquest inquiry institutional integrated intimate into
    introduction invisible is issue issued issues it its joint june's key keeping knife know language
    latest lead leaflet learned learning learnt legal lessons letter life link links list listening
    lived local london looked male management manager mapping marriage matters media medical medicine
    meeting mental messages methodology metropolitan minute minutes missing model monitoring more mother
    mothers multi multiple multiagency murder name names national neglect neglected neonatal network new
    news newsletter nhs night nine no non not note notes notice notification number obesity of officer
    older on one ongoing online open operational opens or order organised other our out outcome outcomes
    over overlay overview overdose page pages panel paper parent parental parents part partner partners
    partnership patterns peer peers people perinatal period perpetrator person persons persuasive
    physical place plan plans podcast point points police policies policy poster poverty powerpoint
    practice practitioner practitioners pre pregnancy presentation press prevention previous primary
    process procedure procedures professional professionals profound programme progress protect
    protecting protection protocol protocols proud public publication published publishing pupils
    quality question questions rapid re read recent recently recommendation recommendations redacted
    referral refugee region regional registered regulation related relating relation relationship
    relationships removal report reporting reports request requests research residential resolution
    resource resources respect respectful respond response responses restricted review reviewer
    reviewers reviews risk risks road role roles safe safeguarding safer safety said school schools
    screening secondary section see self serious service services seven severe sexual sexually shaken
    sharing short siblings sibling significant signs silence single site six size sleep sleeping slides
    small social society staff standards start state statement statements statutory step steps strategic
    strategy street study subject subjects substance sudden suffocation suicidal suicide suicides
    summaries summary support supporting susr synopsis system systemic systems table task team teams
    teenage teenager template ten terms that the their thematic theme themes these think this those
    three threshold through title to together tool toolkit tools top training trauma triennial twelve
    two type unborn under understanding unexpected unexplained unexpectedly unidentified unit unnamed
    update updated upon use useful version victim victims video view violence violent visit voice voices
    vulnerable wales ward was we webinar website welfare wellbeing welsh what when where who why will
    with within without women work worker workers workforce working worked workshop written year years
    you young your youth zip scr scrs cspr csprs lcspr lcsprs lscpr spr sar sars dhr dhrs cpr cprs cpre
    susr apr cmr lcr llr macr silp scmr lscb lscp scb scp sab csp cse cce pdf doc docx kb mb gp cp mash
    lado cdop masa icr ofsted nspcc cqc hmic gov uk mr mrs ms miss dr professor prof sir lady obe mbe
    cbe msc ba phd jp cqsw january february march september october november december jan feb mar apr
    jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday adolygiad
    adroddiad achos bwrdd crynodeb cryno cyflym cynllun diogelu difrifol estynedig gweithredol
    gweithredu oedolion oedolyn plant plentyn terfynol trosolwg ymarfer ymateb teulu a'r y yr yn am ar
    gan gyda i o unedig sengl hanesyddol briff briffio friffio munud munudau sesiwn ynghylch cyhoeddedig
    lawrlwytho gweld darllen dogfen dogfennau plentyn blentyn phlentyn teulu deulu theulu wasg datganiad
    achosion atodiad llawn ionawr chwefror mawrth ebrill mehefin gorffennaf awst medi hydref tachwedd
    rhagfyr module modules version chapter north south east west central greater mid upper lower
    """
)
