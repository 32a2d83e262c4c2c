"""The Welsh words of safeguarding sites, by the idea that they belong to; `words` adds them to its own."""

from __future__ import annotations

from typing import Final

from harvester.normalise.welsh import any_form

TYPE: Final = (
    r"\b[CE]?(?:CPRE?|AYPE?|AYOE?|APRE)\b|\b[CE]APR\b|\bADUS\b|\bA?LR \d|"
    r"\badolygiad(?:au)? (?:o )?(?:ymarfer|achos|cryno|estynedig|diogelu|oedolion|oedolyn|plant|plentyn|"
    r"dysgu|hanesyddol|thematig|unedig|ll?addiad|ddynladdiad)"
)
ROLE: Final = any_form(
    "adroddiad(?:au)? crynodeb(?:au)? cynllun(?:iau)?~gweithredu ymateb(?:ion)? briff(?:io|iau)? "
    "pwyntiau~dysgu "
    r"(?:\d{1,2}|saith|pum|deg)~munud datganiad(?:au)? llythyr(?:au)? atodiad(?:au)? gwersi sleidiau "
    r"argymhellion "
    "hawdd~(?:ei|i'w|eu)~d+arllen"
)
FORM: Final = any_form(
    "ffurflen(?:ni)? cyfeirio atgyfeirio atgyfeiriad(?:au)? templed(?:i)? rhestr~wirio cronoleg "
    "amserlen~asiantaeth"
)
GUIDANCE: Final = any_form(
    "canllaw(?:iau)? gweithdrefn(?:au)? protocol(?:au)? polisi polisïau meini~prawf fframwaith proses(?:au)? "
    r"pecyn~(?:cymorth|adnoddau) siart~llif trothwy(?:on)? deddf~(?:19|20)\d\d rheoliadau "
    r"cwestiynau~cyffredin llawlyfr"
)
GOVERNANCE: Final = (
    r"\b(?:working|steering|reference|task(?: (?:and|&) finish)?|project) groups?\b|\bremits?\b|"
) + any_form(
    "adroddiad(?:au)?~blynyddol cylchlythyr(?:au)? cofnodion strategaeth(?:au)? bwletin(?:au)? aelodaeth "
    "cynllun(?:iau)?~(?:busnes|blynyddol|strategol|gwaith|hyfforddi) is-?gr[wŵ]p is-?grwpiau cylch~gorchwyl "
    "gweithgor(?:au)? hysbysiad~preifatrwydd trefniadau blaenoriaethau ymgynghoriad(?:au)? swyddi strwythur"
)
TRAINING: Final = any_form(
    "hyfforddiant hyfforddi gweithdy gweithdai cwrs cyrsiau gweminar(?:au)? cynhadledd "
    "digwyddiad(?:au)? e-?ddysgu "
    "fideo modiwl(?:au)? wythnos~ddiogelu"
)
NATIONAL: Final = any_form("cenedlaethol llywodraeth~cymru comisiynydd arolygiaeth arolygiad")
EXPLAIN: Final = any_form("beth~yw sut~(?:i|mae|y|rydym) pam~(?:mae|y|rydym) am~(?:ein|y~bwrdd) i~deuluoedd")
NEWS: Final = any_form("newyddion diweddariad(?:au)?~diogelu")
HUB: Final = (
    r"\badolygiad (?:ymarfer|achos) (?:plant|oedolion|difrifol)$|"
    r"\badroddiadau adolyg\w+\b|\bdysgu o adolygiadau\b|\b(?:g?wersi|dysgu) (?:o|a ddysgwyd)\b"
)
ROUTE: Final = any_form(
    "dysgu cyhoeddiadau proffesiynol ymarferwyr adnoddau dogfennau adroddiadau "
    "diogelu~(?:plant|oedolion) llyfrgell "
    "lawrlwythiadau ein~gwaith"
)
LISTED: Final = (
    r"\bgyhoeddwyd\b|\badroddiadau (?:cyhoeddedig|diweddar)\b|"
    r"\badolygiadau (?:\w+ ){0,2}(?:cyhoeddedig|diweddar|blaenorol)\b|^adolygiad(?:au)? (?:ymarfer|"
    r"achos|dysgu)\b"
)
BRIEFING: Final = any_form(r"briff(?:io|iau)? (?:\d{1,2}|saith|pum|deg)~munud")
NAVIGATION: Final = (
    "hafan|cysylltu(?: â ni)?|cysylltwch â ni|amdanom(?: ni)?|chwilio|dewislen|hygyrchedd|preifatrwydd|cwcis|"
    "telerau.*|map o'r wefan|saesneg|newyddion|digwyddiadau"
)
PAGER: Final = "(?:y )?(?:tudalen|dudalen) nesaf|rhagor|mwy"
MONTHS: Final = "ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr"
VAGUE: Final = (
    "saesneg lawrlwytho lawrlwythwch llwytho cliciwch clicio yma darllen darllenwch mwy rhagor gweld gweler "
    "agor dolen dogfen ffeil adroddiad fersiwn gymraeg yn hwn hon ar gael er mwyn llawn"
)
# What the letter or pseudonym of a case stands behind, and the letters that stand before its number.
SUBJECTS: Final = any_form(
    "plentyn teulu oedolyn babi baban person~ifanc brodyr chwiorydd gefeilliaid ymgyrch"
)
KINDS: Final = "[CE]CPRE?|E?APRE|EAPR|[CE]?AYOE?|[CE]AYPE?|ADUS|L?LR|ALR|SCLR"
