"""The words that tell review documents from everything else on a safeguarding site.

Each pattern is one idea ("a role of a document", "a form"). Patterns are plain alternations on
short, capped texts, so none of them can run long on hostile input.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from harvester.detect import words_welsh as welsh
from harvester.phrases import Phrases

CAP: Final = 600  # characters of any one text that are looked at


def _p(pattern: str) -> Phrases:
    return Phrases(" ".join(pattern.split()).replace("| ", "|").replace(" |", "|"))


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


def tidy(text: str | None) -> str:
    """One line of plain text: straight quotes and dashes, single spaces, at most `CAP` characters."""
    if not text:
        return ""
    return _tidied(text) if len(text) <= CAP else _tidied.__wrapped__(text)


@lru_cache(maxsize=8_192)  # the same texts are asked for again and again, and those of menus on every page
def _tidied(text: str) -> str:
    flat = " ".join(text[: CAP * 4].split())[:CAP]
    return flat.translate(STRAIGHT).strip()


STRAIGHT: Final = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201b": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u00a0": " ",
        "\u200b": "",
        "\u00ad": "",
        "\u0060": "'",
    }
)

# ------------------------------------------------------------------ what kind of review

_ADJECTIVES = (
    r"(?:serious|significant|critical) (?:child )?(?:case|incident)s?|case management|management|"
    r"(?:(?:local|serious|national|child(?:ren)?'?s?|adults?|safeguarding|single|unified|multi-?agency|joint|"
    r"thematic|concise|extended) )*(?:practice|safeguarding|learning|partnership|case|homicide|suicide|"
    r"abuse related death|multi-?agency|lessons|learned|learnt|systemic|systems|"
    r"unified safeguarding|thematic|"
    r"lessons learned|lessons learnt|desktop|domestic homicide|appreciative)"
)

TYPE: Final = _p(
    rf"\b(?:{_ADJECTIVES}) (?:learning )?(?:reviews?|inquiry)\b|"
    r"\b(?:[lL]?[lL]?CSPR|LSCPR|SPR|SCR|SCMR|SCLR|SILP|SILR|MACR|MAPR|MALR|LCR|LLR|PLR|CMR|DHR|"
    r"DARDR|SAR|APR|CPR|CPRE|"
    r"SUSR|AYP|AYPE|OWHR|MHHR|SCIE)(?:'?s)?\b|"
    r"\bpart (?:8|eight) reviews?\b|\bchapter (?:viii|8) review|\breviews? (?:into|"
    r"of) the (?:deaths?|circumstances|care)\b|"
    r"\bCYSUR \d|\b(?:rapid|local|independent) reviews?\b|"
    r"\badolygiad(?:au)? (?:ymarfer|achos|cryno|estynedig|diogelu|oedolion|plant|plentyn|dysgu)"
    rf"|{welsh.TYPE}"
)
TYPE_PLURAL: Final = _p(
    rf"\b(?:{_ADJECTIVES}) reviews\b|\b(?:L?CSPR|SCR|SAR|DHR|CPR|APR|SUSR|CMR|LCR|SPR|LSCPR|"
    rf"DARDR)'?s\b|\badolygiadau\b|"
    r"\b(?:published|local|recent|previous|older|archived|our|learning from) reviews\b"
)
# ------------------------------------------------------------------ what role a document has

ROLE: Final = _p(
    r"\b(?:final |full |scr |independent |published |redacted )?overview reports?\b|"
    r"\b(?:executive|exec) summar(?:y|ies)\b|"
    r"\b(?:full|final|review|summary|improvement|progress|anonymi[sz]ed|public summary|main|"
    r"published|redacted|"
    r"l?cspr|scr|sar|dhr|cpr|scrs?|\w{1,3}sc[bp]|board|case) reports?\b|\bfull (?:review|version|"
    r"document)\b|\breport (?:in full|for publication)\b|"
    r"\baction plans?\b|\b(?:composite|single|multi-agency) action\b|\b(?:7|seven|5|five|6|six|10|"
    r"ten)[- ]?(?:min(?:ute)?|point|step)s?\b|"
    r"\b(?:learning|practice|practitioners?|staff|case|review|scr|cspr|lcspr|sar|dhr|one page|"
    r"lessons|findings) "
    r"(?:briefings?|brief|summary|summaries|bulletin|leaflets?|poster|points|sheet|on (?:a|one) page)\b|"
    r"\b(?:lessons?|learning) (?:learn(?:ed|t)|from|summary|materials?|points)\b|"
    r"\bkey (?:messages|learning|findings)\b|"
    r"\bresponses?\b|\b(?:press|media|agency|partnership|chair'?s|public|joint|"
    r"board) (?:statements?|releases?|notices?)\b|"
    r"\bstatement (?:from|by|of|on|in)\b|\bappendi(?:x|ces)\b|\baddendum\b|\badditional section\b|"
    r"\bsupplement(?:ary report)?\b|\bpostscript\b|"
    r"\bpresentation slides\b|\bslides\b|"
    r"\beasy[- ]?read\b|\bchild[- ]?friendly\b|\byoung people'?s version\b|"
    r"\bsummary of (?:multi-agency )?(?:progress|findings|learning)\b|"
    r"\bfamily statement\b|\bhome office letter\b|\bletter (?:from|to|of)\b|\bfeedback letter\b|"
    r"\bwhat you need to know\b|"
    r"\badroddiad\b|\bcrynodeb\b|\bcynllun gweithredu\b|\bymateb\b|\bsummary for staff\b|"
    r"\blearning together\b|"
    r"\bbriefings?\b|\bbriefing (?:note|paper)s?\b|\bsummary\b|\bsummaries\b|\bupdate on\b|"
    r"\bimprovement plan\b|\brecommendations\b"
    rf"|{welsh.ROLE}"
)
ROLE_STRONG: Final = _p(
    r"\boverview report\b|\b(?:executive|exec) summary\b|\bfull (?:overview )?report\b|"
    r"\bfinal (?:overview )?report\b|"
    r"\baction plan\b|\b(?:7|seven|5|five)[- ]?(?:min(?:ute)?|point)s?\b|"
    r"\blearning (?:brief(?:ing)?|summary|leaflet|points)\b|"
    r"\b(?:board|partnership|lscb|agency|scb|scp|council)(?:'s)? response\b|\b(?:press|"
    r"media) (?:statement|release)\b|"
    r"\b(?:l?cspr|scr|sar|dhr|review|summary) report\b|\bfull review\b|\bfamily statement\b|\badroddiad\b"
)
# ------------------------------------------------------------------ what must not be harvested

FORM: Final = _p(
    r"\b(?:referral|notification|request|consent|nomination|feedback|evaluation|application|"
    r"booking|submission|"
    r"information|chronology|agency|scoping|reporting|return|consideration|"
    r"multi-agency service request|marf) (?:\w+ )?(?:forms?|templates?)\b|"
    r"\bexpressions? of interest\b|\brole (?:profile|description|specification)s?\b|"
    r"\bforms?\b|\btemplates?\b|\bproforma\b|\bpro-forma\b|\breferrals?\b|\brefer (?:a|an|in|"
    r"to)\b|\bhow to refer\b|"
    r"\bnotif(?:y|ication|ications|ying|iable)\b|\bindividual (?:agency|"
    r"management)(?: review)? (?:summary|report|review)|\bIMR\b|\bchronolog(?:y|ies)\b|"
    r"\bagency (?:summary|report) (?:template|form|to)\b|\bchecklist\b|\bworksheet\b|"
    r"\bquestionnaire\b|\bgenogram\b|\bffurflen\b|\bcyfeirio\b"
    rf"|{welsh.FORM}"
)
GUIDANCE: Final = _p(
    r"\bguid(?:ance|es?|elines?|ebook)\b|\bprotocols?\b|\bprocedures?\b|\bpolic(?:y|ies|es)\b|"
    r"\bframeworks?\b|\btool ?kits?\b|\btools?\b|\bprocess(?:es)?\b|"
    r"\bpathways?\b|\bflow ?charts?\b|\bdecision (?:tree|making|tool)\b|\btenders?\b|"
    r"\bthresholds?\b|\bterms of reference\b|"
    r"\bworking together (?:to safeguard|20|18|23|15)|\bcriteria\b|\bmanual\b|"
    r"\bhandbook\b|\bstandards\b|\bcode of practice\b|\bchapter \d|\bsection \d|\bregulations\b|"
    r"\bact (?:19|20)\d\d|\bstatutory (?:guidance|framework|duty|partners)\b|\bmethodology\b|"
    r"\bquality markers\b|"
    r"\bamendments?\b|\bretention\b|\bquick reference\b|\bmyths\b|\bindicators of need\b|"
    r"\bcontinuum\b|\bmatrix\b|\bassessment tool\b|\bglossary\b|"
    r"\bfactsheets?\b|\bcanllaw(?:iau)?\b|\bgweithdrefn(?:au)?\b|\bprotocol(?:au)?\b|\bpolisi\b|"
    r"\bkeeping children safe in education\b|\bbest practice\b"
    rf"|{welsh.GUIDANCE}"
)
GOVERNANCE: Final = _p(
    r"\bannual (?:safeguarding )?(?:reports?|reviews?|conference|plan|summary)\b|\b(?:business|"
    r"strategic|work|delivery|corporate|service|improvement) (?:plan|programme|priorities)\b|"
    r"\bstrateg(?:y|ies|ic)\b|\bminutes\b|\bagendas?\b|\bnews ?letters?\b|\be-?bulletins?\b|"
    r"\bbulletins?\b|\bstructure(?: chart)?\b|\barrangements?\b|\bMASA\b|"
    r"\bmembership\b|\bsub-?groups?\b|\bpriorities\b|\bquarterly\b|\bconstitution\b|"
    r"\bmemorandum\b|\bprivacy (?:notice|policy)\b|\byearly report\b|\bself-?assessments?\b|"
    r"\bscrutiny\b|\bperformance (?:report|data|scorecard)\b|\bsection 11\b|\bpeer review\b|"
    r"\bgovernance\b|\bpartners' annual\b|\badroddiad blynyddol\b|\bcylchlythyr\b|"
    r"\bjob (?:description|advert)\b|\bvacanc(?:y|ies)\b|\bconsultation\b|\bsurvey\b|"
    r"\bcouncil meeting\b|\bcabinet\b|\bcommittee (?:report|meeting|papers?)\b|\bcover (?:report|"
    r"paper)\b"
    rf"|{welsh.GOVERNANCE}"
)
TRAINING: Final = _p(
    r"\btraining\b|\bwebinars?\b|\bworkshops?\b|\bcourses?\b|\be-?learning\b|\bconferences?\b|"
    r"\bpodcasts?\b|\bvideos?\b|\bseminars?\b|\bevents?\b|\bmasterclass\b|\blunch (?:and|"
    r"&) learn\b|"
    r"\bbook (?:a place|now|your)\b|\bprogramme of\b|\blearning hub\b|\blearning resource\b|"
    r"\blearning and development\b|\byoutube\b|\brecording\b|\bquiz\b|\bknowledge map\b|"
    r"\bawareness\b|"
    r"\b(?:week|fortnight|month|day|launch|symposium|forum|roadshow|festival|summit|fair)s?'?s? "
    r"(?:programme|agenda|flyer|flier|leaflet|poster|timetable|schedule|booklet|invitation|brochure|"
    r"pack|slides|presentations?|details)\b|"
    r"\b(?:reviews?|practice|learning|safeguarding|awareness) (?:week|fortnight|month|symposium|forum|"
    r"roadshow|summit)\b|\bprogramme for\b|\blaunch event\b|\bsave the date\b|"
    r"\bhyfforddiant\b|\blearning (?:event|module)\b"
    rf"|{welsh.TRAINING}"
)
NATIONAL: Final = _p(
    r"\bnational\b|\btriennial\b|\bbiennial\b|\banalysis\b|\bNSPCC\b|\bofsted\b|\bJTAI\b|\bDfE\b|"
    r"\bdepartment for education\b|\bgovernment\b|\bgov\.uk\b|\bresearch\b|"
    r"\bpractice review panel\b|\bthe panel'?s?\b|\bpanel (?:annual|briefing)|"
    r"\bhome office (?:analysis|report on|key findings)\b|\bcare inspectorate\b|\bHMICFRS\b|"
    r"\bCQC\b|\bIICSA\b|\bindependent inquiry\b|\bwood review\b|\bmunro\b|"
    r"\blaming\b|\barthur (?:labinjo|and star)\b|\bstar hobson\b|\bvictoria climbi|"
    r"\bhard to escape\b|\bpathways to harm\b|\bnew learning from\b|\bcomplexity and challenge\b|"
    r"\blearning for the future\b|"
    r"\bacross england\b|\bin england\b|\bNCMD\b|\bchild mortality\b|\bSCIE\b|"
    r"\blibrary catalogue\b|\bnational repository\b|\bcase review repository\b|\brepository\b|"
    r"\bout of routine\b|\bmyth of invisible\b|\bout of sight\b|"
    r"\bcommissioner'?s?\b|\bwhat works\b|\bresearch in practice\b|\bworking paper\b|"
    r"\bchild death (?:overview|review)|\bCDOP\b|\bcenedlaethol\b"
    rf"|{welsh.NATIONAL}"
)
EXPLAIN: Final = _p(
    r"\blog ?in\b|\bpages?$|\bwhat (?:is|are|happens|do|does|we)\b|\bpurpose of\b|\bfaqs?\b|"
    r"\bfrequently asked\b|"
    r"\bhow (?:we|to|are|is|does|do)\b|\bwhy (?:do|are|is)\b|\bwhen (?:is|are|do|should)\b|"
    r"\bwho (?:can|should|is)\b|\babout (?:us|the|our)\b|"
    r"\bintroduction\b|\bcontext and definitions\b|\binformation (?:for|about) (?:those|families|"
    r"parents|professionals|carers|authors|reviewers)\b|\bdefinitions?\b|\bmore information\b|"
    r"\bfurther information\b|\bfind out more\b|"
    r"\bcontact\b|\bif you have\b|\benquir|\bavailable (?:upon|on|by) (?:request|contacting)\b|"
    r"\bno longer (?:published|available)\b|\bunpublished\b|\bwill be (?:added|published)\b|"
    r"\bdelayed in publication\b|\bthere are (?:currently )?no\b|"
    r"\b(?:for|to) (?:families|parents|relatives|family members|bereaved)\b|\bbeth yw\b|"
    r"(?<!learning )\b(?:leaflet|booklet|factsheet|information) for (?:(?:the )?public|carers|children|"
    r"young people|practitioners|professionals|staff)\b|"
    r"\bhow reviews\b|\bbrief guide\b|\bguide to\b|\bcommission(?:ing)?\b"
    rf"|{welsh.EXPLAIN}"
)
NEWS: Final = _p(
    r"\bpublished today\b|\bpublish(?:es|ing)?\b|\bpublication of\b(?! (?:\w+ ){0,4}reviews$)|"
    r"\b(?:review|report|reviews|"
    r"scr|cspr)s? (?:now |has been |have been )?(?:published|released)$|\bwelcomes\b|"
    r"\bcalls? for\b|\bbacktracks?\b|\blaunch(?:es)?\b|"
    r"\bapologi[sz]es?\b|\b(?:slams?|failings?|failed|blasts?|damning|admission|tragic|inquest|"
    r"sentenced|jailed|murder trial)\b|\bspecial report\b|\blatest news\b|\bnews\b|\bnew!|"
    r"\bannounce[sd]?\b|\breaction\b|\bupdate:"
    rf"|{welsh.NEWS}"
)
AUDIT: Final = _p(
    r"\baudits?\b|\bMACFA\b|\bquality assurance\b(?! panel)|\bdip sample\b|\bdeep dive\b|\bsection 11\b|"
    r"\bfeedback\b(?! letter)|\bthemes from\b|\bbriefing notes\b"
)
NAVIGATION: Final = _p(
    r"^(?:home|contact(?: us)?|about(?: us)?|search|menu|log ?in|sign in|register|skip to .*|"
    r"back(?: to .*)?|top|next|previous|privacy.*|cookies?.*|accessibility.*|site ?map|terms.*|"
    r"disclaimer|copyright.*|"
    r"quick exit|exit site|leave site|toggle contrast|text size.*|website by .*|powered by .*|"
    r"share.*|print(?: this)?(?: page)?|email.*|facebook|twitter|x|youtube|linkedin|instagram|"
    r"subscribe.*|rss|follow us.*|"
    r"cymraeg|english|translate.*|listen|browsealoud|accept.*|reject.*|manage cookies|"
    r"view sub groups page|(?:the )?board|(?:the )?partnership|events?(?: calendar)?|calendar|"
    r"news|latest news|blog|jobs|vacancies|"
    rf"{welsh.NAVIGATION})$"
)
OTHER_BODY: Final = _p(
    r"\b(?:commissioner|coroner|ofsted|government|minister|union|charity|college|"
    r"secretary of state|welsh government|inspectorate)(?:'s|s')? (?:\w+ ){0,2}response\b|"
    r"\bprevention of future deaths?\b|\bPFD\b|"
    r"\bresponse to (?:the )?(?:press|consultation|ofsted|government|coroner)\b|"
    r"\bfreedom of information\b|\bFOI\b|\binformation request"
)
ASSURANCE: Final = _p(
    r"\bassurance review\b|\bhistoric(?:al)? safeguarding\b|\bpast cases? review\b|"
    r"\breview of (?:the )?(?:l?scb|arrangements|child protection arrangements)\b|"
    r"\breview conference\b|\bkerslake\b|\bwood review\b|\bpartnership review process\b"
)
CONTENTS: Final = _p(
    r"^(?:(?:table of |page |chapter )?contents|(?:on|in) this (?:page|section|issue|edition|chapter|guide|"
    r"document|bulletin)|jump to|skip to|quick links|(?:(?:the|this) )?\w?-?\w* ?(?:bulletin|newsletter|"
    r"edition) (?:includes?|contains?)|ar y dudalen hon|cynnwys)\W*$"
)
LEADS_ON: Final = _p(
    r"^(?:for )?(?:more|further) (?:information|details)\b|^find out more\b|"
    r"^(?:view|see) (?:the )?(?:full |complete )?list$|"
    r"\b(?:working |task |steering |sub-?|practice )(?:group|panel|committee)\.?$|"
    r"\b(?<!one )(?<!on a )(?<!additional )(?:web ?)?(?:site|pages?|section)\)?"
    r"(?: ?\(?(?:[a-z]{3,9} )?(?:20\d\d)\)?)?[.:]?$"
)
TELLS_MORE: Final = _p(
    r"\b(?:more|further) (?:information|details?|about)\b|\bfind out more\b|\blearn more\b|"
    r"\bhow (?:\w+ ){0,6}(?:are|is) (?:carried out|undertaken|conducted|done|made|referred)\b|"
    r"\bsets? out (?:the|how)\b"
)
_MORE: Final = _p(r"(?:^|(?<=; ))(?:more|further|additional|useful) information:?(?= ?(?:;|$))")


def without_more(text: str) -> str:
    """Texts around a link without the heading "Further information", which stands above anything."""
    return _MORE.sub("", text)


# ------------------------------------------------------------------ links that lead on

HUB: Final = _p(
    r"\bview (?:the )?(?:full )?list\b|\blist of (?:\w+ ){0,3}(?:reviews|reports)\b|\b(?:serious|"
    r"significant) case reviews$|^(?:\w+ ){0,2}(?:serious|significant) case review$|"
    r"\b(?:serious|significant) case reviews\b|"
    r"\bcase reviews\b|\bpractice reviews\b|\blearning reviews\b|\bpublished reviews\b|\b(?:local|"
    r"safeguarding|statutory|homicide|management) reviews\b|"
    r"\blearning from (?:\w+ ){0,4}reviews?\b|\blessons from (?:\w+ ){0,3}reviews?\b|"
    r"\breviews and (?:learning|briefings|audits|reports)\b|\blearning and reviews\b|"
    r"\blearning lessons(?: reviews)?\b|\b(?:l?cspr|scr|sar|dhr|cpr|apr|susr|cmr|dardr|lscpr)s\b|"
    r"^(?:\w+ ){0,2}child safeguarding practice review ?(?:\(l?cspr\))?$|"
    r"\bchild safeguarding practice reviews ?(?:\(l?csprs?\))?$|\bpublished (?:scr|"
    r"cspr|sar|report|case)|\bview (?:all|the list|full reports|our) ?(?:published|reviews|full)?|"
    r"\ball (?:published )?reviews\b|\breviews$|\badolygiadau\b|\bcase review (?:reports|"
    r"briefings)\b|"
    r"\barchived? (?:scr|reviews|case)|\b(?:previous|older|past|historic) reviews\b|"
    r"\breview reports\b|\bserious incidents? reviews?\b|\blocal learning\b|\breviews? (?:page|"
    r"library|archive)\b|^(?:\w+ ){0,2}case review$"
    rf"|{welsh.HUB}"
)
ROUTE: Final = _p(
    r"\blearning (?:from practice|lessons|and improvement|zone|hub|& improvement|from cases)\b|"
    r"\bpublications?\b|\breports?\b|\bprofessionals\b|\bpractitioners?\b|\bresources\b|"
    r"\bdocuments\b|\bdownloads\b|\breviews?\b|\bquality (?:assurance|and learning)\b|"
    r"\bworkers\b|\bvolunteers\b|\bsafeguarding (?:children|adults)\b|"
    r"\bchildren'?s? (?:partnership|board)\b|\bbriefings?\b|\blibrary\b|\blearning\b|\blessons\b|"
    r"\bdysgu\b|\bcyhoeddiadau\b|\bgweithwyr proffesiynol\b|\bsafeguarding partnership\b|"
    r"\bwhat we do\b|\bour work\b|\bthe (?:board|partnership)\b"
    rf"|{welsh.ROUTE}"
)
YEAR_LIST: Final = _p(
    r"^(?:case |serious case |practice |learning |safeguarding )?(?:reviews? )?(?:published |"
    r"from |in |archive )*(?:in )?(?:(?:19|20)\d\d)(?: ?[-/] ?(?:20)?\d\d)?(?: reviews?| archive|"
    r" reports?)?$|\breviews published (?:in|during|before|since) (?:19|20)\d\d\b|\b(?:reviews|"
    r"scrs) (?:19|20)\d\d\b"
)
PAGER: Final = _p(
    r"^(?:next(?: page)?|older(?: posts| entries)?|more (?:reviews|results)|load more|show more|"
    r"page \d{1,3}|\d{1,3}|last|[>»›→]+|next ?[>»›→]+|"
    rf"{welsh.PAGER})$"
)
_VAGUE_WORDS: Final = word_set(
    "please click tap press see go available found accessed read view download downloads open "
    "find on it this the a an copy of in our your by clicking link links below more "
    "document documents file report reports page pdf word version here now detail details "
    "attachment text website online and review reviews to for printable publication continue "
    "reading "
    "opens open new window tab external icon image logo thumbnail cover button be can you via "
    "from english cymraeg welsh "
    "learn show get visit access also "
    f"is are will which following doc docx s {welsh.VAGUE}"
)
_ASIDE: Final = re.compile(r"[(\[][^)\]]{0,60}[)\]]")


@lru_cache(maxsize=8_192)
def is_vague(text: str) -> bool:
    """Whether a link's text says nothing of what it leads to: "here", "Download the report (PDF)"."""
    plain = _ASIDE.sub(" ", SIZE.sub(" ", text.lower()))
    found = re.findall(
        r"[^\W_]+", plain.replace("opens in a new window", " ").replace("opens in new window", " ")
    )
    return len(found) <= 12 and all(word in _VAGUE_WORDS for word in found)


