"""Connections to the mail server, on an event loop in a thread of its own; it never touches the database.

Each carrier holds one connection and carries one errand at a time. What becomes of an errand is told exactly once,
on the loop's thread, through its `done`.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from beetroot.dispatch.rules.errors import DispatchError
from beetroot.dispatch.tasks.shelf import Errand, Shelf
from beetroot.mail.errors import MailError, ServerRefused
from beetroot.mail.smtp import Connection, Deadlines, Envelope, Outcome, ServerUrl, new_loop

_log = logging.getLogger("beetroot.dispatch")

IDLE_SECONDS = 20
"""A connection without work is closed: servers do it themselves after some minutes, at the worst moment."""

#: Letters to one person are few and hold up the worker's other work: a slow server makes them wait, not us.
LETTER_DEADLINES = Deadlines(connect=10, greeting=20, hello=20, tls=20, sign_in=20, mail=20, rcpt=20, data=20, dot=30)


@dataclass(slots=True, eq=False)
class _Letter(Errand):
    """A mail to one person, whose sender waits for the outcome."""

    outcome: Future[Outcome] = field(default_factory=Future)

    def done(self, outcome: Outcome) -> None:
        self.outcome.set_result(outcome)


class Connections:
    """`count` connections for the list and one for letters to single persons.

    `overlaps`: the server was probed, and the next envelope may leave in the flight of a final dot. `hungry` is
    called, on the loop's thread, when a connection has nothing that may leave.
    """

    def __init__(
        self,
        server: ServerUrl,
        *,
        count: int,
        deadlines: Deadlines | None = None,
        overlaps: bool = False,
    ) -> None:
        self.server, self.count, self._deadlines = server, count, deadlines
        self.overlaps = overlaps
        self._loop = new_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp", daemon=True)
        self._list, self._letters = Shelf(self._tell_hungry), Shelf()
        self._carriers: set[asyncio.Task[None]] = set()
        self.server_down = False
        self.hungry: Callable[[], None] = lambda: None

    @property
    def is_hungry(self) -> bool:
        """Whether a connection for the list waits for a message that may leave."""
        return self._list.is_wanted

    def _tell_hungry(self) -> None:
        self.hungry()

    def start(self) -> None:
        """Starts the loop's thread; nothing is connected before there is something to carry."""
        self._thread.start()
        self._call(self._start)

    def _start(self) -> None:
        for shelf, deadlines in [(self._list, self._deadlines)] * self.count + [(self._letters, LETTER_DEADLINES)]:
            self._employ(shelf, deadlines)

    def _employ(self, shelf: Shelf, deadlines: Deadlines | None) -> None:
        carrier = self._loop.create_task(self._carry(shelf, deadlines))
        self._carriers.add(carrier)
        carrier.add_done_callback(lambda ended: self._replace(ended, shelf, deadlines))

    def _replace(self, ended: asyncio.Task[None], shelf: Shelf, deadlines: Deadlines | None) -> None:
        """A carrier that a fault of ours has ended is replaced, so that the others' work does not pile up."""
        self._carriers.discard(ended)
        if not ended.cancelled():
            _log.error(
                "a connection broke kind=%s", type(ended.exception()).__name__
            )  # the message might hold an address
            self._employ(shelf, deadlines)

    def offer(self, errands: Sequence[Errand]) -> None:
        """Messages that are ready but not armed; their envelopes may go ahead if the server overlaps."""
        if self.overlaps:
            self._call(self._list.offer, errands)

    def send(self, errands: Sequence[Errand]) -> None:
        """Hands armed messages over; returns at once."""
        self._call(self._enqueue, errands)

    def _enqueue(self, errands: Sequence[Errand]) -> None:
        self.server_down = False
        self._list.put(errands)

    def withdraw(self, errands: Sequence[Errand]) -> None:
        """Messages that were offered and will not be armed; an envelope that went ahead costs its connection."""
        if self.overlaps:
            self._call(self._list.withdraw, errands)

    def post(self, *, envelope: Envelope, data: bytes, hello: str) -> Outcome:
        """Sends one letter and waits for its outcome."""
        letter = _Letter(envelope, data, hello)
        self._call(self._letters.put, [letter])
        return letter.outcome.result()

    def take_back(self) -> None:
        """Ends what no connection has begun with: each such errand is told that it is unsent."""
        self._call(self._take_back)

    def _take_back(self) -> None:
        for errand in self._list.clear():
            errand.finish(Outcome("unsent", None, "", "connect"))

    def close(self) -> None:
        """Breaks off what is still under way and ends the thread; every open errand is told its outcome."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        self._take_back()
        carriers = list(self._carriers)
        for carrier in carriers:
            carrier.cancel()
        await asyncio.gather(*carriers, return_exceptions=True)
        self._take_back()  # what a carrier had put back

    def _call(self, function: Callable[..., object], *arguments: object) -> None:
        if not self._loop.is_closed():  # else every errand has been told its outcome
            self._loop.call_soon_threadsafe(function, *arguments)

    # --- on the loop ---

    async def _carry(self, shelf: Shelf, deadlines: Deadlines | None) -> None:
        carrier = _Carrier(self, shelf, deadlines)
        try:
            while True:
                await carrier.carry_one()
        finally:
            await carrier.end()

    def open_for(self, hello: str, deadlines: Deadlines | None) -> Connection:
        """A connection that is not open yet."""
        return Connection(self.server, hello=hello, deadlines=deadlines, overlaps=self.overlaps)

    def unreachable(self, error: MailError) -> Outcome:
        """Notes that the server is away, so that the others need not find out one by one."""
        self.server_down = True
        code = error.code if isinstance(error, ServerRefused) else None
        _log.warning("mail server cannot be used code=%s reason=%s", code, error)
        return Outcome("unsent", code, str(error), "connect")

    def is_pointless(self, shelf: Shelf) -> bool:
        """Whether the server was found away since messages were last handed over."""
        return self.server_down and shelf is self._list


class _Carrier:
    """One connection and what it is doing; `following` is the errand whose envelope went ahead."""

    def __init__(self, connections: Connections, shelf: Shelf, deadlines: Deadlines | None) -> None:
        self._connections, self._shelf, self._deadlines = connections, shelf, deadlines
        self._connection: Connection | None = None
        self._following: Errand | None = None

    async def carry_one(self) -> None:
        errand = self._following or await self._next()
        self._following = None
        if errand is None:
            await self._part()
        elif self._connections.is_pointless(self._shelf):
            self._give_back(errand, Outcome("unsent", None, "", "connect"))
        else:
            await self._run(errand)

    async def end(self) -> None:
        """Puts back what is in hand and closes."""
        self._put_back_following()
        if self._connection is not None:
            await self._connection.close()

    async def _next(self) -> Errand | None:
        """The next errand; None when a connection had no work for a while."""
        return await self._shelf.next(patience=None if self._connection is None else IDLE_SECONDS)

    async def _part(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _run(self, errand: Errand) -> None:
        outcome: Outcome | None = None
        try:
            connection = await self._usable(errand.hello)
            outcome = await connection.deliver(
                envelope=errand.envelope,
                data=errand.data,
                on_dot=errand.mark_dot,
                hold=errand.hold,
                follow=self._follow,
            )
        except MailError as error:
            outcome = self._connections.unreachable(error)
            self._connection = None
        except DispatchError as error:
            outcome = Outcome("unsent", None, str(error), "connect")
        finally:
            self._give_back(errand, outcome)
            if self._connection is None or not self._connection.is_usable:
                self._put_back_following()

    def _follow(self) -> Envelope | None:
        self._following = self._shelf.pick()
        return self._following.envelope if self._following is not None else None

    def _give_back(self, errand: Errand, outcome: Outcome | None) -> None:
        """Tells what became of it; one that is not armed and never met the server just waits on."""
        unmet = not errand.dotted and (outcome is None or (outcome.kind, outcome.phase) == ("unsent", "connect"))
        if unmet and not errand.armed:
            self._shelf.put_back(errand)
        else:
            errand.finish(outcome)

    def _put_back_following(self) -> None:
        """Its envelope may have been read by the server, its content was not sent: it goes as if it were new."""
        if self._following is not None:
            self._shelf.put_back(self._following)
            self._following = None

    async def _usable(self, hello: str) -> Connection:
        if self._connection is not None and self._connection.is_usable:
            return self._connection
        await self._part()
        fresh = self._connections.open_for(hello, self._deadlines)
        await fresh.open()
        self._connection = fresh
        return fresh
