"""Given names, for pseudonyms: those common in the United Kingdom, and many that are not.

A name that is missing here is still found where its place in the sentence shows that it is one.
"""

from __future__ import annotations

_NAMES = """
    aadam aaliyah aaron abbie abby abdul abdullah abdullahi abel abi abigail ada adaeze adam addison adeel
    adele adnan adrian aeron afia agata agnes agnieszka ahmad ahmed aidan aiden aiesha ailsa aimee aine
    aisha akram alan alana alannah alba albert alec aled aleena aleksander aleksandra alesha alessia alex
    alexa alexander alexandra alexis alfie alfred ali alice alicia alina alisha alison alistair alma
    aloysius althea alun alwyn alys amal amanda amari amber amelia amelie amina amir amira amos amy ana
    anais anand anastasia anders andrea andrei andrew andy anees aneirin aneurin angel angela angelina
    angelo angharad angus anika anisa anita ann anna annabel annalise anne annette annie ansel anthony anton
    antonia anwen anya aoife april aran archer archie ari aria ariana arianna ariel arin arjun arlo arnold
    arran arron arthur arwel arwen arya asad asha ashleigh ashley ashlynn ashton asif astrid athena aubrey
    audrey augustus aurora austin autumn ava avery ayaan ayesha ayla aylin aziz bailey baljit barbara
    barnaby barney barry bartholomew bartosz basil bea beatrice beatrix beca becky bedwyr bella ben benedict
    benjamin benji bernard bert bertha bertie berwyn beryl beth bethan bethany betsan betty beverley bianca
    bilal bill billie billy bjorn blake blessing bobbie bobby bodhi bogdan bonnie bowie brad bradley brandon
    branwen bree brenda brendan brett brian bridget briony brodie bronte bronwen brooke brooklyn bruce bryn
    brynmor bryony buddy cadence cadi cadog cai caitlin caleb calista callum calvin cameron camilla candice
    caoimhe cara caradog carina carl carla carlos carly carmel carol caroline carolyn caron carrie carson
    carwyn carys casey cassie catalina catherine cathy catrin catriona cecil cecily cedric ceinwen celeste
    celia celine ceri ceridwen ceryl cerys chanel chantal chantelle charis charles charley charlie charlotte
    charmaine chelsea cheryl chester chiamaka chiara chidi chloe chris christa christian christina christine
    christopher ciara ciaran cillian claire clara clare claudia clementine cleo clifford clint clive cody
    cole colette colin connie connor conor constance cora coral cordelia corey cosmo courtney craig crystal
    curtis cynan cynthia cyril cystennin dafydd dahlia daisy dakota dale dalia damian damien dan dana daniel
    danielle danny dante daphne dara darcey darcy daria dariusz darragh darren daryl dave david davina dawn
    dean deanna debbie deborah declan deian deiniol deirdre delia delilah della delun delyth demelza demi
    denise dennis denzel deon derek desiree desmond devon dewi dexter diana diane diego dilwen dilwyn dilys
    dina dino dominic don donald donna dora doreen dorian doris dorothy dougal douglas drew dulcie duncan
    dwayne dwight dyfan dyfrig dylan ebony eddie eden edgar edie edith edmund edna edward edwin efa efan
    effie effy eifion eileen eilidh eilir einion einir eira eirian eirlys eirwen elaina elaine elara eleanor
    elena eleri elfed elgan eli elijah elin elinor elis elise elisha eliza elizabeth ella ellen ellery
    elliana ellie elliot elliott ellis elodie eloise elowen elsa elsie elspeth elton eluned elvis elwyn
    emanuel emeka emelia emil emilia emily emir emlyn emma emmanuel emre emrys emyr enfys enid eoin ephraim
    eric erica erika erin ernest ernie errol esmae esme esmee esmeralda estelle esther esyllt ethan ethel
    euan eugene eunice eurgain eurig eurwen eurwyn eva eva-mae evan evangeline eve evelyn everly evie ewa
    ewan ezekiel ezra fabian faisal faith farah farid fatima fatimah fatou faye felicity felipe felix
    fenella ferdinand fergus fern ffion fflur ffraid fidel filip finlay finley finn fiona fionn fleur flora
    florence florrie flynn ford fran frances francesca francine francis frank frankie franklin fred freda
    freddie frederica frederick freya freyja gabriel gabriella gaia gail gareth garry garth gary gavin
    gaynor gemini gemma gene genevieve geoffrey george georgette georgia georgie georgina geraint gerald
    gerallt gerard gerda geri gerry gethin gideon giles gill gillian gina ginny giovanni giselle gladys glen
    glenys glesni gloria glyn glyndwr godfrey gordon goronwy grace gracie graham grainne grant greg gregory
    greta greyson griff gruff gruffudd gruffydd guinevere gurpreet gus guto guy gwawr gwen gwenan gwenda
    gwendolen gweneth gwenfair gwenllian gwenno gwenyth gwilym gwion gwladys gwyn gwyneth gwynfor haaris
    hadiza hafsa hafwen hal haleema haley hallie hamid hamish hamza hamzah hana hanna hannah harjit harlan
    harleen harley harmony harold harper harriet harris harrison harry harun harvey hassan hattie hawys
    hayden hayley hazel heath heather hector heddwyn hedley hefin heidi heledd helen helena henrietta henry
    hephzibah herbert herman hermione hetty heulwen hilary hilda hollie holly honey honor hope horace howard
    hubert huey hugh hugo humphrey hunter hussain hussein huw hyacinth hywel iago iain ian ianto ibby
    ibrahim ida idris idwal iestyn ieuan ifan ifeoma ifor igor ilana ilhan illtud ilyas imelda imogen
    imogene imran india ines inez ingrid ioan ioana iola iolo iona iorwerth irene irina iris isa isaac
    isabel isabella isabelle isadora isaiah isha ishaan ishmael isla islwyn ismail isobel isolde israel
    issac ithel ivan ivo ivor ivy iwan jacinta jack jackie jackson jacob jacqueline jade jaden jago jai jake
    jakub jamal james jamie jamila jan jane janelle janet janice janine jared jaroslav jarvis jasmin jasmine
    jason jasper jaswinder javier jax jaxon jay jayda jayden jayla jean jeanette jeevan jeffrey jemima jemma
    jen jenna jennifer jenny jenson jeremy jerome jerry jess jesse jessica jethro jibril jill jim jimmy jo
    joan joanna joanne joaquin jocelyn jodie joe joel joelle johan johanna john johnny jolanta jolene jon
    jonah jonathan jools jordan jordana jorge jose josef joseph josephina josephine josh joshua josiah josie
    jospeh jowan joy joyce juan juanita judah judd jude judith judy jules julia julian juliana julie juliet
    julius june juno justin kaden kai kaiden kaira kaleb kaleem kali kamal kane kara kareem karen karim
    karina karl karolina karthik kasia kasper katarina katarzyna kate katherine kathleen kathryn kathy katie
    katja katrina katy kay kaya kayden kayla kayleigh keanu keeley keely keira keiran keith kelly kelvin ken
    kenneth kensa kenzie kerry kevin khadija khalid khyra kian kiara kieran kim kimberley kiran kiri kirk
    kirsten kirstie kirstin kirsty kit kitty klara kofi krzysztof kurt kwabena kwame kyle kyra lacey lachlan
    laila lana lance lara larry latoya laura laurel lauren laurence laurie lawrence lawson layla layth lea
    leah leander leanne lee leigh leila leisa lena lennie lennon lennox leo leon leona leonard leonie
    leopold leroy lesley leslie leticia leusa levi lewis lexi liam libby lila lilah lilian lilith lilly lily
    lina linda linden lindsay linus lionel lisa livia lleucu llew llewelyn llinos llio lliwen lloyd llyr
    llywelyn logan lola lorcan lorenzo loretta lorna lorne lorraine lottie lou louis louisa louise lowenna
    lowri luca lucas lucia lucian luciana lucie lucille lucinda lucky lucy ludwig luis luka lukasz luke luna
    luned lydia lyla lyle lynn lynne lyra mabel mabli mackenzie macsen macy maddie maddison maddox madeleine
    madelyn madison madog maeve magda magdalena maggie magnus mahir maia mair mairi maisie maja malachi
    malaika malak malcolm mali malik mallory manal mandy manny manpreet mansoor mara marc marcel marcela
    marcia marcus mared marek margaret marged margot mari maria mariam mariana marianne marie marilyn marina
    marion marisa marissa marjorie mark marlene marley marlon marlowe marta martha martin martina marvin
    mary mary-jane maryam maryanne mason mateo mateusz matilda matt matteo matthew mattie maude maura
    maureen maurice mavis max maximilian maxine maxwell may-lee maya mefin megan mehmet mehmood mehreen mei
    meic meinir meirion meirwen mel melanie meleri melissa melody mercy meredith meredydd mererid merfyn
    meri merle merryn mervyn meurig mia mica micah michael michaela michelle mick mihai mihangel mikaeel
    mikayla mike mikey mila milan milena miles millie milly milo mina mirabel mirain miranda mirela miriam
    mitchell mohamed mohammad mohammed moira molly mona monica montgomery morag morfudd morfydd morgan
    morgana morven morwenna moses muhammad muna muriel murray mustafa mya myfanwy myles myra myrddin myrtle
    mysi nabil nabila nadia nadine naila nala nana nancy nanw naomi naomie narges nasir nasreen natalie
    natasha nate nathan nathanael nathaniel ned neha neil nel nell nelly nelson nerys nesta nevaeh neve
    nevin ngozi nia niall niamh nicholas nick nicky nico nicola nicolas nicole nicolette nigel nikhil nikita
    nikki nils nima nina noah noel nona noor nora norah noreen norma norman nova nuala nur oakley obinna
    octavia odette odin oksana ola olena olga olive oliver olivia olivier ollie oluwaseun olwen omar omari
    omer opal ophelia orla orlando orson osama osborne oscar osian oskar oswald otis ottilie otto ottoline
    owain owen paddy paige paloma pam pamela pandora parker pat patience patrice patricia patrick patsy paul
    paula pauline pawel paxton pearl pedr pedro peggy penelope penny percy peredur perry peter petra petula
    phil philip philippa phillip phillipa philomena phoebe phyllis pierre piotr pip piper pippa piran polina
    polly poppy portia preston primrose prince princess priya prudence pryderi prys quentin quincy quinn
    rabia rachael rachel rachid radha radu raees rafael rafe raheem rahim raihan raj rajesh ralph ralphy
    ramona ramsey rana randall raphael rashid raul raven ravi ravinder raya rayan rayhan raymond rayyan
    reagan rebecca rebekah reece reed reem reggie reginald rehan remi rena renata rene renee reuben rex reza
    rhea rhian rhiannon rhisiart rhoda rhodri rhonda rhonwen rhydderch rhydian rhys ria riaz richard richie
    rick ricky rihanna riley rio riordan rita river roald rob robat robbie robert roberta robin robyn rocco
    rocky roderick rodney roger rohan roisin roksana roland rolf roman romeo romy ronald ronan ronnie roo
    rory rosa rosalie rosalind rosamund roscoe rose roseanne rosemary roshan rosie ross rowan rowena rowley
    roxanne roxy roy ruairi ruaridh ruben ruby rudy rufus rupa rupert rushil russ russell ruth ryan saanvi
    sabrina sadie safa saffron safiyyah sahara saif saira salim sally salma salman salvador sam samantha
    samia samina samir samira sammy samson samuel sana sandra sania sanjay sanjeev santiago saoirse sapphire
    sara sarah sasha saskia saul savannah sawyer scarlett scott scout seamus sean sebastian selina selma
    seonaid seren serena serenity serge seth shabana shakira shane shanelle shanice shannon shanti sharif
    sharna sharon shaun shawn sheena sheila shelby sheldon shelley sherry shirin shirley shivani shona
    shreya sian sid sidney sidra siena siencyn sienna silas silvia simeon simon simone simran simranjit
    sinead siobhan sion sioned siwan skye skyla skylar sofia sofie sohail solange solomon sonia sonja sonny
    sophia sophie soraya sorcha spencer stacey stacy stan stanley star stefan stefania stella stephanie
    stephen steve steven stevie stewart stuart sue sukhdeep sukhi sukie suleman sulwen sulwyn sumaya summer
    sunita sunny suraj susan susanna susie suzanne sven svetlana sybil sylvester sylvia sylvie szymon
    tabatha tabby tabitha tahir taj talia taliesin tallulah tamar tamara tamika tammy tamsin tamsyn tania
    tanya tara taran tariq tasha tasmin tasneem tate tayla taylor tecwyn ted teddy teegan tegan tegid tegwen
    tegwyn teilo teleri temitope temperance terence teresa terri terry tesni tess tessa thaddeus thea thelma
    theo theodora theodore theresa thomas tia tiana tianna tiara tierney tiffany tilda tilly tim timmy
    timothy tina tobias tobin toby tom tomas tomasz tomek tommy tomos toni tony tracey tracy trefor trent
    trevor trina trinity trisha tristan trixie trudy trystan tudor tudur tunde turner twm tyler tyra tyrese
    tyrone ugo ulrika uma umair umar una uriel ursula usama usman val valentina valentine valerie vanessa
    vaughan velma vera verity vernon veronica vic vicky victor victoria vidya vijay vikram viktor vince
    vincent viola violet virginia viv vivek vivian vivien vivienne vlad wade wafa walt walter wanda warren
    wayne wendy wesley wiktoria wilbur wilf wilfred wilhelmina will william willow wilma winifred winnie
    winston wolfgang woody wyatt wynne xander xanthe xavier xena yahya yana yannick yara yash yasin yasir
    yasmin yasmine yazmin ynyr yolanda younis yuri yusuf yves yvonne zac zach zachariah zachary zack zadie
    zaheer zahir zahra zahrah zaid zain zaina zainab zak zander zane zara zayn zaynab zeb zebedee zeeshan
    zeke zelda zena zeynep zhara zia ziggy zina zion zoe zofia zora zoya zubair zuri zuzanna
"""
GIVEN_NAMES = frozenset(_NAMES.split())
