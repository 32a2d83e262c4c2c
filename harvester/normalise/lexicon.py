"""Words that several rules share: months, English and Welsh, quotation marks, given names.

Given names are the commonest of the United Kingdom, for pseudonyms; a name that is missing here
is still found where its place in the sentence shows that it is one.
"""

from __future__ import annotations

import re
import unicodedata

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
WEEKDAY_PATTERN = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun"
    r"|dydd\s+(?:llun|mawrth|mercher|iau|gwener|sadwrn|sul))"
)
WELSH_MONTHS = frozenset(
    "ionawr chwefror mawrth fawrth ebrill mai fai mehefin fehefin gorffennaf orffennaf awst medi "
    "hydref tachwedd dachwedd rhagfyr ragfyr".split()
)

QUOTES = "'\"‘’‚‛“”„«»`´′″"
_DASHES = str.maketrans({c: "-" for c in "‐‑‒–—―−"})
_QUOTES = str.maketrans({**dict.fromkeys("‘’‚‛`´′", "'"), **dict.fromkeys("“”„«»″", '"')})
_SPACES = re.compile(r"[^\S\n]+")


def straight(text: str) -> str:
    """The text with plain quotes, dashes and spaces, of the same length, so positions still hold."""
    plain = text.translate(_DASHES).translate(_QUOTES)
    return "".join(" " if c != "\n" and c.isspace() else c for c in plain)


