"""Connections to the mail server, on an event loop in a thread of its own; it never touches the database.

Each carrier holds one connection and carries one errand at a time. What becomes of an errand is told exactly once,
on the loop's thread, through its `done`.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from beetroot.dispatch.rules.errors import DispatchError
from beetroot.mail.errors import MailError, ServerRefused
from beetroot.mail.smtp import Connection, Deadlines, Outcome, ServerUrl

_log = logging.getLogger("beetroot.dispatch")

IDLE_SECONDS = 20
"""A connection without work is closed: servers do it themselves after some minutes, at the worst moment."""

#: Letters to one person are few and hold up the worker's other work: a slow server makes them wait, not us.
LETTER_DEADLINES = Deadlines(connect=10, greeting=20, hello=20, tls=20, sign_in=20, mail=20, rcpt=20, data=20, dot=30)


@dataclass
class Errand:
    """One message to hand over. `on_dot` as in `Connection.deliver`; `done` is told the outcome."""

    sender: str
    recipient: str = field(repr=False)
    data: bytes = field(repr=False)
    hello: str
    done: Callable[[Outcome], None] = field(repr=False)
    on_dot: Callable[[], None] | None = field(default=None, repr=False)
    dotted: bool = False

    def mark_dot(self) -> None:
        """Called right before the final dot is written."""
        if self.on_dot is not None:
            self.on_dot()
        self.dotted = True

    def broken_off(self) -> Outcome:
        """The outcome when nothing more will be learnt."""
        if self.dotted:
            return Outcome("uncertain", None, "The worker broke off.", "dot")
        return Outcome("unsent", None, "The worker broke off.", "connect")


class Connections:
    """`count` connections for the list and one for letters to single persons."""

    def __init__(self, server: ServerUrl, *, count: int, deadlines: Deadlines | None = None) -> None:
        self._server, self.count, self._deadlines = server, count, deadlines
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp", daemon=True)
        self._list: asyncio.Queue[Errand] = asyncio.Queue()
        self._letters: asyncio.Queue[Errand] = asyncio.Queue()
        self._carriers: set[asyncio.Task[None]] = set()
        self.server_down = False

    def start(self) -> None:
        """Starts the loop's thread; nothing is connected before there is something to carry."""
        self._thread.start()
        self._call(self._start)

    def _start(self) -> None:
        for queue, deadlines in [(self._list, self._deadlines)] * self.count + [(self._letters, LETTER_DEADLINES)]:
            self._employ(queue, deadlines)

    def _employ(self, queue: asyncio.Queue[Errand], deadlines: Deadlines | None) -> None:
        carrier = self._loop.create_task(self._carry(queue, deadlines))
        self._carriers.add(carrier)
        carrier.add_done_callback(lambda ended: self._replace(ended, queue, deadlines))

    def _replace(self, ended: asyncio.Task[None], queue: asyncio.Queue[Errand], deadlines: Deadlines | None) -> None:
        """A carrier that a fault of ours has ended is replaced, so that the others' work does not pile up."""
        self._carriers.discard(ended)
        if not ended.cancelled():
            _log.error(
                "a connection broke kind=%s", type(ended.exception()).__name__
            )  # the message might hold an address
            self._employ(queue, deadlines)

    def send(self, errands: list[Errand]) -> None:
        """Hands messages over; returns at once."""
        self._call(self._enqueue, errands)

    def _enqueue(self, errands: list[Errand]) -> None:
        self.server_down = False
        for errand in errands:
            self._list.put_nowait(errand)

    def post(self, *, sender: str, recipient: str, data: bytes, hello: str) -> Outcome:
        """Sends one letter and waits for its outcome."""
        waiting: Future[Outcome] = Future()
        errand = Errand(sender, recipient, data, hello, waiting.set_result)
        self._call(self._letters.put_nowait, errand)
        return waiting.result()

    def take_back(self) -> None:
        """Ends what no connection has begun with: each such errand is told that it is unsent."""
        self._call(self._take_back)

    def _take_back(self) -> None:
        while not self._list.empty():
            self._list.get_nowait().done(Outcome("unsent", None, "", "connect"))

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

    def _call(self, function: Callable[..., object], *arguments: object) -> None:
        if self._loop.is_closed():  # every errand has been told its outcome
            return
        self._loop.call_soon_threadsafe(function, *arguments)

    # --- on the loop ---

    async def _carry(self, queue: asyncio.Queue[Errand], deadlines: Deadlines | None) -> None:
        connection: Connection | None = None
        try:
            while True:
                errand = await self._next(queue, connection)
                if errand is None:
                    connection = None
                elif self.server_down and queue is self._list:
                    errand.done(Outcome("unsent", None, "", "connect"))
                else:
                    connection = await self._run(errand, connection, deadlines)
        finally:
            if connection is not None:
                await connection.close()

    async def _next(self, queue: asyncio.Queue[Errand], connection: Connection | None) -> Errand | None:
        """The next errand; None after closing a connection that had no work for a while."""
        if connection is None:
            return await queue.get()
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                return await queue.get()
        except TimeoutError:
            await connection.close()
            return None

    async def _run(self, errand: Errand, connection: Connection | None, limits: Deadlines | None) -> Connection | None:
        outcome: Outcome | None = None
        try:
            connection = await self._usable(connection, errand.hello, limits)
            outcome = await connection.deliver(
                sender=errand.sender, recipient=errand.recipient, data=errand.data, on_dot=errand.mark_dot
            )
        except MailError as error:
            outcome = self._unreachable(error)
            connection = None
        except DispatchError as error:
            outcome = Outcome("unsent", None, str(error), "connect")
        finally:
            # Whatever broke it off, a stop or a fault of ours: what matters is whether the dot had been written.
            errand.done(outcome or errand.broken_off())
        return connection

    async def _usable(self, connection: Connection | None, hello: str, deadlines: Deadlines | None) -> Connection:
        if connection is not None and connection.is_usable:
            return connection
        if connection is not None:
            await connection.close()
        fresh = Connection(self._server, hello=hello, deadlines=deadlines)
        await fresh.open()
        return fresh

    def _unreachable(self, error: MailError) -> Outcome:
        self.server_down = True
        code = error.code if isinstance(error, ServerRefused) else None
        _log.warning("mail server cannot be used code=%s reason=%s", code, error)
        return Outcome("unsent", code, str(error), "connect")
