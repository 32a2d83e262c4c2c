"""The words of title pages: what a review document says of itself, and what everything else says."""

from __future__ import annotations

from typing import Final

from harvester.phrases import Phrases


def _r(pattern: str) -> Phrases:
    return Phrases(pattern)


# Titles of things that are never kept. Each is (what it is, pattern in a title line, how much it weighs).
AGAINST: Final[tuple[tuple[str, Phrases, float], ...]] = (
    (
        "form",
        _r(
            r"\b(?:referral|notification|request|nomination|evaluation|feedback|consent|application|"
            r"scoping|submission|information gathering|reporting|booking|"
            r"expression of interest)(?: \w+){0,3} form\b|\bforms?$|^form\b|\breferral (?:for|to) (?:a|an|"
            r"the)\b|"
            r"\bnominat(?:ion|ing)\b|"
            r"\brequest (?:to|for) (?:a |the )?(?:consider|case|review|learning review|scoping)\w*|"
            r"\b(?:decision|scoping) (?:record|sheet|document|tool)\b|\bdoes the case meet\b|"
            r"\bproforma\b|\bpro-forma\b|\bffurflen\b"
        ),
        4.8,
    ),
    (
        "template",
        _r(
            r"^(?:case|name|child|subject|young person)s? ?:+ ?(?:child|name|x+|[\W_]*)$|"
            r"^(?:name of (?:the )?\w{3,10}|\w+'s (?:name|initials)|nhs (?:no|number)|completed by) ?:* ?$|"
            r"\btemplates?\b|\bchecklist\b|\bchronology (?:form|template|guidance)|"
            r"\bindividual agency (?:summary|report) (?:form|template)|\[insert|\binsert (?:name|date|"
            r"case|logo)|<(?:name|date|insert)|\bagency report (?:author|template)"
        ),
        4.8,
    ),
    (
        "toolkit",
        _r(
            r"\btool ?kits?\b|\bquality markers\b|\bresource pack\b|\bpractice tool\b|\bassessment tool\b|"
            r"\bscreening tool\b"
        ),
        4.0,
    ),
    (
        "annual report",
        _r(
            r"\bannual (?:safeguarding |performance |)?(?:report|review|summary)\b|\byearly report\b|"
            r"\bannual report\b|\badroddiad blynyddol\b|\b(?:six|half)[- ](?:monthly|yearly) report\b"
        ),
        5.0,
    ),
    (
        "plan of the board",
        _r(
            r"\b(?:business|strategic|corporate|delivery|work|service|training) (?:plan|programme|"
            r"strategy)\b|\bstrateg(?:y|ies)\b|\bpriorities 20\d\d|\bimprovement plan 20\d\d ?[-–/]"
        ),
        4.0,
    ),
    (
        "minutes",
        _r(
            r"(?<!\d )(?<!seven )(?<!five )\bminutes\b|\bmeeting (?:notes|held)\b|"
            r"\bnotes of (?:the )?meeting\b|\bcofnodion\b"
        ),
        5.0,
    ),
    ("agenda", _r(r"\bagenda\b(?! item for change)|\bapologies for absence\b"), 3.5),
    (
        "newsletter",
        _r(
            r"\bnews ?letters?\b|\be-?bulletin\b|\b(?:news|weekly|monthly|quarterly|safeguarding|"
            r"partnership|staff) bulletin\b|\bbulletin (?:no\.? ?)?\d|\bnewsflash\b|\bcylchlythyr\b|"
            r"\bin this (?:issue|edition)\b|^editorial$"
        ),
        5.0,
    ),
    (
        "training",
        _r(
            r"\btraining (?:programme|course|calendar|brochure|offer|pathway|directory|strategy|slides|"
            r"handout|pack|event|prospectus)\b|\bcourse (?:outline|booklet|materials|content|handbook)\b|"
            r"\be-?learning\b|\b(?:level|module) \d\b|\bmulti-?agency training\b|\blearning (?:aims|"
            r"outcomes|objectives)\b|\bby the end of (?:this|the) (?:session|course)\b|"
            r"\btrainer'?s (?:notes|guide)\b|\bconference\b|\b(?:practice|safeguarding) week\b|^programme$"
        ),
        3.5,
    ),
    ("policy", _r(r"\bpolic(?:y|ies)\b(?! and practice| makers?| context)|\bpolisi\b"), 3.2),
    (
        "procedure",
        _r(
            r"\bprocedures?\b(?! followed)|\bprotocols?\b|\bprocess(?:es)? (?:for|guide|guidance|map|"
            r"chart|and)\b|\b(?:review|reviews|referral|scr|cspr|lcspr|sar|dhr|decision|rapid review|"
            r"partnership review) process\b|\bprocess practice\b|\bflow ?chart\b|\bpathway\b|"
            r"\bstandard operating\b|\bhow to refer\b|\bterms of reference$|^terms of reference|"
            r"\bgweithdrefn|\bremit$|^remit\b|\bremit of\b|^cylch gorchwyl|\bcylch gorchwyl$|"
            r"\b(?:working|steering|sub-?|review) ?group (?:remit|membership|role|terms)\b"
        ),
        3.6,
    ),
    (
        "guidance",
        _r(
            r"\bguidance\b|\bguidelines?\b|\bpractice guide\b|\bguide (?:to|for|on)\b|^(?:a )?(?:brief |"
            r"short |quick )?guide\b|\bhandbook\b|\bmanual\b|\bframework\b|\bstandards for\b|"
            r"\bcode of (?:practice|conduct)\b|"
            r"\bworking together to safeguard children\b(?! 20\d\d['’]?$)|\bcanllaw|\bprinciples for\b|"
            r"\bconducting a\b|\bundertaking (?:serious|domestic|safeguarding|case|child|a)"
        ),
        3.6,
    ),
    (
        "thresholds",
        _r(
            r"\bthresholds?\b|\bcontinuum of (?:need|help)\b|\blevels? of need\b|\bindicators of need\b|"
            r"\bright help,? right time\b|\beffective support\b"
        ),
        4.0,
    ),
    (
        "arrangements",
        _r(
            r"\b(?:safeguarding|multi-?agency|partnership|local|children'?s) (?:\w+ ){0,3}arrangements\b|"
            r"\barrangements 20\d\d\b|\bMASA\b|\bmemorandum of understanding\b|\bconstitution\b|"
            r"\binformation sharing agreement\b|\bpublished arrangements\b|\btrefniadau\b"
        ),
        4.0,
    ),
    (
        "national study",
        _r(
            r"\buniversity of\b|\bcommissioned by (?:the )?(?:nspcc|dfe|dcsf|department|"
            r"home office|government)|"
            r"\btriennial\b|\bbiennial\b|\banalysis of (?:serious|child|domestic|safeguarding|local|rapid|"
            r"\w+ )*(?:case |practice |homicide |adult )?reviews\b|"
            r"\bnational (?:safeguarding |practice )?reviews?\b|\bnational (?:analysis|panel|review of|"
            r"overview|report|child safeguarding practice review panel|learning|study|guidance|"
            r"thematic)\b|\bresearch (?:report|briefing|paper|in practice|review)\b|\bworking paper\b|"
            r"\blearning from (?:serious )?case reviews:? (?:in england|nationally|20\d\d)|"
            r"\bchild safeguarding practice review panel\b|\bkey findings from (?:analysis|national)|"
            r"\bpathways to harm\b|\bcomplexity and challenge\b|\bannual report of the panel\b|"
            r"\bresearch report\b|\bsynthesis\b|\bmeta-?analysis\b|\breview of the evidence\b|"
            r"\bnspcc (?:briefing|thematic|learning|factsheet|inform)"
        ),
        3.8,
    ),
    (
        "inspection",
        _r(
            r"\bofsted\b|\binspection (?:of|report)\b|\bjoint targeted area\b|\bJTAI\b|\bILACS\b|"
            r"\bcare quality commission\b|\bpeer (?:review|challenge)\b|\bHMICFRS\b|\bmonitoring visit\b"
        ),
        4.0,
    ),
    (
        "child death overview",
        _r(r"\bchild death (?:overview|review)\b|\bCDOP\b|\bchild death reviews?\b|\bchild mortality\b"),
        4.0,
    ),
    (
        "council paper",
        _r(
            r"^(?:report|briefing|paper) (?:to|of|for)(?: the)?:? ?(?:\w+[ ,&']{1,3}){0,4}(?:cabinet|"
            r"committee|council|board of directors|director|scrutiny|health (?:and|&) well-?being|"
            r"executive|panel|governing body|trust board)\b|\bscrutiny (?:committee|panel|commission|"
            r"board)\b|\bcabinet (?:member|report|meeting)\b|\bhealth (?:and|&) well-?being board\b|"
            r"\bwards? affected\b|\breport (?:author|of): .{0,40}(?:director|head of service|officer)|"
            r"\bagenda item(?: no)?\b|\bpurpose of (?:the )?report\b|\bdecision (?:notice|required)\b|"
            r"\bfreedom of information\b|\breport to the (?:\w+ ){0,4}(?:committee|cabinet|council)\b"
        ),
        5.2,
    ),
    (
        "explanation",
        _r(
            r"\bwhat (?:is|are) (?:a |an |the )?(?:\w+ ){0,6}reviews?\b|\binformation (?:for|"
            r"leaflet for) (?:families|parents|relatives|family members|professionals|practitioners|staff|"
            r"participants)\b|\binformation leaflet\b|\bfrequently asked questions\b|\bFAQs?\b|"
            r"\b(?:help|advice|support|guide|booklet) for (?:families|parents|relatives|carers|family)\b|"
            r"\bleaflet for\b|\bfactsheet\b|\bwhat to expect\b|\byour questions answered\b|"
            r"\btaking part in\b|\bbeth yw\b|\bparticipating in\b"
        ),
        3.8,
    ),
    (
        "audit",
        _r(
            r"\b(?:multi-?agency |case file |thematic |themed |section 11 |quality assurance |"
            r"deep dive )+audits?\b|\baudit (?:report|tool|findings|summary|of)\b|\bself-?assessment\b|"
            r"\bMACFA\b|\bsurvey\b|\bscorecard\b|\bdata ?set\b"
        ),
        3.2,
    ),
    (
        "court or ombudsman",
        _r(
            r"\bregulation 28\b|\bprevent(?:ion of)? future deaths\b|\b(?:senior|hm|area) coroner\b|"
            r"\b(?:family|high|county|crown) court\b|\bjudgment\b|\bombudsman\b|\btribunal\b"
        ),
        4.0,
    ),
    (
        "job",
        _r(
            r"\bjob description\b|\bperson specification\b|\binvitation to (?:tender|quote)\b|"
            r"\bexpressions? of interest\b|\bcall for (?:reviewers|authors)\b|\bvacancy\b|"
            r"\bmembership list\b|\bcontact list\b|\bprivacy notice\b|\bconsultation\b|\bstructure chart\b"
        ),
        4.0,
    ),
    (
        "other review",
        _r(
            r"\bassurance review\b|\bpast cases? review\b|\bwood review\b|"
            r"\bchild death review programme\b|\breview of (?:the )?(?:effectiveness of |l?scb|"
            r"local safeguarding|partnership|arrangements|child protection arrangements|services|"
            r"policy)\b|\bcommissioned by the secretary of state\b|\bat the request of\b|"
            r"\bsecretary of state\b|\bcase study$|^a case study\b"
        ),
        3.0,
    ),
)
ANY_AGAINST: Final = _r("|".join(pattern.pattern for _, pattern, _ in AGAINST))
SUBJECT_LINE: Final = _r(
    r"\b(?:in respect of|concerning|regarding|relating to|circumstances|death of|deaths of|"
    r"into the|on the services provided|subjects?\b|known as|re:)"
)
REPORT: Final = _r(
    r"\boverview report\b|\bexecutive summary\b|\b(?:final|full|public summary|summary|learning|"
    r"independent) report\b|\b(?:\d|seven|five|six|ten)[- ]?(?:min(?:ute)?|step|point)s?\b|"
    r"\blearning (?:brief|briefing|summary|leaflet|points|event)\b|\baction plan\b|\b(?:board|"
    r"partnership|agency|multi-agency)?'?s? ?response\b|\b(?:media|press|agency|"
    r"public) statements?\b|\bbriefing\b|\blessons? (?:learn|from)|\bkey (?:messages|learning)|"
    r"\bappendi(?:x|ces)\b|\beasy read\b|\baction taken\b|\badroddiad\b|\bcrynodeb\b|"
    r"\bimprovement report\b|\bsummary\b|\bat a glance\b|\bposter\b|\binfographic\b|"
    r"\blearning from (?:the|a|this|our)\b|\bmulti-agency learning\b|\bpractitioners?'? brief\b"
)
PEOPLE: Final = _r(
    r"\b(?:independent|lead|overview|report)[ -](?:\w+ )?(?:reviewer|author|writer|chair)s?\b|"
    r"\b(?:report |review )?authors?\b ?[:\-–]|^authors?$|\breport (?:by|prepared by|"
    r"written by)\b|\bprepared by\b|\bendorsed by\b|\bD\.?O\.?[BD]\b|\bdate of (?:birth|death|"
    r"incident)\b|\b(?:strictly |in strict )?confidential(?:ity)?\b|\bpublication date\b|"
    r"\bdate of publication\b|\bpublished:?\b"
)
BODY: Final = _r(
    r"\b(?:this|the) (?:serious case|practice|learning|safeguarding|child practice|"
    r"domestic homicide|significant case|case management|thematic|overview|homicide) (?:review|"
    r"report)\b|\bterms of reference\b|\bkey lines of enquiry\b|\b(?:mother|father|sibling|"
    r"stepfather|maternal grandmother)\b|\blead reviewer\b|\breview panel\b|"
    r"\bchild'?s lived experience\b|\bpractitioners'? event\b|\bfamily composition\b|"
    r"\bfindings?\b|\brecommendations?\b|\blessons\b|\bthe subject\b"
)
PLACEHOLDER: Final = _r(
    r"\[(?:insert|name|date|add|case|child)[^\]]{0,40}\]|<insert|_{6,}|\.{12,}|"
    r"\bplease (?:complete|tick|return|attach|state|provide)\b|\btick (?:all|as|one|box)\b|☐|"
    r"\bdate of referral\b|\breferrer'?s?\b|\bsignature of referrer\b|\bsection [a-f]:|"
    r"\bdelete as (?:appropriate|applicable)\b|\bfor office use\b|\bxx+\b"
)
# Several reviews at once, none of them named.
REVIEWS: Final = _r(
    r"\b(?:case|practice|learning|management|rapid|homicide|adults?|safeguarding|national|local|published|"
    r"thematic|our|\d+) reviews\b|\b(?:L?CSPR|LSCPR|SCR|SAR|DHR|CPR|APR|SUSR|CMR|LCR|SPR|DARDR)'?s\b|"
    r"\badolygiadau\b"
)
ONE_REVIEW: Final = _r(
    r"\b(?:serious case|significant case|case management|practice|learning|safeguarding|"
    r"safeguarding adults?|homicide|rapid|thematic|partnership|reflective|child practice|adult practice|"
    r"management|multi-?agency|independent) (?:practice |learning )?review\b(?! (?:group|panel|sub|process))|"
    r"\b(?:two|three|four|five|six) (?:\w+ ){0,4}reviews\b|"
    r"\badolygiad (?:ymarfer|achos|diogelu|thematig)"
)
# Those who hold reviews, and what they go by.
_BODIES = (
    r"panels?|(?:sub-?)?groups?|sub|process(?:es)?|criteria|teams?|library|repository|committee|referrals?"
)
HELD_BY: Final = _r(rf"\b(?:review|L?CSPR|SCR|SAR|DHR|CPR|CMR)s? (?:{_BODIES})\b")
# A depositary's own name is no kind of review.
COLLECTION: Final = _r(
    r"\b(?:national )?(?:serious )?case reviews? (?:collection|repository|library|archive)\b"
)
NUMBERED: Final = _r(
    r"\b(?:case|homicide|practice|adults?|learning|management) review (?:no\.? ?)?\d{1,2}(?![\d/.-])"
)
# Whom a review without a name is about.
SUBJECT: Final = _r(
    r"\bthematic\b|\bthematig\b|"
    r"\b(?:two|three|four|five|six) (?:\w+ ){0,3}(?:cases|reviews|children|deaths|babies|boys|girls)\b|"
    r"\baged \w+|\b\w+[- ](?:week|month|year)s?[- ]old\b|\b(?:twins|siblings|brothers|sisters)\b"
)
THIS_REVIEW: Final = _r(
    r"\bthis (?:(?:local|serious|child|safeguarding|adults?|thematic|extended|concise|significant|domestic|"
    r"independent|multi-?agency) ){0,4}"
    r"(?:case|practice|learning|homicide|management|adults?|thematic|overview) (?:review|report)"
    r" (?:concerns?|considers?|examines?|is about|relates|"
    r"was (?:commissioned|undertaken|conducted|carried))\b|"
    r"\bcommissioned (?:this|a|an) (?:\w+ ){0,4}review\b"
)
COMMITTEE: Final = _r(
    r"\b(?:financial|legal|equality|resource|risk|policy) implications\b|"
    r"\bmembers are (?:asked|recommended)\b|"
    r"\b(?:committee|cabinet|board|members|council) (?:is |are )?(?:to |asked to |recommended to )?note\b|"
    r"\bwards? affected\b|\bpresented by:|\bfor:? (?:information|noting|decision|assurance)\b|"
    r"\btitle of (?:paper|report):|\bagenda item\b|\bapologies\b|\battendance\b|\bmatters arising\b|"
    r"\bgoverning body\b|\bminutes of the (?:last|previous) meeting\b|\bany other business\b"
)
MADE_UP: Final = _r(
    r"\bexample only\b|\b(?:made[- ]up|fictional|fictitious|invented) (?:case|child|family|scenario)\b|"
    r"\bthis is (?:only )?an example\b|\bcase example\b|\bworked example\b|\bvignette\b|"
    r"\bnot a real (?:case|child)\b"
)
KIND_WORD: Final = _r(
    r"\b(?:programme|plan|strategy|leaflet|newsletter|bulletin|template|form|protocol|policy|procedure|"
    r"guidance|guide|minutes|agenda|toolkit)s?\b"
)
