# ruff: noqa: E501 - word lists and patterns are read by the line
"""English words that begin sentences and titles without being names, and places everyone knows."""

import re

from beetroot.reading.en.speech import SPEECH
from beetroot.reading.words import NameWords

_STOP = """a about above according across after afterwards again against ago all almost along already also although always amid among an and
another any anyone anything are around as at away back be because been before behind being below beneath besides between beyond both but by can
cannot could despite did do does doing done down due during each eight either else enough even every everyone everything except few first five
following for four from further had half has have having he hence her here hers herself him himself his how however hundreds i if in inside instead
into is it its itself just last later latter least less let like likewise many may maybe me meanwhile might mine more moreover most much must my
myself near nearly neither never nevertheless next nine no nobody none nor not nothing notwithstanding now nowhere of off often on once one only onto
or other others our ours ourselves out outside over own per perhaps rather same second seven several shall she should since six so some somebody
someone something sometimes soon still such ten than that the their theirs them themselves then there thereafter therefore these they third this those
though thousands three through throughout thus till to today together tomorrow tonight too toward towards twelve two under unless unlike until up upon us
very via was we well were what whatever when whenever where whereas wherever whether which while who whoever whole whom whose why will with within
without would yes yesterday yet you your yours yourself earlier recently finally indeed thereby additionally allegedly apparently currently eventually
initially internationally reportedly similarly traditionally ultimately unfortunately amidst inside how's what's it's there's that's here's who's
don't can't won't isn't let's i'm i've we're we've they're you're he's she's didn't doesn't wasn't
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
ok okay read see photo photos image source story text"""

