"""Who has a second factor, for operators."""

from dataclasses import dataclass

from beetroot.lib.one_time_codes import Unreadable, open_secret
from beetroot.newsroom.actions import sealing_key
from beetroot.newsroom.models import User


@dataclass(frozen=True)
class SecondFactors:
    """Of everybody who may sign in: how many people, who has a second factor, whose cannot be read on this server."""

    people: int
    having: tuple[str, ...]
    unreadable: tuple[str, ...]


def second_factors() -> SecondFactors:
    """Reads every secret and keeps none."""
    people = list(User.objects.filter(is_active=True).select_related("second_factor").order_by("username"))
    having = {user.get_username(): bytes(user.second_factor.sealed) for user in people if user.second_factor}
    return SecondFactors(
        len(people), tuple(having), tuple(name for name, sealed in having.items() if not _opens(sealed))
    )


def _opens(sealed: bytes) -> bool:
    try:
        open_secret(sealed, key=sealing_key())
    except Unreadable:
        return False
    return True
