"""A newsroom with readers, and the mails that come back to it."""

import pytest

from beetroot.audience.models import Subscription
from beetroot.dispatch.rules.senders import Copy
from beetroot.mail import verp
from tests.dispatch.newsrooms import DOMAIN, Room, found_newsroom
from tests.mail.test_inbound import SENDER, report


class Back:
    """Makes what comes back for one reader's copy of one edition."""

    def __init__(self, room: Room) -> None:
        self.room = room

    def reader(self) -> Subscription:
        return Subscription.objects.get()

    def sender(self, edition: int = 1, *, key: bytes | None = None) -> str:
        mine = key or self.room.keyring.message_id.current[1]
        return verp.make(Copy(self.reader().pk, edition).as_id(), key=mine, domain=DOMAIN)

    def report(self, edition: int = 1, **said: str) -> tuple[bytes, str]:
        """The mail, and for whom its envelope says it is."""
        sender = self.sender(edition)
        return report(**said).replace(f"{SENDER}@letter.example".encode(), sender.encode()), sender


@pytest.fixture
def room(db, settings) -> Room:
    found = found_newsroom(settings.BEETROOT_HOME)
    found.add_readers("ada")
    return found


@pytest.fixture
def back(room: Room) -> Back:
    return Back(room)