# Country, people and languages of it, names by which its government goes.
_COUNTRIES = """Afghanistan|Afghan|Kabul;Albania|Albanian|Tirana;Algeria|Algerian|Algiers;Argentina|Argentine Argentinian|Buenos_Aires;Armenia|Armenian|Yerevan;Australia|Australian|Canberra;Austria|Austrian|Vienna
Azerbaijan|Azerbaijani Azeri|Baku;Bangladesh|Bangladeshi|Dhaka;Belarus|Belarusian Belarussian|Minsk;Belgium|Belgian|;Bolivia|Bolivian|;Bosnia|Bosnian|Sarajevo;Bosnia_and_Herzegovina||;Brazil|Brazilian|Brasilia
Britain|British Briton|London Downing_Street;Bulgaria|Bulgarian|Sofia;Cambodia|Cambodian|;Canada|Canadian|Ottawa;Chile|Chilean|;China|Chinese|Beijing;Colombia|Colombian|Bogota;Croatia|Croatian Croat|Zagreb;Cuba|Cuban|Havana
Cyprus|Cypriot|Nicosia;Czech_Republic|Czech|Prague;Czechia||;Denmark|Danish Dane|Copenhagen;Egypt|Egyptian|Cairo;Estonia|Estonian|Tallinn;Ethiopia|Ethiopian|Addis_Ababa;Finland|Finnish Finn|Helsinki;France|French|Paris Elysee
Georgia|Georgian|Tbilisi;Germany|German|Berlin;Ghana|Ghanaian|;Greece|Greek|Athens;Hungary|Hungarian|Budapest;Iceland|Icelandic|;India|Indian|New_Delhi Delhi;Indonesia|Indonesian|Jakarta;Iran|Iranian|Tehran;Iraq|Iraqi|Baghdad
Ireland|Irish|Dublin;Israel|Israeli|Jerusalem;Italy|Italian|Rome;Japan|Japanese|Tokyo;Jordan|Jordanian|Amman;Kazakhstan|Kazakh Kazakhstani|Astana;Kenya|Kenyan|Nairobi;Kosovo|Kosovar|Pristina;Kuwait|Kuwaiti|;Kyrgyzstan|Kyrgyz|Bishkek
Latvia|Latvian|Riga;Lebanon|Lebanese|Beirut;Libya|Libyan|Tripoli;Lithuania|Lithuanian|Vilnius;Luxembourg||;Malaysia|Malaysian|;Malta|Maltese|Valletta;Mexico|Mexican|;Moldova|Moldovan|Chisinau Chișinău;Mongolia|Mongolian|Ulaanbaatar
Montenegro|Montenegrin|Podgorica;Morocco|Moroccan|Rabat;Myanmar||;Nepal|Nepali|;Netherlands|Dutch|The_Hague;New_Zealand||;Nigeria|Nigerian|Abuja;North_Korea|North_Korean|Pyongyang;North_Macedonia|Macedonian|Skopje;Norway|Norwegian|Oslo
Pakistan|Pakistani|Islamabad;Palestine|Palestinian|;Peru|Peruvian|;Philippines|Philippine Filipino|Manila;Poland|Polish Pole|Warsaw;Portugal|Portuguese|Lisbon;Qatar|Qatari|Doha;Romania|Romanian|Bucharest;Russia|Russian|Moscow Kremlin
Saudi_Arabia|Saudi|Riyadh;Serbia|Serbian Serb|Belgrade;Singapore||;Slovakia|Slovak|Bratislava;Slovenia|Slovenian Slovene|Ljubljana;South_Africa|South_African|Pretoria;South_Korea|South_Korean|Seoul;Spain|Spanish|Madrid;Sudan|Sudanese|Khartoum
Sweden|Swedish Swede|Stockholm;Switzerland|Swiss|Bern;Syria|Syrian|Damascus;Taiwan|Taiwanese|Taipei;Tajikistan|Tajik|Dushanbe;Thailand|Thai|Bangkok;Tunisia|Tunisian|;Turkey|Turkish Turk|Ankara;Türkiye||;Turkmenistan|Turkmen|Ashgabat
Uganda|Ugandan|;Ukraine|Ukrainian|Kyiv Kiev;United_Arab_Emirates|Emirati|;United_Kingdom||;United_States|American|Washington White_House;U.S.||;US||;UK||;USSR|Soviet|;Soviet_Union||;Russian_Empire||;Uzbekistan|Uzbek|Tashkent;Venezuela|Venezuelan|Caracas
Vietnam|Vietnamese|Hanoi;Yemen|Yemeni|;Zimbabwe|Zimbabwean|;Abkhazia|Abkhaz|Sukhumi;South_Ossetia||;Transnistria||Tiraspol;Crimea|Crimean|;Chechnya|Chechen|Grozny;Scotland|Scottish|Edinburgh"""
_BODIES = """force ministry department parliament court committee government council commission army forces police senate congress duma guard agency service office administration prosecutor prosecutors
cabinet bureau inspectorate customs navy fleet military kgb fsb cia fbi pentagon treasury embassy assembly authority board regiment battalion brigade division corps command troops ministries grouping"""
_ORGANIZATIONS = """center centre university institute consulting house party union bank group association foundation inc company corp corporation league federation alliance club school college academy museum
church network fund society trust movement front coalition campaign organization organisation times post news journal press media radio tv magazine agency studio theatre theater hospital laboratory lab initiative project
observatory monitor watch council international partners holdings limited ltd llc plc gmbh airlines motors nato un eu osce cepa bbc cnn nations tribune herald gazette telegraph guardian cage dispatch weekly daily newspaper caucus committee"""
_TITLES = """mr mrs ms miss dr prof professor president vice prime minister senator sen rep representative congressman congresswoman gov governor mayor general gen colonel col major maj captain capt lieutenant lt sergeant sgt
sir dame lord lady king queen prince princess pope archbishop bishop father rev reverend justice judge chief secretary chancellor ambassador chairman chairwoman director commander first deputy former then attorney
foreign defense defence interior finance speaker leader state press minister officer republican democratic democrat chair spokesman spokeswoman spokesperson coach detective sheriff commissioner acting head"""
_FEMALE = """vera sviatlana svetlana katsiaryna yekaterina ekaterina tatsiana tatiana tatyana olga volha natalia natalya natallia irina iryna alena elena yelena marina maryna hanna ganna alesia olesya oksana aksana larysa larisa lyudmila liudmila nina zoya tamara zhanna yulia julia daria darya polina alina galina halina nadezhda nadzeya lyubov anastasia veronika veranika kseniya sofia sofiya yana lesya magda agnieszka ewa zofia joanna ilze ruta rasa egle ieva liga nino maia tamar gayane anahit leyla aygul gulnara dilnoza rossella zsuzsa ilona monika jana petra lenka mirjana jelena milica ana vesna katia katya anna maria mary elizabeth hillary sarah emily jessica jennifer linda susan karen lisa nancy michelle kate catherine katherine helen ruth alice jane joan anne ann angela laura amy
rachel hannah megan eilish heather kelly kellyanne carol margaret jill donna ellen judith sharon rebecca janet diane alicia gwen elena natalia natalya olga tatiana tatsiana svetlana sviatlana maryna iryna irina hanna volha
katsiaryna ekaterina yulia julia veronika maryia anastasia nastassia ksenia valeria sofia sophia claire charlotte emma olivia jean lauren melania ivanka chelsea loretta debbie tammy eve ines mercedes carmen"""
_MALE = """dmitry dmitri dzmitry andrei andrey andriy alexey aleksei aliaksei oleg aleh igor ihar viktor victor maksim maxim anatoly anatol boris barys roman stanislav viacheslav vasily vasil leonid mikalai nikolai nikolay mykola konstantin kanstantsin pyotr piotr petro mikhail mikhailo yevgeny evgeny yauhen yevhen anton denis dzianis ilya nikita mikita grigory ryhor fyodor stepan pavel pavlo taras bohdan bogdan ostap volodymyr uladzimir oleksandr serhiy siarhei yuri yury yuriy valery valeriy vadim kirill timur ruslan tomasz krzysztof marek jakub wojciech janis valdis gintaras tadas mindaugas giorgi levan irakli zurab hayk tigran ilham elchin nursultan bakyt aibek gergely viktor zoltan laszlo milos milan jovan marko goran dragan ondrej radek alexander aliaksandr vladimir sergey sergei konrad artyom artem john james robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew
joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank raymond patrick jack dennis jerry peter adam henry
nathan douglas zachary kyle will ian robin barack bill bernie mike tim ted newt rudy harry chris jim joe tom bob dan steve greg rob tony ben sam jeff matt nick ilya nikita mykola mikhail dmitry dmitri ivan yuri yury andrei andrey oleg igor pavel viktor
victor maksim maxim anatoly boris valery roman stanislav vyacheslav vasily leonid nikolai konstantin pyotr ales yauhen siarhei dzmitry uladzimir mikalai viktar zianon volodymyr petro oleksandr serhiy andriy marco mitt carl gavriil marat timur luca joshua evgeny kirill"""
_ABBREVIATIONS = """mr mrs ms dr prof rep sen gov gen lt col sgt maj capt st jr sr vs no inc corp co ltd u.s u.k u.n d.c a.m p.m e.g i.e etc jan feb mar apr jun jul aug sept sep oct nov dec rev hon mt ft fig vol ed
d-n r-n ph.d m.d b.a m.a approx dept est al op adm cmdr cpl pvt supt atty ave blvd"""


