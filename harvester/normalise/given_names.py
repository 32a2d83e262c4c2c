"""Given names, for pseudonyms: those common in the United Kingdom, and many that are not.

A name that is missing here is still found where its place in the sentence shows that it is one.
"""

from __future__ import annotations

_NAMES = """
    aadam aaliyah aaron abbie abby abdul abdullah abdullahi abel abi abigail ada adaeze adam addison adeel
    adele adnan adrian aeron afia agata agnes agnieszka ahmad ahmed aidan aiden aiesha ailsa aimee aine
    aisha akram alan alana alannah alba albert alec aleena aleksander aleksandra alesha alessia alex alexa
    alexander alexandra alexis alfie alfred ali alice alicia alina alisha alison alistair alma aloysius
    althea alun alys amal amanda amari amber amelia amelie amina amir amira amos amy ana anais anand
    anastasia anders andrea andrei andrew andy anees aneurin angel angela angelina angelo angharad angus
    anika anisa anita ann anna annabel annalise anne annette annie ansel anthony anton antonia anwen anya
    aoife april aran archer archie ari aria ariana arianna ariel arin arjun arlo arnold arran arron arthur
    arwel arwen arya asad asha ashleigh ashley ashlynn ashton asif astrid athena aubrey audrey augustus
    aurora austin autumn ava avery ayaan ayesha ayla aylin aziz bailey baljit barbara barnaby barney barry
    bartholomew bartosz basil bea beatrice beatrix becky bella ben benedict benjamin benji bernard bert
    bertha bertie beryl beth bethan bethany betty beverley bianca bilal bill billie billy bjorn blake
    blessing bobbie bobby bodhi bogdan bonnie bowie brad bradley brandon bree brenda brendan brett brian
    bridget briony brodie bronte bronwen brooke brooklyn bruce bryn bryony buddy cadence cadi cai caitlin
    caleb calista callum calvin cameron camilla candice caoimhe cara carina carl carla carlos carly carmel
    carol caroline carolyn carrie carson carwyn carys casey cassie catalina catherine cathy catrin catriona
    cecil cecily cedric celeste celia celine ceri cerys chanel chantal chantelle charis charles charley
    charlie charlotte charmaine chelsea cheryl chester chiamaka chiara chidi chloe chris christa christian
    christina christine christopher ciara ciaran cillian claire clara clare claudia clementine cleo clifford
    clint clive cody cole colette colin connie connor conor constance cora coral cordelia corey cosmo
    courtney craig crystal curtis cynthia cyril dafydd dahlia daisy dakota dale dalia damian damien dan dana
    daniel danielle danny dante daphne dara darcey darcy daria dariusz darragh darren daryl dave david
    davina dawn dean deanna debbie deborah declan deirdre delia delilah delyth demelza demi denise dennis
    denzel deon derek desiree desmond devon dewi dexter diana diane diego dilys dina dino dominic don donald
    donna dora doreen dorian doris dorothy dougal douglas drew dulcie duncan dwayne dwight dylan ebony eddie
    eden edgar edie edith edmund edna edward edwin efa effie effy eileen eilidh eira eirlys elaina elaine
    elara eleanor elena eli elijah elin elise elisha eliza elizabeth ella ellen ellery elliana ellie elliot
    elliott ellis elodie eloise elowen elsa elsie elspeth elton elvis emanuel emeka emelia emil emilia emily
    emir emlyn emma emmanuel emre enid eoin ephraim eric erica erika erin ernest ernie errol esmae esme
    esmee esmeralda estelle esther ethan ethel euan eugene eunice eva eva-mae evan evangeline eve evelyn
    everly evie ewa ewan ezekiel ezra fabian faisal faith farah farid fatima fatimah fatou faye felicity
    felipe felix fenella ferdinand fergus fern fflur fidel filip finlay finley finn fiona fionn fleur flora
    florence florrie flynn ford fran frances francesca francine francis frank frankie franklin fred freda
    freddie frederica frederick freya freyja gabriel gabriella gaia gail gareth garry garth gary gavin
    gaynor gemini gemma gene genevieve geoffrey george georgette georgia georgie georgina geraint gerald
    gerard gerda geri gerry gethin gideon giles gill gillian gina ginny giovanni giselle gladys glen gloria
    glyn godfrey gordon grace gracie graham grainne grant greg gregory greta greyson griff gruff guinevere
    gurpreet gus guy gwen gwilym gwyn gwyneth haaris hadiza hafsa hal haleema haley hallie hamid hamish
    hamza hamzah hana hanna hannah harjit harlan harleen harley harmony harold harper harriet harris
    harrison harry harun harvey hassan hattie hayden hayley hazel heath heather hector hedley heidi helen
    helena henrietta henry hephzibah herbert herman hermione hetty hilary hilda hollie holly honey honor
    hope horace howard hubert huey hugh hugo humphrey hunter hussain hussein huw iain ian ianto ibby ibrahim
    ida idris iestyn ifan ifeoma igor ilana ilhan ilyas imelda imogen imogene imran india ines inez ingrid
    ioan ioana iolo iona irene irina iris isa isaac isabel isabella isabelle isadora isaiah isha ishaan
    ishmael isla ismail isobel isolde israel issac ivan ivo ivor ivy jacinta jack jackie jackson jacob
    jacqueline jade jaden jago jai jake jakub jamal james jamie jamila jan jane janelle janet janice janine
    jared jaroslav jarvis jasmin jasmine jason jasper jaswinder javier jax jaxon jay jayda jayden jayla jean
    jeanette jeevan jeffrey jemima jemma jen jenna jennifer jenny jenson jeremy jerome jerry jess jesse
    jessica jethro jibril jill jim jimmy jo joan joanna joanne joaquin jocelyn jodie joe joel joelle johan
    johanna john johnny jolanta jolene jon jonah jonathan jools jordan jordana jorge jose josef joseph
    josephina josephine josh joshua josiah josie jospeh jowan joy joyce juan juanita judah judd jude judith
    judy jules julia julian juliana julie juliet julius june juno justin kaden kai kaiden kaira kaleb kaleem
    kali kamal kane kara kareem karen karim karina karl karolina karthik kasia kasper katarina katarzyna
    kate katherine kathleen kathryn kathy katie katja katrina katy kay kaya kayden kayla kayleigh keanu
    keeley keely keira keiran keith kelly kelvin ken kenneth kensa kenzie kerry kevin khadija khalid khyra
    kian kiara kieran kim kimberley kiran kiri kirk kirsten kirstie kirstin kirsty kit kitty klara kofi
    krzysztof kurt kwabena kwame kyle kyra lacey lachlan laila lana lance lara larry latoya laura laurel
    lauren laurence laurie lawrence lawson layla layth lea leah leander leanne lee leigh leila lena lennie
    lennon lennox leo leon leona leonard leonie leopold leroy lesley leslie leticia levi lewis lexi liam
    libby lila lilah lilian lilith lilly lily lina linda linden lindsay linus lionel lisa livia llinos llio
    lloyd llyr logan lola lorcan lorenzo loretta lorna lorne lorraine lottie lou louis louisa louise lowenna
    lowri luca lucas lucia lucian luciana lucie lucille lucinda lucky lucy ludwig luis luka lukasz luke luna
    lydia lyla lyle lynn lynne lyra mabel mackenzie macy maddie maddison maddox madeleine madelyn madison
    maeve magda magdalena maggie magnus mahir maia mairi maisie maja malachi malaika malak malcolm mali
    malik mallory manal mandy manny manpreet mansoor mara marc marcel marcela marcia marcus marek margaret
    margot maria mariam mariana marianne marie marilyn marina marion marisa marissa marjorie mark marlene
    marley marlon marlowe marta martha martin martina marvin mary mary-jane maryam maryanne mason mateo
    mateusz matilda matt matteo matthew mattie maude maura maureen maurice mavis max maximilian maxine
    maxwell may-lee maya megan mehmet mehmood mehreen mei mel melanie melissa melody mercy meredith merle
    merryn mervyn mia mica micah michael michaela michelle mick mihai mikaeel mikayla mike mikey mila milan
    milena miles millie milly milo mina mirabel miranda mirela miriam mitchell mohamed mohammad mohammed
    moira molly mona monica montgomery morag morgan morgana morven moses muhammad muna muriel murray mustafa
    mya myfanwy myles myra myrtle nabil nabila nadia nadine naila nala nana nancy naomi naomie narges nasir
    nasreen natalie natasha nate nathan nathanael nathaniel ned neha neil nell nelly nelson nerys nesta
    nevaeh neve ngozi nia niall niamh nicholas nick nicky nico nicola nicolas nicole nicolette nigel nikhil
    nikita nikki nils nima nina noah noel noor nora norah noreen norma norman nova nuala nur oakley obinna
    octavia odette odin oksana ola olena olga olive oliver olivia olivier ollie oluwaseun omar omari omer
    opal ophelia orla orlando orson osama osborne oscar osian oskar oswald otis ottilie otto ottoline owain
    owen paddy paige paloma pam pamela pandora parker pat patience patrice patricia patrick patsy paul paula
    pauline pawel paxton pearl pedro peggy penelope penny percy perry peter petra petula phil philip
    philippa phillip phillipa philomena phoebe phyllis pierre piotr pip piper pippa piran polina polly poppy
    portia preston primrose prince princess priya prudence quentin quincy quinn rabia rachael rachel rachid
    radha radu raees rafael rafe raheem rahim raihan raj rajesh ralph ralphy ramona ramsey rana randall
    raphael rashid raul raven ravi ravinder raya rayan rayhan raymond rayyan reagan rebecca rebekah reece
    reed reem reggie reginald rehan remi rena renata rene renee reuben rex reza rhea rhian rhiannon rhoda
    rhodri rhonda rhys ria riaz richard richie rick ricky rihanna riley rio riordan rita river roald rob
    robbie robert roberta robin robyn rocco rocky roderick rodney roger rohan roisin roksana roland rolf
    roman romeo romy ronald ronan ronnie roo rory rosa rosalie rosalind rosamund roscoe rose roseanne
    rosemary roshan rosie ross rowan rowena rowley roxanne roxy roy ruairi ruaridh ruben ruby rudy rufus
    rupa rupert rushil russ russell ruth ryan saanvi sabrina sadie safa saffron safiyyah sahara saif saira
    salim sally salma salman salvador sam samantha samia samina samir samira sammy samson samuel sana sandra
    sania sanjay sanjeev santiago saoirse sapphire sara sarah sasha saskia saul savannah sawyer scarlett
    scott scout seamus sean sebastian selina selma seonaid seren serena serenity serge seth shabana shakira
    shane shanelle shanice shannon shanti sharif sharna sharon shaun shawn sheena sheila shelby sheldon
    shelley sherry shirin shirley shivani shona shreya sian sid sidney sidra siena sienna silas silvia
    simeon simon simone simran simranjit sinead siobhan sioned skye skyla skylar sofia sofie sohail solange
    solomon sonia sonja sonny sophia sophie soraya sorcha spencer stacey stacy stan stanley star stefan
    stefania stella stephanie stephen steve steven stevie stewart stuart sue sukhdeep sukhi sukie suleman
    sumaya summer sunita sunny suraj susan susanna susie suzanne sven svetlana sybil sylvester sylvia sylvie
    szymon tabatha tabby tabitha tahir taj talia tallulah tamar tamara tamika tammy tamsin tamsyn tania
    tanya tara taran tariq tasha tasmin tasneem tate tayla taylor ted teddy teegan tegan tegid temitope
    temperance terence teresa terri terry tess tessa thaddeus thea thelma theo theodora theodore theresa
    thomas tia tiana tianna tiara tierney tiffany tilda tilly tim timmy timothy tina tobias tobin toby tom
    tomas tomasz tomek tommy tomos toni tony tracey tracy trent trevor trina trinity trisha tristan trixie
    trudy tudor tunde turner tyler tyra tyrese tyrone ugo ulrika uma umair umar una uriel ursula usama usman
    val valentina valentine valerie vanessa vaughan velma vera verity vernon veronica vic vicky victor
    victoria vidya vijay vikram viktor vince vincent viola violet virginia viv vivek vivian vivien vivienne
    vlad wade wafa walt walter wanda warren wayne wendy wesley wiktoria wilbur wilf wilfred wilhelmina will
    william willow wilma winifred winnie winston wolfgang woody wyatt wynne xander xanthe xavier xena yahya
    yana yannick yara yash yasin yasir yasmin yasmine yazmin yolanda younis yuri yusuf yves yvonne zac zach
    zachariah zachary zack zadie zaheer zahir zahra zahrah zaid zain zaina zainab zak zander zane zara zayn
    zaynab zeb zebedee zeeshan zeke zelda zena zeynep zhara zia ziggy zina zion zoe zora zoya zubair zuri
    zuzanna
"""
GIVEN_NAMES = frozenset(_NAMES.split())
