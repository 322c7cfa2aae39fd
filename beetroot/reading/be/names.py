# ruff: noqa: E501 - word lists are read by the line
"""Belarusian words that begin sentences without being names, and places everyone knows."""

from dataclasses import replace

from beetroot.reading.be.speech import SPEECH
from beetroot.reading.ru.names import NAMES as RUSSIAN

_STOP = """а але больш быў была былі было вось гэта гэты гэтая дзе для да ёсць за з і калі каб як яны яна ён мы на не ні па пасля паводле пра праз там тады так таксама толькі ужо ўжо у ў хто што цяпер сёння учора заўтра яшчэ пазней раней потым менавіта многія некаторыя адзін адна два тры яго яе іх"""
_COUNTRIES = """Беларусь|Беларусі Беларуссю;Расія|Расіі Расію;Украіна|Украіны Украіне Украіну;Польшча|Польшчы Польшчу;Літва|Літвы Літве Літву;Латвія|Латвіі Латвію;Эстонія|Эстоніі;Германія|Германіі;ЗША|ЗША;Кітай|Кітая;Францыя|Францыі"""
_METONYMS = "Масква|Расія;Крэмль|Расія;Мінск|Беларусь;Кіеў|Украіна;Варшава|Польшча;Вільня|Літва;Вашынгтон|ЗША"
_BODIES = "міністэрства парламент суд камітэт урад савет камісія армія міліцыя паліцыя сенат крэмль агенцтва служба упраўленне пракуратура адміністрацыя мзс мус кдб"
_ORGANIZATIONS = "цэнтр універсітэт інстытут партыя саюз банк група асацыяцыя фонд кампанія клуб школа акадэмія музей царква рух арганізацыя выданне радыё часопіс газета тэатр шпіталь ес ната"
_FEMALE = "ганна марыя алена вольга наталля таццяна святлана ірына кацярына юлія вераніка анастасія ксенія соф’я дар’я паліна аліна марына галіна людміла ніна вера надзея любоў ларыса аксана ала жанна тамара зоя яніна алеся леся зінаіда"
_MALE = "аляксандр уладзімір сяргей дзмітрый аляксей андрэй іван юрый алег ігар павел віктар максім анатоль барыс раман станіслаў вячаслаў васіль леанід мікалай канстанцін пётр міхаіл яўген антон арцём дзяніс ілля мікіта рыгор фёдар сцяпан леў алесь янка мікола зміцер уладзіслаў кірыл"


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
