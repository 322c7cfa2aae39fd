"""Counted on both sides: what the ledger says of every reader, and what the mail server has stored."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from beetroot.lib.keyring import Keyring
from beetroot.mail import message_id
from tests.dispatch.newsrooms import DOMAIN
from tests.mail.servers import Sink

_ROWS = "SELECT edition_id, subscription_id, state, reply, worker_id FROM dispatch_delivery ORDER BY id"
_SENDING = "SELECT state, reason, policy FROM dispatch_sending"
_AUDIENCE = "SELECT coalesce(sum(audience), 0) FROM dispatch_roll"
_LIST = "SELECT id FROM audience_subscription"
_ROLL = "SELECT after, complete_at FROM dispatch_roll"


@dataclass(frozen=True)
class Reader:
    """One row of the ledger; `message_id` is the one that this reader's copy must have."""

    state: str
    reply: str
    message_id: str
    subscription: UUID
    worker_id: int | None


@dataclass(frozen=True)
class Ledger:
    """A snapshot, read from outside any Beetroot process."""

    audience: int
    readers: Sequence[Reader]
    sending: str
    reason: str

    @property
    def states(self) -> Counter[str]:
        return Counter(reader.state for reader in self.readers)

    @property
    def unknown(self) -> int:
        return self.states["uncertain"]

    @property
    def armed(self) -> Counter[int | None]:
        """Armed rows of each worker."""
        return Counter(reader.worker_id for reader in self.readers if reader.state == "armed")


@dataclass(frozen=True)
class Audience:
    """The list of a newsroom with one newsletter, and how far the only edition's audience has been frozen."""

    everybody: frozenset[UUID]
    after: UUID | None
    is_complete: bool

    def still_to_come(self, readers: Iterable[UUID]) -> set[UUID]:
        """Those of the readers whom the freezing has not passed: they will be in the audience."""
        return {each for each in readers if not self.is_complete and (self.after is None or each > self.after)}


def audience(database_url: str) -> Audience:
    """Read in one transaction."""
    everybody, rolls = query(database_url, _LIST, _ROLL)
    after, complete_at = rolls[0] if rolls else (None, None)
    ids = frozenset(UUID(str(subscription)) for (subscription,) in everybody)
    return Audience(ids, UUID(str(after)) if after else None, complete_at is not None)


def read(database_url: str, keys: Path) -> Ledger:
    """`keys`: the newsroom's folder of keys; they tell which Message-ID is whose."""
    key = Keyring.open(keys, passphrase=None).message_id.current[1]
    rows, sendings, audience = _fetch(database_url)
    readers = [
        Reader(state, reply, message_id.make(key, edition, UUID(str(reader)), DOMAIN), UUID(str(reader)), worker)
        for edition, reader, state, reply, worker in rows
    ]
    state, reason, _policy = sendings[0] if sendings else ("", "", "")
    return Ledger(int(audience[0][0]), readers, state, reason)


def query(database_url: str, *statements: str) -> list[list[Any]]:
    """The rows of each statement, all read in one transaction."""
    if database_url.startswith("sqlite"):
        path = database_url.removeprefix("sqlite://")
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as database:
            database.execute("BEGIN")
            return [database.execute(statement).fetchall() for statement in statements]
    with psycopg.connect(database_url) as server:
        server.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return [server.execute(statement.encode()).fetchall() for statement in statements]


def _fetch(database_url: str) -> list[list[Any]]:
    return query(database_url, _ROWS, _SENDING, _AUDIENCE)


def stored(sinks: Iterable[Sink]) -> Counter[str]:
    """Message-ID to how often the servers stored an issue's mail; letters to single persons are left out."""
    heads = (mail.data.partition(b"\r\n\r\n")[0] for sink in sinks for mail in list(sink.stored))
    return Counter(
        head.partition(b"Message-ID: ")[2].split(b"\r\n")[0].decode() for head in heads if b"\r\nList-Id: " in head
    )


@dataclass(frozen=True)
class Account:
    """The two snapshots beside each other."""

    states: Counter[str]
    lost: int
    """Accepted, says the ledger, and the server has nothing; or counted in the audience and in no state."""
    twice: int
    """Stored twice and not listed as uncertain."""
    unlisted: int
    """Stored, while the ledger says that it was not sent; or stored for nobody of the ledger."""
    twice_listed: int = 0
    """Stored twice and listed."""
    said: str = field(default="", repr=False)

    @property
    def uncertain(self) -> int:
        return self.states["uncertain"]


def account(ledger: Ledger, mails: Counter[str], *, listed: frozenset[str] = frozenset()) -> Account:
    """Compares them reader by reader. `listed`: Message-IDs that were uncertain at any time before."""
    unsure = {reader.message_id for reader in ledger.readers if reader.state == "uncertain"} | listed
    known = {reader.message_id for reader in ledger.readers}
    accepted = {reader.message_id for reader in ledger.readers if reader.state == "accepted"}
    double = {each for each, number in mails.items() if number > 1}
    return Account(
        states=ledger.states,
        lost=len(accepted - set(mails)) + ledger.audience - len(ledger.readers),
        twice=len(double - unsure),
        unlisted=len(set(mails) - accepted - unsure) + len(set(mails) - known),
        twice_listed=len(double & unsure),
        said=f"{ledger.sending} {ledger.reason} {dict(ledger.states)} of {ledger.audience}, {mails.total()} stored",
    )
