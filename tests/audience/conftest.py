"""A newsroom with cheap keys, a post office that keeps its letters, and a worker's round."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from beetroot.audience import actions
from beetroot.audience.rules import Letter, NotPosted
from beetroot.lib.keyring import CHEAPEST, Keyring, make_keys
from beetroot.newsroom.actions import found, hire, register_key, start_newsletter
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Role

PASSPHRASE = b"four random words here"


class PostOffice:
    """Takes letters instead of a mail server; `refuses` and `breaks` make it fail the next ones."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.refuses: NotPosted | None = None
        self.breaks = False

    def __call__(self, letter: Letter) -> str:
        if self.refuses is not None:
            raise self.refuses
        self.letters.append(letter)
        if self.breaks:
            raise ConnectionResetError
        return "250 ok"

    def to(self, address: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.to == address]


def token_in(letter: Letter) -> str:
    """The secret in the letter's only link."""
    return next(line for line in letter.text.splitlines() if line.startswith("http")).rstrip("/").rpartition("/")[2]


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("newsroom") / "keys"
    make_keys(folder, passphrase=PASSPHRASE, domain="letter.example", argon2=CHEAPEST)
    return folder


@pytest.fixture(scope="session")
def keyring(key_folder: Path) -> Keyring:
    return Keyring.open(key_folder, passphrase=PASSPHRASE)


@pytest.fixture(scope="session")
def locked(key_folder: Path) -> Keyring:
    return Keyring.open(key_folder, passphrase=None)


@pytest.fixture
def newsletter(db: None, keyring: Keyring) -> Newsletter:
    found(name="The Ferry")
    register_key(id=keyring.intake.current.key_id, purpose="intake", public=keyring.intake.current.public)
    return start_newsletter(
        by=None, slug="ferry", name="The Ferry", from_name="The Ferry", from_address="desk@letter.example"
    )


@pytest.fixture
def operator(db: None) -> User:
    found(name="The Ferry")
    return hire(by=None, username="olga", password="a long enough one", roles=[Role.OPERATOR])


@pytest.fixture
def post() -> PostOffice:
    return PostOffice()


@pytest.fixture
def work(keyring: Keyring, post: PostOffice) -> Callable[..., None]:
    """The worker, until it has nothing to do; `days` from today."""

    def rounds(*, days: int = 0, ring: Keyring = keyring) -> None:
        now = datetime.now(UTC) + timedelta(days=days)
        while actions.take_in(keyring=ring, post=post, now=now).more:
            pass

    return rounds


@pytest.fixture
def join(newsletter: Newsletter, post: PostOffice, work: Callable[..., None]) -> Callable[[str], None]:
    """Signs up and confirms, as a reader does."""

    def joined(address: str, to: Newsletter = newsletter) -> None:
        actions.sign_up(newsletter=to, address=address, language="en")
        work()
        assert actions.confirm(token=token_in(post.letters[-1]))
        work()

    return joined


@pytest.fixture
def other_newsletter(newsletter: Newsletter) -> Newsletter:
    return start_newsletter(
        by=None, slug="harbour", name="The Harbour", from_name="The Harbour", from_address="desk@letter.example"
    )