SIZE: Final = _p(
    r"\b(?:pdf|docx?|rtf|odt|word)\b[ ,:;()\[\]-]{0,4}\d[\d.,]* ?(?:kb|mb|k|m|bytes)\b|"
    r"\bsize:? ?\d[\d.,]* ?(?:kb|mb)\b|\(\d[\d.,]* ?(?:kb|mb)\)|\b\d[\d.,]* ?(?:kb|mb)\b"
)
FILE_WORD: Final = _p(
    r"[\[(] ?(?:pdf|docx?|word|rtf|odt)\b|\bpdf\b|\.(?:pdf|docx?|rtf|odt)$|\bword document\b"
)
REPORTS_HERE: Final = _p(
    r"\b(?:available|published|final|full|download(?:ed)?|read|"
    r"view) (?:the )?(?:\w+ ){0,4}(?:reports?|reviews?|summary|briefing|documents?)\b|"
    r"\breports? (?:can be|is|are|below)\b|\bdate of publication\b|\bpublished (?:on|in|:)?|"
    r"\bavailable (?:here|below|to)\b|\bkeywords?:"
)
LISTED: Final = _p(
    r"\b(?:published|recent(?:ly published)?|local|our|completed|available|"
    r"latest) (?:\w+ ){0,3}(?:reviews|reports|"
    r"scrs|csprs|lcsprs|sars|dhrs|cases)\b|\breports? (?:available|published)|"
    r"\blearning from (?:our |recent |local )*cases\b|"
    r"^published\b|^(?:serious case|learning|practice|case management|safeguarding adults?|"
    r"domestic homicide|significant case|"
    r"thematic|partnership|rapid|child practice|adult practice) reviews?\b|\bcyhoeddwyd\b|"
    r"(?:^|; )(?!(?:learning|lessons|themes|messages|national|other|about|what|why|how) )(?:[\w&'-]+ ){1,3}"
    r"(?:serious case|learning|safeguarding practice|significant case) reviews(?= ?(?:;|$))"
    rf"|{welsh.LISTED}"
)
BRIEFING: Final = _p(
    r"\bbriefings?\b|\bbrief\b|\b(?:7|seven|5|five|6|six|10|ten)[- ]?(?:min(?:ute)?|point|"
    r"step)s?\b|\bleaflets?\b|\bposter\b|\bslides\b"
    rf"|{welsh.BRIEFING}"
)
DATE: Final = _p(
    rf"\b(?:{welsh.MONTHS}) (?:19|20)\d\d\b|"
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?,? (?:19|20)\d\d\b|\b(?:19|"
    r"20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d\b"
)
DATE_ONLY: Final = _p(
    r"^(?:published:? ?(?:on )?)?(?:\d{1,2}(?:st|nd|rd|th)? )?(?:jan(?:uary)?|feb(?:ruary)?|"
    r"mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    rf"nov(?:ember)?|dec(?:ember)?|{welsh.MONTHS})?\.?,? ?(?:19|20)\d\d\*?$|"
    r"^(?:published:? ?(?:on )?)?\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d$"
)
YEAR_SPAN: Final = _p(r"\b20\d\d ?[-/] ?(?:20)?\d\d\b")
ENTRY: Final = re.compile(
    r"^(?:[A-Z][a-z]{2,8} )?(?:19|20)\d\d ?[-:] ?[A-Z][^-]{2,60} ?- ?\S"
)  # NSPCC: "2019 - Anonymous - Katie"
