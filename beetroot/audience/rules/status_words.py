"""The words by which other systems and people say who is a reader, folded (see `folded`).

Sources: the systems' own export pages and code (2026); the words of other languages as their users would write them.
"""

import re
from enum import StrEnum


class Standing(StrEnum):
    """What somebody was on the other system; of several columns the last in this order prevails."""

    READER = "reader"
    PENDING = "pending"
    LEFT = "left"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


def folded(heading: str) -> str:
    """A heading or a word without case, spaces and signs."""
    return re.sub(r"[\s_\"'’*:.?!/()-]", "", heading).casefold().replace("ё", "е")


def _split(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split())


YES = _split("yes y true t 1 on ja oui да так si sí")
NO = (
    *_split("no n false f 0 off none null never nein non nie нет ні не nan na undefined nil \\n - – —"),
    *("00000000", "00000000000000", ""),  # MySQL's day that is none
)
_READER = _split(
    "active enabled subscribed subscribe confirmed regular premium gifted optedin valid available ok normal member",
    "owner manager subscriber single double verified c",
    "активен активный активна активная подписан подписана подписчик подтвержден подтверждена",
    "активний активна підписаний підписана підписник підтверджений підтверджена",
    "актыўны актыўная падпісаны падпісана падпісчык пацверджаны пацверджана",
    "aktiv angemeldet abonniert abonnent bestätigt actif active abonné abonnée inscrit inscrite confirmé confirmée",
)
_PENDING = _split(
    "pending unconfirmed notconfirmed nonsubscribed notsubscribed neversubscribed nonsubscriber unactivated",
    "invited waiting awaiting validating unverified notverified transactional paused nomail noemail",
    "неподтвержден неподтверждена неподтвержденный ожидает ожидаетподтверждения ждет приглашен приглашена",
    "непідтверджений непідтверджена очікує очікуєпідтвердження запрошений непацверджаны непацверджана чакае",
    "unbestätigt nichtbestätigt ausstehend wartend eingeladen nonconfirmé nonconfirmée enattente invité invitée",
)
_LEFT = _split(
    "unsubscribed unsubscribe unsub inactive disabled blocklisted blacklisted blocked optedout optout",
    "cancelled canceled",
    "removed deleted archived suppressed excluded unlisted banned left donotemail donotcontact u",
    "отписан отписана отписался отписалась отписка неактивен неактивна неактивный удален удалена заблокирован",
    "заблокирована отказался отказалась отменен отменена вчерномсписке",
    "відписаний відписана відписався відписалась відписалася відписка неактивний неактивна видалений видалена",
    "заблокований заблокована відмовився відмовилась",
    "адпісаны адпісана адпісаўся адпісалася неактыўны неактыўная выдалены выдалена заблакаваны",
    "abgemeldet inaktiv gelöscht gesperrt gekündigt ausgetragen widerrufen abbestellt",
    "désabonné désabonnée désinscrit désinscrite inactif bloqué bloquée supprimé supprimée résilié",
)
_BOUNCED = _split(
    "bounced hardbounce hardbounced bounce bouncing cleaned undeliverable unreachable invalid nonexistent dead b",
    "недоступен несуществует недоставлено отскок возврат невалидный недействителен",
    "недоступний неіснує недоставлено недійсний недаступны неіснуе",
    "unzustellbar ungültig rückläufer rebond nondistribuable",
)
_COMPLAINED = _split(
    "complained complaint complainer spam spammy junk abuse abusereport markedasspam reportedspam",
    "спам жалоба пожаловался пожаловалась скарга поскаржився поскаржилась plainte beschwerde",
)
OUT = {
    **dict.fromkeys(_PENDING, Standing.PENDING),
    **dict.fromkeys(_LEFT, Standing.LEFT),
    **dict.fromkeys(_BOUNCED, Standing.BOUNCED),
    **dict.fromkeys(_COMPLAINED, Standing.COMPLAINED),
}
WORDS = {**dict.fromkeys((*_READER, *YES), Standing.READER), **dict.fromkeys(NO, Standing.LEFT), **OUT}
"""What a column says that is headed as a status."""
ANYWHERE = {
    word: standing
    for word, standing in OUT.items()
    if len(word) > 4
    and word not in {"abuse", "blocked", "removed", "deleted", "archived", "waiting", "paused", "invalid"}
}
"""Words that a cell of their own says of its reader under any heading, or under none."""