def squeeze(text: str) -> str:
    """One line of text: runs of white space become one space."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """For comparing: lower case, no accents, plain quotes and dashes, single spaces."""
    decomposed = unicodedata.normalize("NFKD", straight(text))
    return squeeze("".join(c for c in decomposed if not unicodedata.combining(c)).casefold())


GIVEN_NAMES = frozenset(
    """
    aaron abbie abby abdul abdullah abigail adam adele adrian agnes ahmed aidan aiden aimee aisha alan albert
    alec alex alexa alexander alexandra alexis alfie alfred ali alice alicia alisha alison alistair amanda amber
    amelia amelie amina amir amira amy ana anastasia andrea andrew andy angel angela angus anita ann anna annabel
    anne annie anthony antonia anwen april aran archie aria ariana arin arjun arlo arnold arran arthur arwen asha
    ashleigh ashley asif austin ava ayaan ayesha bailey barbara barney barry beatrice becky bella ben benjamin
    bernard beth bethan bethany betty beverley bill billie billy blake bobbie bobby brandon brenda brian bridget
    bronwen bruce bryn caitlin caleb callum calvin cameron carl carla carly carol caroline carolyn carwyn carys
    casey cassie catherine cathy catrin celia ceri chantelle charles charley charlie charlotte chelsea cheryl
    chloe chris christian christina christine christopher ciara claire clara clare clive colin connor conor
    corey courtney craig crystal cynthia dafydd daisy damian damien dan daniel danielle danny daria darren daryl
    dave david dawn dean debbie deborah declan denise dennis derek desmond dexter diana diane dominic don donald
    donna doris dorothy douglas duncan dylan edith edward edwin eileen elaine eleanor elena eli elijah elin eliza
    elizabeth ella ellen ellie elliot elliott ellis elsa elsie emily emma emmanuel eric erin esme esther ethan
    euan eva evan eve evelyn evie ewan ezra faith farah fatima faye felicity felix fern finlay finley finn fiona
    florence fran frances francesca francis frank frankie fred freddie frederick freya gabriel gabriella gareth
    gary gavin gemma gene genevieve geoffrey george georgia georgie georgina gerald geraint gill gillian gina
    gladys glen glyn grace graham greg gregory greta guy gwen gwyn haaris hadiza haleema hamza hamzah hana hanna
    hannah harley harold harper harriet harris harrison harry harvey hassan hayden hayley hazel heather hector
    heidi helen henry hilary hollie holly hope howard hugh hugo hussain ian ibrahim ifan imogen imran india iona
    iris isaac isabel isabella isabelle isaiah isla ismail issac ivan ivy jack jackie jackson jacob jacqueline
    jade jaden jai jake jamal james jamie jan jane janet janice jasmin jasmine jason jay jayden jean jeffrey
    jemima jemma jen jenna jennifer jenny jeremy jess jesse jessica jill jim jimmy jo joan joanna joanne jodie joe
    joel john johnny jon jonah jonathan jordan joseph josephine josh joshua josie joy joyce jude judith judy
    julia julian julie juliet june justin kai kamal kane kara karen kate katherine kathleen kathryn kathy katie
    katrina katy kay kayden kayla kayleigh keanu keira keith kelly kelvin ken kenneth kenzie kerry kevin khalid
    khyra kian kiara kim kimberley kirsty kit kyle kyra lacey lara laura lauren laurie layla leah leanne lee lena
    leo leon leona leonard leroy lesley leslie levi lewis lexi liam lila lily lina linda lindsay lisa lloyd logan
    lola loretta lottie lou louis louisa louise luca lucas lucy luis luke luna lydia lyla lynn lynne mackenzie
    maddie maddison madeleine madison maggie malachi malcolm mandy marcus margaret maria mariam marie marilyn
    marion mark marlon marta martha martin marvin mary maryam mason mateo matilda matt matthew maureen max maya
    megan mehmet mel melanie melissa mia michael michaela michelle mick mike mikey mila miles millie milly miriam
    mohammad mohammed moira molly mona monica morgan muhammad mustafa mya myles nadia nancy naomi natalie natasha
    nathan neil nell nelly nerys nia niall nicholas nick nicky nicola nicole nigel nikita nina noah noel nora
    norman oakley olive oliver olivia ollie omar oscar osian owain owen paige pam pamela parker pat patience
    patricia patrick patsy paul paula pauline pearl penny percy perry peter phil philip phillip phoebe pip piper
    polly poppy priya quinn rachael rachel rafael ralph raymond rebecca reece reggie rehan reuben rhian rhiannon
    rhys ria richard rick ricky riley rita rob robbie robert robin robyn rohan roman ronald rory rosa rosalind
    rose rosie ross rowan roxanne roy ruby rufus rupert russell ruth ryan sabrina sadie sally sam samantha samira
    samuel sandra sara sarah sasha saskia scarlett scott sean sebastian selina serena seren seth shane shannon
    sharon shaun sheila shelley shirley shreya sian sienna sid simon simone siobhan sioned skye sofia solomon
    sonia sonny sophia sophie stacey stan stanley star stella stephanie stephen steve steven stewart stuart sue
    summer sunita susan susie suzanne sybil sylvia tabitha tallulah tamara tamsin tania tanya tara tariq tasha
    taylor ted teresa terry thea theo theodore theresa thomas tia tiffany tilly tim timothy tina toby tom tommy
    toni tony tracey tracy trevor tristan tyler tyrone una valerie vanessa vera vicky victor victoria vincent
    viola violet virginia vivian walter wayne wendy will william willow winston xavier yasmin yasmine yusuf yvonne
    zac zach zachary zack zahra zain zak zara zayn zoe
    abel abi ada addison adeel adnan aeron afia agata ahmad aiesha ailsa aine akram aleksander alana alannah alba
    aleena alesha alessia alfred alina alistair alma aloysius althea alun alys amal amari amelie amos anais anand
    anders anees aneurin angharad angelina angelo anisa anika annalise annette annie ansel anton anya archer
    ari ariel arianna arron arwel asad ashton astrid athena aubrey audrey augustus aurora autumn avery ayla aylin
    aziz barnaby bartholomew basil bea beatrix benedict benji bert bertie bertha beryl bethany bianca bilal bjorn
    blessing bonnie brad bradley bree brendan brett briony brodie bronte brooke brooklyn bryony buddy cadi cai
    calista cameron camilla candice carina carlos carmel carrie carson catalina cecil cecily cedric celeste
    celine cerys chanel chantal charis charmaine chester chiara chidi christa ciaran cillian claudia clementine
    cleo clifford clint cody cole colette connie constance cora coral cordelia cosmo curtis cyril dahlia dakota
    dale dalia dana dante daphne darcey darcy dara darragh davina deanna declan deirdre delia delilah delyth demi
    deon desiree devon dewi diego dilys dina dino dora doreen dorian dougal drew dulcie dwayne dwight ebony
    eddie eden edie edmund edna edgar effie efa eilidh eira eirlys elaina elara elodie elise elisha ellery elliana
    eloise elowen elspeth elton elvis emanuel emelia emeka emil emilia emir emlyn emre enid ephraim erica erika
    ernest ernie errol esmae esmee esmeralda estelle ethel eugene eunice eva-mae evangeline everly ezekiel fabian
    faisal farid fatimah fatou felipe fenella ferdinand fergus fflur fidel filip fleur flora florrie flynn ford
    francine franklin freda frederica freyja gaia gail garry garth gaynor gemini georgette geri gerard gerda
    gerry gethin gideon giles giovanni giselle gloria godfrey gordon gracie grant greyson griff gruff
    guinevere gus gwilym gwyneth hafsa hal haley hallie hamish hamid harlan harleen harmony harun hattie heath
    hedley heidi helena henrietta hephzibah herbert herman hermione hetty hilda honey honor horace hubert huey
    humphrey hunter huw ianto ibby ida idris iestyn igor ilana ilyas imelda imogene ines inez ingrid ioan iolo irene
    irina isa isadora isha ishaan ishmael isobel isolde israel ivo ivor jacinta jackson jaden jago jai jamila
    jamila janelle janine jared jaroslav jarvis jasper javier jax jaxon jayda jayla jeanette jeevan jenson jerome
    jerry jethro joaquin jocelyn joelle johan johanna jolene jools jordana jorge jose josef josephina josiah
    jospeh juan juanita judah judd judy jules juliana julius juno kaden kaiden kaira kaleb kaleem kali kareem karim
    karina karl karolina karthik kasia kasper kate katarina katja kaya kayla keeley keely keiran kieran kiran
    kiri kirk kirsten kirstie kirsten kitty klara kofi kurt kwame lachlan laila lana lance lara larry latoya
    laurel laurence lawrence lawson lea leander leigh leila lennie lennon lennox leo leonie leopold leroy leticia
    libby lilah lilian lilith lilly linden linus lionel livia llinos llio llyr lloyd lorcan lorenzo lorna lorraine
    lottie lowri lucia lucian luciana lucie lucille lucinda lucky ludwig luka lyle lyra mabel macy maddox madelyn
    maeve magda magnus mahir maia maisie maja malaika malak malik mali mallory manal manny mansoor mara marc marcel
    marcela marcia margot mariana marianne marina marisa marissa marjorie marley marlene marlowe martina mary-jane
    maryanne mason matteo mattie maude maura maurice mavis maximilian maxine maxwell may-lee mehmood mei melody
    mercy meredith merle mervyn mica micah mikaeel mikayla milan milena milena milo mina mirabel miranda mirela
    mitchell mohamed mohammad montgomery morag morgana moses muna muriel murray myfanwy myra myrtle nabil nadine
    naila nala nana naomie narges nasir nasreen nate nathanael nathaniel neha nelson neve ned nesta nevaeh nico
    nicolas nicolette niamh nikhil nikki nils nima noor norah noreen norma nova nuala nur octavia odette odin ola
    olga olivier omari opal ophelia orla orlando orson osama osborne oskar oswald otis otto ottilie owain paddy
    paloma pandora patience patrice paxton pedro peggy penelope petra petula phillipa philippa philomena phyllis
    pierre polina portia preston primrose prince princess prudence quentin quincy rabia rachid radha raees
    rafe raheem rahim raihan raj rajesh ramona ramsey rana randall raphael rashid raul raven ravi raya rayan rayyan
    reagan rebekah reed reem reginald remi rena renata rene renee reuben rex reza rhea rhonda rhoda rhodri riaz
    richie rihanna rio riordan river roald robbie roberta rocco rocky roderick rodney roisin roger roland rolf
    romeo romy ronan ronnie roo rosalie rosamund roscoe roseanne rosemary roshan rowena roxy ruairi ruben rudy
    rupa rushil russ saanvi saffron safa sahara saif saira salim salma salman salvador samir sammy samia samina
    samson sana sania sanjay sanjeev santiago saoirse sapphire saul savannah sawyer scout seamus selma serenity
    serge seth shabana shakira shanice shanelle shanti sharif sharna shawn sheena shelby sheldon sherry shirin
    shivani shona sidney sidra siena silas silvia simeon simran sinead skyla skylar sofie sohail solange sonja
    sophia soraya sorcha spencer stacy stefan stefania stevie stuart sukhdeep sukie suleman sunny suraj susanna
    svetlana sven sybil sylvester sylvie tabatha tabby tahir taj talia tamar tamika tammy taran tasmin tate tayla
    ted teddy tegan tegid teegan temperance terence terri tess tessa thaddeus thelma theodora theresa tiana
    tianna tiara tierney tilda timmy tina tobias tobin tomas tomasz tomos trent trina trinity trisha trixie trudy
    tudor turner tyra tyrese ugo ulrika uma umar umair uriel ursula usman val valentina valentine vaughan velma
    verity vernon veronica vic vidya vijay vikram vince viv vivek vivien vivienne wade walt wanda warren wesley
    wilbur wilf wilfred wilhelmina wilma winifred winnie wolfgang woody wyatt wynne xander xanthe xena yahya yana
    yannick yara yash yasin yazmin yolanda younis yuri yves zachariah zadie zaheer zahir zahrah zaid zaina zainab
    zander zane zaynab zeb zebedee zeke zelda zena zeynep zhara zia ziggy zina zion zora zoya zuri
    """.split()
)

# Capitalised words of titles that are never part of a case name.
NOT_NAMES = frozenset(
    """
    a about absence abuse abused accident action actions activity additional adolescent adolescents adult adults
    advice agencies agency agreed alcohol all alleged also amended analysis and annex annual anonymised anonymous
    any appendices appendix appointments appreciative approach approved arrangements as assessment at audit
    author authors available awareness bank based be behaviour best beyond between births bitesize board body
    boards book breaking brief briefing briefings bruising bulletin burns business by cafcass campaign care
    carer carers case cases centre centres chair changes checklist child childcare childhood children childrens
    chronology city click closed committee communication community complete completed complex concern concerned
    concerning concerns concise conclusion conference confidential consent contact content contents context
    cooperation copy council county criminal cross culture current cyber cycle dangerous data date day deal
    death deaths deceased decision deposited derived detail details development dental disabilities disability
    disabled document documents domestic download downloads draft drug drugs due duty early easy education effective
    eight emotional endorsed engagement england english escalation event events evidence example executive exec
    experience experiences exploitation explained exposed extended external extra facts faith fabricated failure
    families family fatal father fathers female feedback file final findings first five flowchart focus follow
    following for form former forms forum foreword foster four framework free from full gang general glossary
    good group groups guidance guide harm harmed harmful hate head headteacher health help here hidden high
    highlighting his history home homeless homicide hospital house housing how hub human if illness immersion
    impact implementation improvement improving in incident incidents independent index individual
    induced infant infants information infographic injuries injury inquest inquiry institutional integrated
    intimate into introduction invisible is issue issued issues it its joint june's key keeping knife know
    language latest lead leaflet learned learning learnt legal lessons letter life link links list listening lived
    local london looked male management manager mapping marriage matters media medical medicine meeting mental
    messages methodology metropolitan minute minutes missing model monitoring more mother mothers multi multiple
    multiagency murder name names national neglect neglected neonatal network new news newsletter nhs night
    nine no non not note notes notice notification number obesity of officer older on one ongoing online open
    operational opens or order organised other our out outcome outcomes over overlay overview overdose page pages
    panel paper parent parental parents part partner partners partnership patterns peer peers people perinatal
    period perpetrator person persons persuasive physical place plan plans podcast point points police policies
    policy poster poverty powerpoint practice practitioner practitioners pre pregnancy presentation press
    prevention previous primary process procedure procedures professional professionals profound programme
    progress protect protecting protection protocol protocols proud public publication published publishing pupils
    quality question questions rapid re read recent recently recommendation recommendations redacted
    referral refugee region regional registered regulation related relating relation relationship relationships
    removal report reporting reports request requests research residential resolution resource resources respect
    respectful respond response responses restricted review reviewer reviewers reviews risk risks road
    role roles safe safeguarding safer safety said school schools screening secondary section see self serious
    service services seven severe sexual sexually shaken sharing short siblings sibling significant signs silence
    single site six size sleep sleeping slides small social society staff standards start state statement
    statements statutory step steps strategic strategy street study subject subjects substance sudden suffocation
    suicidal suicide suicides summaries summary support supporting susr synopsis system systemic systems table
    task team teams teenage teenager template ten terms that the their thematic theme themes these think this
    those three threshold through title to together tool toolkit tools top training trauma triennial twelve two
    type unborn under understanding unexpected unexplained unexpectedly unidentified unit unnamed update updated
    upon use useful version victim victims video view violence violent visit voice voices vulnerable wales
    ward was we webinar website welfare wellbeing welsh what when where who why will with within without women
    work worker workers workforce working worked workshop written year years you young your youth zip
    scr scrs cspr csprs lcspr lcsprs lscpr spr sar sars dhr dhrs cpr cprs cpre susr apr cmr lcr llr macr silp scmr
    lscb lscp scb scp sab csp cse cce pdf doc docx kb mb gp cp mash lado cdop masa icr ofsted nspcc cqc hmic gov uk
    mr mrs ms miss dr professor prof sir lady obe mbe cbe msc ba phd jp cqsw
    january february march september october november december jan feb mar apr jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday
    adolygiad adroddiad achos bwrdd crynodeb cryno cyflym cynllun diogelu difrifol estynedig gweithredol gweithredu
    oedolion oedolyn plant plentyn terfynol trosolwg ymarfer ymateb teulu a'r y yr yn am ar gan gyda i o
    north south east west central greater mid upper lower
    """.split()
)
