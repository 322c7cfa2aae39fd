"""Messages that wait for a connection.

Armed ones may leave. With a server that takes the next envelope in the flight of a final dot, ready ones that are not
armed yet are offered too: their MAIL, RCPT and DATA may go ahead, their content waits until they are armed.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from beetroot.dispatch.rules.errors import NotNow
from beetroot.mail.smtp import Envelope, Outcome
from beetroot.mail.smtp.content import Ready

HOLD_SECONDS = 2.0
"""So long an envelope that went ahead waits for its arming; then its connection is closed and it goes back."""

_BROKEN_OFF = Outcome("unsent", None, "The worker broke off.", "connect")
_BROKEN_OFF_LATE = Outcome("uncertain", None, "The worker broke off.", "dot")


@dataclass(slots=True, eq=False)
class Errand:
    """One message to hand over. Whoever wants it handed over says in a class of its own what its steps mean.

    `armed`: its content may leave. Letters to one person always may.
    """

    envelope: Envelope = field(repr=False)
    data: bytes | Ready = field(repr=False)
    hello: str
    armed: bool = True
    taken: bool = False
    taken_at: float = 0.0
    finished: bool = False
    dotted: bool = False
    _freed: "asyncio.Future[None] | None" = field(default=None, repr=False)

    def done(self, outcome: Outcome) -> None:
        """Told the outcome, exactly once."""
        raise NotImplementedError

    def on_dot(self) -> None:
        """As in `Connection.deliver`."""

    def wish(self) -> None:
        """Only the arming is missing."""

    @property
    def busy_seconds(self) -> float:
        """How long a connection has been busy with it; 0 if none took it."""
        return time.monotonic() - self.taken_at if self.taken else 0.0

    def mark_dot(self) -> None:
        """Called right before the final dot is written."""
        self.on_dot()
        self.dotted = True

    def hold(self) -> "asyncio.Future[None] | None":
        """None where the content may go out at once, else what to wait for; it raises NotNow."""
        if self.armed:
            return None
        if self.finished:
            raise NotNow("It may not be sent now.")
        loop = asyncio.get_running_loop()
        self._freed = loop.create_future()
        timer = loop.call_later(HOLD_SECONDS, self.refuse, "It was not armed in time.")
        self._freed.add_done_callback(lambda _freed: timer.cancel())
        self.wish()
        return self._freed

    def free(self) -> None:
        """It is armed."""
        self.armed = True
        if self._freed is not None and not self._freed.done():
            self._freed.set_result(None)

    def refuse(self, reason: str) -> None:
        """It may not go out now."""
        if self._freed is not None and not self._freed.done():
            self._freed.set_exception(NotNow(reason))

    def finish(self, outcome: Outcome | None) -> None:
        """Tells the outcome; None: it was broken off, and what matters is whether the dot had been written."""
        self.finished = True
        self.done(outcome or (_BROKEN_OFF_LATE if self.dotted else _BROKEN_OFF))


@dataclass
class Shelf:
    """`hungry` is called when a connection begins to wait for a message that may leave."""

    hungry: Callable[[], None] = lambda: None
    _armed: deque[Errand] = field(default_factory=deque)
    _coming: deque[Errand] = field(default_factory=deque)
    _waiting: "deque[asyncio.Future[bool]]" = field(default_factory=deque)

    @property
    def is_wanted(self) -> bool:
        """Whether a connection waits. May be asked from another thread."""
        return bool(self._waiting)

    def offer(self, errands: Iterable[Errand]) -> None:
        """Ready ones that are not armed yet."""
        self._coming.extend(errands)

    def put(self, errands: Iterable[Errand]) -> None:
        """Armed ones, whether they were offered before or not."""
        for errand in errands:
            errand.free()
            if not (errand.taken or errand.finished):
                self._armed.append(errand)
        self._wake(len(self._armed))

    def put_back(self, errand: Errand) -> None:
        """One that a connection took and of which nothing but the envelope was sent, if that."""
        errand.taken = False
        (self._armed if errand.armed else self._coming).appendleft(errand)
        self._wake(len(self._armed))

    def withdraw(self, errands: Iterable[Errand]) -> None:
        """Ones that were offered and will not be armed; nobody is told."""
        for errand in errands:
            errand.finished = True
            errand.refuse("It may not be sent now.")

    def clear(self) -> list[Errand]:
        """Takes away the armed ones that no connection has begun with."""
        left = list(self._armed)
        self._armed.clear()
        return left

    def pick(self) -> Errand | None:
        """What goes ahead in the flight of a final dot: an armed one, else the next that is ready."""
        if self._armed:
            return self._take(self._armed)
        while self._coming:
            if not (self._coming[0].armed or self._coming[0].finished):
                return self._take(self._coming)
            self._coming.popleft()  # it went another way meanwhile
        return None

    async def next(self, *, patience: float | None) -> Errand | None:
        """The next armed one; None after `patience` seconds without any."""
        while not self._armed:
            if not await self._woken(patience):
                return None
        return self._take(self._armed)

    async def _woken(self, patience: float | None) -> bool:
        loop = asyncio.get_running_loop()
        woken: asyncio.Future[bool] = loop.create_future()
        timer = loop.call_later(patience, _resolve, woken, False) if patience is not None else None
        self._waiting.append(woken)
        self.hungry()
        try:
            return await woken
        finally:
            if timer is not None:
                timer.cancel()
            if woken in self._waiting:
                self._waiting.remove(woken)

    def _wake(self, number: int) -> None:
        for _ in range(min(number, len(self._waiting))):
            _resolve(self._waiting.popleft(), True)

    def _take(self, errands: deque[Errand]) -> Errand:
        errand = errands.popleft()
        errand.taken, errand.taken_at = True, time.monotonic()
        return errand


def _resolve(woken: "asyncio.Future[bool]", value: bool) -> None:
    if not woken.done():
        woken.set_result(value)
