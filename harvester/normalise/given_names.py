"""Given names, for pseudonyms: those common in the United Kingdom, and many that are not.

A name that is missing here is still found where its place in the sentence shows that it is one.
"""

from __future__ import annotations

_NAMES = """
    aaron abbie abby abdul abdullah abigail adam adele adrian agnes ahmed aidan aiden aimee aisha alan
    albert alec alex alexa alexander alexandra alexis alfie alfred ali alice alicia alisha alison
    alistair amanda amber amelia amelie amina amir amira amy ana anastasia andrea andrew andy angel
    angela angus anita ann anna annabel anne annie anthony antonia anwen april aran archie aria ariana
    arin arjun arlo arnold arran arthur arwen asha ashleigh ashley asif austin ava ayaan ayesha bailey
    barbara barney barry beatrice becky bella ben benjamin bernard beth bethan bethany betty beverley
    bill billie billy blake bobbie bobby brandon brenda brian bridget bronwen bruce bryn caitlin caleb
    callum calvin cameron carl carla carly carol caroline carolyn carwyn carys casey cassie catherine
    cathy catrin celia ceri chantelle charles charley charlie charlotte chelsea cheryl chloe chris
    christian christina christine christopher ciara claire clara clare clive colin connor conor corey
    courtney craig crystal cynthia dafydd daisy damian damien dan daniel danielle danny daria darren
    daryl dave david dawn dean debbie deborah declan denise dennis derek desmond dexter diana diane
    dominic don donald donna doris dorothy douglas duncan dylan edith edward edwin eileen elaine eleanor
    elena eli elijah elin eliza elizabeth ella ellen ellie elliot elliott ellis elsa elsie emily emma
    emmanuel eric erin esme esther ethan euan eva evan eve evelyn evie ewan ezra faith farah fatima faye
    felicity felix fern finlay finley finn fiona florence fran frances francesca francis frank frankie
    fred freddie frederick freya gabriel gabriella gareth gary gavin gemma gene genevieve geoffrey
    george georgia georgie georgina gerald geraint gill gillian gina gladys glen glyn grace graham greg
    gregory greta guy gwen gwyn haaris hadiza haleema hamza hamzah hana hanna hannah harley harold
    harper harriet harris harrison harry harvey hassan hayden hayley hazel heather hector heidi helen
    henry hilary hollie holly hope howard hugh hugo hussain ian ibrahim ifan imogen imran india iona
    iris isaac isabel isabella isabelle isaiah isla ismail issac ivan ivy jack jackie jackson jacob
    jacqueline jade jaden jai jake jamal james jamie jan jane janet janice jasmin jasmine jason jay
    jayden jean jeffrey jemima jemma jen jenna jennifer jenny jeremy jess jesse jessica jill jim jimmy
    jo joan joanna joanne jodie joe joel john johnny jon jonah jonathan jordan joseph josephine josh
    joshua josie joy joyce jude judith judy julia julian julie juliet june justin kai kamal kane kara
    karen kate katherine kathleen kathryn kathy katie katrina katy kay kayden kayla kayleigh keanu keira
    keith kelly kelvin ken kenneth kenzie kerry kevin khalid khyra kian kiara kim kimberley kirsty kit
    kyle kyra lacey lara laura lauren laurie layla leah leanne lee lena leo leon leona leonard leroy
    lesley leslie levi lewis lexi liam lila lily lina linda lindsay lisa lloyd logan lola loretta lottie
    lou louis louisa louise luca lucas lucy luis luke luna lydia lyla lynn lynne mackenzie maddie
    maddison madeleine madison maggie malachi malcolm mandy marcus margaret maria mariam marie marilyn
    marion mark marlon marta martha martin marvin mary maryam mason mateo matilda matt matthew maureen
    max maya megan mehmet mel melanie melissa mia michael michaela michelle mick mike mikey mila miles
    millie milly miriam mohammad mohammed moira molly mona monica morgan muhammad mustafa mya myles
    nadia nancy naomi natalie natasha nathan neil nell nelly nerys nia niall nicholas nick nicky nicola
    nicole nigel nikita nina noah noel nora norman oakley olive oliver olivia ollie omar oscar osian
    owain owen paige pam pamela parker pat patience patricia patrick patsy paul paula pauline pearl
    penny percy perry peter phil philip phillip phoebe pip piper polly poppy priya quinn rachael rachel
    rafael ralph raymond rebecca reece reggie rehan reuben rhian rhiannon rhys ria richard rick ricky
    riley rita rob robbie robert robin robyn rohan roman ronald rory rosa rosalind rose rosie ross rowan
    roxanne roy ruby rufus rupert russell ruth ryan sabrina sadie sally sam samantha samira samuel
    sandra sara sarah sasha saskia scarlett scott sean sebastian selina serena seren seth shane shannon
    sharon shaun sheila shelley shirley shreya sian sienna sid simon simone siobhan sioned skye sofia
    solomon sonia sonny sophia sophie stacey stan stanley star stella stephanie stephen steve steven
    stewart stuart sue summer sunita susan susie suzanne sybil sylvia tabitha tallulah tamara tamsin
    tania tanya tara tariq tasha taylor ted teresa terry thea theo theodore theresa thomas tia tiffany
    tilly tim timothy tina toby tom tommy toni tony tracey tracy trevor tristan tyler tyrone una valerie
    vanessa vera vicky victor victoria vincent viola violet virginia vivian walter wayne wendy will
    william willow winston xavier yasmin yasmine yusuf yvonne zac zach zachary zack zahra zain zak zara
    zayn zoe abel abi ada addison adeel adnan aeron afia agata ahmad aiesha ailsa aine akram aleksander
    alana alannah alba aleena alesha alessia alfred alina alistair alma aloysius althea alun alys amal
    amari amelie amos anais anand anders anees aneurin angharad angelina angelo anisa anika annalise
    annette annie ansel anton anya archer ari ariel arianna arron arwel asad ashton astrid athena aubrey
    audrey augustus aurora autumn avery ayla aylin aziz barnaby bartholomew basil bea beatrix benedict
    benji bert bertie bertha beryl bethany bianca bilal bjorn blessing bonnie brad bradley bree brendan
    brett briony brodie bronte brooke brooklyn bryony buddy cadi cai calista cameron camilla candice
    carina carlos carmel carrie carson catalina cecil cecily cedric celeste celine cerys chanel chantal
    charis charmaine chester chiara chidi christa ciaran cillian claudia clementine cleo clifford clint
    cody cole colette connie constance cora coral cordelia cosmo curtis cyril dahlia dakota dale dalia
    dana dante daphne darcey darcy dara darragh davina deanna declan deirdre delia delilah delyth demi
    deon desiree devon dewi diego dilys dina dino dora doreen dorian dougal drew dulcie dwayne dwight
    ebony eddie eden edie edmund edna edgar effie efa eilidh eira eirlys elaina elara elodie elise
    elisha ellery elliana eloise elowen elspeth elton elvis emanuel emelia emeka emil emilia emir emlyn
    emre enid ephraim erica erika ernest ernie errol esmae esmee esmeralda estelle ethel eugene eunice
    eva-mae evangeline everly ezekiel fabian faisal farid fatimah fatou felipe fenella ferdinand fergus
    fflur fidel filip fleur flora florrie flynn ford francine franklin freda frederica freyja gaia gail
    garry garth gaynor gemini georgette geri gerard gerda gerry gethin gideon giles giovanni giselle
    gloria godfrey gordon gracie grant greyson griff gruff guinevere gus gwilym gwyneth hafsa hal haley
    hallie hamish hamid harlan harleen harmony harun hattie heath hedley heidi helena henrietta
    hephzibah herbert herman hermione hetty hilda honey honor horace hubert huey humphrey hunter huw
    ianto ibby ida idris iestyn igor ilana ilyas imelda imogene ines inez ingrid ioan iolo irene irina
    isa isadora isha ishaan ishmael isobel isolde israel ivo ivor jacinta jackson jaden jago jai jamila
    jamila janelle janine jared jaroslav jarvis jasper javier jax jaxon jayda jayla jeanette jeevan
    jenson jerome jerry jethro joaquin jocelyn joelle johan johanna jolene jools jordana jorge jose
    josef josephina josiah jospeh juan juanita judah judd judy jules juliana julius juno kaden kaiden
    kaira kaleb kaleem kali kareem karim karina karl karolina karthik kasia kasper kate katarina katja
    kaya kayla keeley keely keiran kieran kiran kiri kirk kirsten kirstie kirsten kitty klara kofi kurt
    kwame lachlan laila lana lance lara larry latoya laurel laurence lawrence lawson lea leander leigh
    leila lennie lennon lennox leo leonie leopold leroy leticia libby lilah lilian lilith lilly linden
    linus lionel livia llinos llio llyr lloyd lorcan lorenzo lorna lorraine lottie lowri lucia lucian
    luciana lucie lucille lucinda lucky ludwig luka lyle lyra mabel macy maddox madelyn maeve magda
    magnus mahir maia maisie maja malaika malak malik mali mallory manal manny mansoor mara marc marcel
    marcela marcia margot mariana marianne marina marisa marissa marjorie marley marlene marlowe martina
    mary-jane maryanne mason matteo mattie maude maura maurice mavis maximilian maxine maxwell may-lee
    mehmood mei melody mercy meredith merle mervyn mica micah mikaeel mikayla milan milena milena milo
    mina mirabel miranda mirela mitchell mohamed mohammad montgomery morag morgana moses muna muriel
    murray myfanwy myra myrtle nabil nadine naila nala nana naomie narges nasir nasreen nate nathanael
    nathaniel neha nelson neve ned nesta nevaeh nico nicolas nicolette niamh nikhil nikki nils nima noor
    norah noreen norma nova nuala nur octavia odette odin ola olga olivier omari opal ophelia orla
    orlando orson osama osborne oskar oswald otis otto ottilie owain paddy paloma pandora patience
    patrice paxton pedro peggy penelope petra petula phillipa philippa philomena phyllis pierre polina
    portia preston primrose prince princess prudence quentin quincy rabia rachid radha raees rafe raheem
    rahim raihan raj rajesh ramona ramsey rana randall raphael rashid raul raven ravi raya rayan rayyan
    reagan rebekah reed reem reginald remi rena renata rene renee reuben rex reza rhea rhonda rhoda
    rhodri riaz richie rihanna rio riordan river roald robbie roberta rocco rocky roderick rodney roisin
    roger roland rolf romeo romy ronan ronnie roo rosalie rosamund roscoe roseanne rosemary roshan
    rowena roxy ruairi ruben rudy rupa rushil russ saanvi saffron safa sahara saif saira salim salma
    salman salvador samir sammy samia samina samson sana sania sanjay sanjeev santiago saoirse sapphire
    saul savannah sawyer scout seamus selma serenity serge seth shabana shakira shanice shanelle shanti
    sharif sharna shawn sheena shelby sheldon sherry shirin shivani shona sidney sidra siena silas
    silvia simeon simran sinead skyla skylar sofie sohail solange sonja sophia soraya sorcha spencer
    stacy stefan stefania stevie stuart sukhdeep sukie suleman sunny suraj susanna svetlana sven sybil
    sylvester sylvie tabatha tabby tahir taj talia tamar tamika tammy taran tasmin tate tayla ted teddy
    tegan tegid teegan temperance terence terri tess tessa thaddeus thelma theodora theresa tiana tianna
    tiara tierney tilda timmy tina tobias tobin tomas tomasz tomos trent trina trinity trisha trixie
    trudy tudor turner tyra tyrese ugo ulrika uma umar umair uriel ursula usman val valentina valentine
    vaughan velma verity vernon veronica vic vidya vijay vikram vince viv vivek vivien vivienne wade
    walt wanda warren wesley wilbur wilf wilfred wilhelmina wilma winifred winnie wolfgang woody wyatt
    wynne xander xanthe xena yahya yana yannick yara yash yasin yazmin yolanda younis yuri yves
    zachariah zadie zaheer zahir zahrah zaid zaina zainab zander zane zaynab zeb zebedee zeke zelda zena
    zeynep zhara zia ziggy zina zion zora zoya zuri
    pippa ashlynn aoife caoimhe eoin fionn grainne mairi morven ruaridh eilidh catriona iain seonaid kirstin lorne
    cadence cameron bowie bodhi rowley ralphy ottoline tamsyn jowan piran kensa lowenna merryn demelza denzel aaliyah
    aadam abdullahi adaeze chiamaka emeka ifeoma kofi kwabena ngozi obinna oluwaseun temitope tunde zeeshan hussein
    ilhan jibril khadija layth maryam mehreen nabila omer rayhan safiyyah sumaya tasneem usama wafa yasir zubair
    agnieszka aleksandra andrei bartosz bogdan dariusz ewa ioana jakub jolanta katarzyna krzysztof lukasz magdalena
    marek mateusz mihai oksana olena pawel piotr radu roksana stefan szymon tomek viktor vlad wiktoria zuzanna
    ginny mabel cara dora esme effy peggy sukhi harjit gurpreet manpreet jaswinder ravinder simranjit baljit arya
"""
GIVEN_NAMES = frozenset(_NAMES.split())
