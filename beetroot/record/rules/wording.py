"""Short words for what a sentence tells: the name of an event, what a share is a share of, the domain of it.

All three are suggestions that an editor sees on a card before anybody else does.
"""

import re
from collections import Counter

from beetroot.record.rules.vocabulary import Domain

_CONNECTIVE = re.compile(
    r"^(?:then|but|and|so|indeed|meanwhile|however|moreover|still|now|later|also|finally|"  # en
    r"затем|потом|тем временем|однако|между тем|но|потым|тым часам|аднак|але|потім|тим часом|однак|проте)\b[\s,]*",
    re.IGNORECASE,
)
_IN = re.compile(r"^(?:in|on|at|by|since|during|в|во|с|у|ў|з|від)\s+", re.IGNORECASE)
#: Where the clause that says what a share is of ends.
_CLAUSE_END = re.compile(r"\s*(?:[;.!?]|[,—–(]|\s-\s)")
_OF = re.compile(r"^(?:of|из|з|із)\s+(?:(?:the|these|those)\s+)?", re.IGNORECASE)
_MOST = 16  # words

_DOMAINS: dict[Domain, re.Pattern[str]] = {
    Domain.MILITARY: re.compile(
        r"\b(?:troops?|soldiers?|army|armies|militar\w*|war|invad\w*|invasion|missiles?|drones?|mobili[sz]\w*|battle\w*|"
        r"forces|defen[cs]e|weapons?|offensive|recruits?|войск\w*|арми\w*|солдат\w*|военн\w*|войн\w*|мобилизац\w*|"
        r"войск\w*|арм[іи]\w*|ваенн\w*|вайн\w*|мабілізац\w*|військ\w*|військов\w*|мобілізац\w*)\b",
        re.IGNORECASE,
    ),
    Domain.ECONOMIC: re.compile(
        r"\b(?:tax\w*|loans?|trade|tariffs?|econom\w*|financ\w*|subsid\w*|customs|budget\w*|debts?|prices?|currenc\w*|"
        r"налог\w*|кредит\w*|эконом\w*|бюджет\w*|торгов\w*|падатк\w*|крэдыт\w*|эканам\w*|гандл\w*|подат\w*|економ\w*|"
        r"торгівл\w*)\b",
        re.IGNORECASE,
    ),
    Domain.POLITICAL: re.compile(
        r"\b(?:elect\w*|vote\w*|presiden\w*|protest\w*|opposition|parliament\w*|politic\w*|negotiat\w*|sanction\w*|"
        r"выбор\w*|президент\w*|протест\w*|оппозиц\w*|парламент\w*|санкци\w*|выбар\w*|прэзідэнт\w*|пратэст\w*|апазіц\w*|"
        r"вибор\w*|опозиц\w*)\b",
        re.IGNORECASE,
    ),
    Domain.LEGAL: re.compile(r"\b(?:court\w*|lawsuit\w*|verdict\w*|trials?|суд|суда|приговор\w*|вирок\w*)\b", re.I),
}
_PARTLY = re.compile(
    r"\b(?:half|third|quarter|partly|partially|some of|most of|nearly|almost|never fully|not fully|half of|"
    r"\d+ (?:of|out of) \d+|половин\w*|треть|частично|почти|палов\w*|часткова|амаль|частково|майже)\b",
    re.IGNORECASE,
)
_CARRIED_OUT = re.compile(r"\b(?:implement\w*|carried out|fulfil\w*|выполн\w*|выканан\w*|викон\w*)", re.IGNORECASE)


def event_name(sentence: str, date: str) -> str:
    """The sentence without the connective and the date that open it; a date elsewhere stays, the words need it.

    'Then, in May 2021, the dam broke.' with "May 2021" gives 'The dam broke.'
    """
    rest = _CONNECTIVE.sub("", sentence.strip())
    dated = _IN.sub("", rest) if date else rest
    if date and dated.casefold().startswith(date.casefold()):
        after = dated[len(date) :]
        rest = after.lstrip(" ,—–") if after.lstrip()[:1] in (",", "—", "–") else rest
    rest = _CONNECTIVE.sub("", rest) or sentence
    return rest[:1].upper() + rest[1:]


def share_of(text: str, end: int) -> str:
    """What stands after a share up to the end of its clause: 'of Belarusians support it, but' gives
    'Belarusians support it'. "" when nothing does."""
    following = text[end : end + 300].lstrip()
    found = _CLAUSE_END.search(_outside_marks(following))
    clause = following[: found.start()] if found else following
    words = _OF.sub("", clause.strip()).split()
    return " ".join(words[:_MOST]) + ("…" if len(words) > _MOST else "")


def _outside_marks(text: str) -> str:
    """The same length of text with what stands in quotation marks blanked, so that no clause ends inside them."""
    return re.sub(r"[“«„][^”»“]*[”»“]?", lambda found: "x" * len(found.group()), text)


def domain_of(words: str) -> str:
    """The domain most of its telling words are of; "" when none leads."""
    counts = Counter({domain: len(pattern.findall(words)) for domain, pattern in _DOMAINS.items()})
    (first, most), (_second, next_most) = counts.most_common(2)
    return str(first) if most > next_most else ""


def is_partly_carried_out(words: str) -> bool:
    """Whether words about an agreement say that only a part of it is carried out: "implemented nearly half"."""
    return bool(_CARRIED_OUT.search(words) and _PARTLY.search(words))