_PLACES = """north south east west northern southern eastern western central region state states street avenue road square river lake sea ocean mountain mountains mount island islands county city town village district
province oblast bay beach valley park bridge airport port union empire republic kingdom europe asia africa america caucasus balkans york angeles washington hampshire carolina dakota virginia mexico jersey florida texas california
war act law bill treaty pact plan program programme doctrine agreement day night week month year summit olympics games cup award prize republic kingdom duchy confederation resolve peninsula line wall house amendment constitution revolution"""


def _countries() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    governments: dict[str, str] = {}
    for entry in _COUNTRIES.replace("\n", ";").split(";"):
        country, people, capitals = (
            part.replace("_", " ") if i == 0 else part for i, part in enumerate(entry.split("|"))
        )
        names[country] = country
        demonyms.update({form.replace("_", " ") + end: country for form in people.split() for end in ("", "s")})
        governments.update({form.replace("_", " "): country for form in capitals.split()})
    return names, demonyms, governments


_NAMES, _DEMONYMS, _GOVERNMENTS = _countries()

NAMES = NameWords(
    stop_words=frozenset(_STOP.split()),
    known={
        "Union State": "Organization",
        "European Union": "Organization",
        "United Nations": "Organization",
        "Red Cross": "Organization",
        "Warsaw Pact": "Organization",
    },
    countries=_NAMES,
    demonyms=_DEMONYMS,
    metonyms=_GOVERNMENTS,
    abbreviations=frozenset(_ABBREVIATIONS.split()),
    bodies=frozenset(_BODIES.split()),
    organizations=frozenset(_ORGANIZATIONS.split()),
    titles=frozenset(_TITLES.split()) | SPEECH.roles,
    female=frozenset(_FEMALE.split()),
    male=frozenset(_MALE.split()),
    family_first=frozenset(
        ["xi", "li", "liu", "wang", "zhang", "zhao", "zhou", "chen", "huang", "xu", "guo", "deng", "jiang", "hu"]
    ),
    place_words=frozenset(
        [
            "in",
            "to",
            "from",
            "near",
            "at",
            "around",
            "outside",
            "of",
            "across",
            "toward",
            "towards",
            "through",
            "into",
            "inside",
            "visit",
            "visited",
            "leave",
            "left",
        ]
    ),
    place_parts=frozenset(_PLACES.split()),
    of_a_person=re.compile(
        r",\s(?:\d{2},\s|whom?\s|whose (?:house|home|husband|wife|son|daughter|mother|father|brother|sister|family|children|parents|friends?|job|life|career)\b)"
    ),
)
