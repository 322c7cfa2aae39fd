# ruff: noqa: E501 - word lists are read by the line
"""Ukrainian words that begin sentences without being names, and places everyone knows."""

from dataclasses import replace

from beetroot.reading.ru.names import NAMES as RUSSIAN
from beetroot.reading.uk.speech import SPEECH

_STOP = """а але більше був була були було ось це цей ця де для до є за з і й коли як вони вона він ми на не ні по після про через там тоді так також тільки вже у в хто що щоб тепер сьогодні вчора завтра ще пізніше раніше потім саме багато деякі один одна два три його її їх та"""
_COUNTRIES = """Україна|України Україні Україну Україною;Росія|Росії Росію;Білорусь|Білорусі;Польща|Польщі Польщу;Литва|Литви Литві;Латвія|Латвії;Естонія|Естонії;Німеччина|Німеччини;США|США;Китай|Китаю;Франція|Франції;Молдова|Молдови"""
_METONYMS = "Москва|Росія;Кремль|Росія;Мінськ|Білорусь;Київ|Україна;Варшава|Польща;Вільнюс|Литва;Вашингтон|США"
_BODIES = "міністерство парламент рада суд комітет уряд комісія армія поліція сенат кремль агентство служба управління прокуратура адміністрація сбу мзс мвс міноборони"
_ORGANIZATIONS = "центр університет інститут партія союз спілка банк група асоціація фонд компанія клуб школа академія музей церква рух організація видання радіо журнал газета театр лікарня єс нато"
_FEMALE = "ганна анна марія олена ольга наталія наталя тетяна світлана ірина катерина юлія вероніка анастасія ксенія софія дарія дарина поліна аліна марина галина людмила ніна віра надія любов лариса оксана алла жанна тамара зоя леся соломія богдана оляна"
_MALE = "олександр володимир сергій дмитро олексій андрій іван юрій олег ігор павло віктор максим анатолій борис роман станіслав в’ячеслав василь леонід микола костянтин петро михайло євген антон артем денис ілля микита григорій федір степан лев остап тарас богдан ярослав назар кирило"


def _pairs(words: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for entry in words.split(";"):
        name, _, forms = entry.partition("|")
        pairs |= dict.fromkeys((name, *forms.split()), name)
    return pairs


NAMES = replace(
    RUSSIAN,
    stop_words=frozenset(_STOP.split()) | RUSSIAN.stop_words,
    countries=_pairs(_COUNTRIES),
    metonyms=dict(entry.split("|") for entry in _METONYMS.split(";")),
    bodies=frozenset(_BODIES.split()),
    organizations=frozenset(_ORGANIZATIONS.split()),
    titles=SPEECH.roles,
    female=frozenset(_FEMALE.split()) | RUSSIAN.female,
    male=frozenset(_MALE.split()) | RUSSIAN.male,
    place_words=frozenset(["у", "ў", "в", "з", "на", "да", "до", "каля", "біля", "праз", "через", "ад", "від"]),
)
