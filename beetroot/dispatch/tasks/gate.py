"""What may leave now: lanes that are closed or slow, rates, the days of a warm-up, and room in Postfix's queue.

One gate stands between a worker's claims and its window. What may not leave yet goes back into the ledger with its
lane and its time, so that nothing else waits behind it.
"""

import math
import time
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from beetroot.dispatch.actions import holding
from beetroot.dispatch.actions.holding import Held
from beetroot.dispatch.actions.ledger import Place
from beetroot.dispatch.models import Sending
from beetroot.dispatch.rules import warm_up
from beetroot.dispatch.rules.deliveries import OURS, State
from beetroot.dispatch.rules.lanes import Standing, after_answer
from beetroot.dispatch.rules.rates import Bucket, Rate
from beetroot.dispatch.rules.senders import Copy
from beetroot.dispatch.rules.settings import DispatchSettings
from beetroot.dispatch.rules.slowness import Pulse
from beetroot.dispatch.tasks.outcomes import Settled
from beetroot.dispatch.tasks.postfix import LocalPostfix
from beetroot.dispatch.tasks.printing import Parcel

AFTERWARDS = Rate(50, 1)
"""How fast readers of a closed lane come due once it opens again: it must not be overrun at once."""

_DOMAINS = 5000
"""Domains inside "other" that are remembered."""

_OPEN = Standing()
_WINDOW = 64
_ABOUT_THE_READER = frozenset({"rcpt", "data", "dot"})
_LONG = 5.0
"""Seconds; a rate that lets nothing go for longer is told as what comes due next."""


@dataclass
class Gate:
    """`connections`: how many the worker has. `postfix`: the local one whose queue is kept short, if it is followed."""

    settings: DispatchSettings
    connections: int
    postfix: LocalPostfix | None = None
    workers: int = 1
    _lanes: dict[str, Standing] = field(default_factory=dict)
    _domains: OrderedDict[str, Standing] = field(default_factory=OrderedDict)
    _next_due: dict[str, datetime] = field(default_factory=dict)
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _pulse: Pulse = field(default_factory=Pulse)
    _passed: Counter[str] = field(default_factory=Counter)
    _senders: dict[int, tuple[str, str]] = field(default_factory=dict)
    _reserved: dict[int, date] = field(default_factory=dict)

    # --- once a second ---

    def refresh(self, *, workers: int) -> None:
        """Reads what other workers have learnt. `workers`: how many share the rates, this one included."""
        self.workers = max(1, workers)
        known = holding.lanes()
        for name in {*self._lanes, *known}:
            standing = known.get(name, _OPEN)
            put_offs = self._lanes.get(name, _OPEN).put_offs
            self._lanes[name] = Standing(put_offs, standing.closings, standing.closed_until)
        self._passed += Counter()  # drops what is zero

    # --- claims ---

    def most_claims(self, sending: Sending, edition_id: int, *, most: int) -> int:
        """How many rows of an edition are worth claiming now: more would only wait while their lease runs."""
        newsletter = sending.issue.newsletter
        self._senders[edition_id] = (newsletter.slug, newsletter.sending_domain)
        rates = self.settings.rates
        limits = [most]
        if rates.server:
            limits.append(self._level("", rates.server))
        if newsletter.slug in rates.newsletters:
            limits.append(self._level(f"newsletter {newsletter.slug}", rates.newsletters[newsletter.slug]))
        limits += [limit - used - len(self._reserved) for limit, used in self._days(newsletter.sending_domain)]
        if self.postfix is not None:
            limits.append(self.postfix.room)
        return max(0, min(limits))

    @property
    def opens_at(self) -> datetime | None:
        """When a warm-up whose day is used up, or a rate of minutes or more, goes on; None where nothing waits long."""
        now = timezone.now()
        domains = {domain for _slug, domain in self._senders.values()}
        if any(used >= limit for domain in domains for limit, used in self._days(domain)):
            return warm_up.next_day(now)
        seconds = max((self._empty_for(slug) for slug, _domain in self._senders.values()), default=0.0)
        return now + timedelta(seconds=seconds) if seconds > _LONG else None

    def _empty_for(self, slug: str) -> float:
        """Seconds until the rates of a newsletter and of the server allow one more."""
        rates = self.settings.rates
        named = {"": rates.server, f"newsletter {slug}": rates.newsletters.get(slug)}
        waits = [
            (1 - self._buckets[name].filled(rate, now=time.monotonic(), share=1 / self.workers).level) / rate.per_second
            for name, rate in named.items()
            if rate and name in self._buckets
        ]
        return max(waits, default=0.0) * self.workers

    def _days(self, domain: str) -> list[tuple[int, int]]:
        """(limit, used) of today's warm-up of a sending domain and of the server, where there is one."""
        today = timezone.now().date()
        found = [(key, self.settings.warm_up[key].most(today)) for key in self._warming(domain)]
        return [(most, holding.used(sender=key, day=today)) for key, most in found if most is not None]

    def _warming(self, domain: str) -> list[str]:
        return [key for key in (domain, warm_up.SERVER) if key in self.settings.warm_up]

    def _level(self, name: str, rate: Rate) -> int:
        bucket = self._buckets.get(name, Bucket()).filled(rate, now=time.monotonic(), share=1 / self.workers)
        self._buckets[name] = bucket
        return int(bucket.level)

    # --- what was printed ---

    def sift(self, parcels: Sequence[Parcel], *, place: Place) -> list[Parcel]:
        """The parcels that may go on; the others go back into the ledger until their lane's time."""
        now = timezone.now()
        passed: list[Parcel] = []
        held: list[Held] = []
        for parcel in parcels:
            key = parcel.lane_key
            reason = self._reason(parcel.lane, key, now)
            if reason is None:
                passed.append(parcel)
                self._let_pass(parcel, key)
            elif self._standing(key).is_given_up:
                held.append(Held(parcel.claim, parcel.lane, None, f"{OURS}This provider took no mail for days."))
            else:
                held.append(Held(parcel.claim, parcel.lane, self._due(parcel.lane, key, now), f"{OURS}{reason}"))
        if held:
            holding.hold(held=held, place=place)
        return passed

    def _reason(self, lane: str, key: str, now: datetime) -> str | None:
        """Why a message waits, or None."""
        if self._standing(key).is_closed(now):
            return "This mailbox provider put our mail off and is left alone for a while."
        rate = self.settings.rates.lanes.get(lane)
        if rate and self._level(f"lane {lane}", rate) < 1:
            return f"This lane sends at most {rate}."
        queue = self.postfix if lane not in self.settings.routes else None
        if queue is not None and not queue.has_room_for(key, coming=self._passed):
            return "Enough mail for this provider waits in the mail server's queue."
        if self._passed[key] >= self._most_of_slow and self._pulse.is_slow(key, at=time.monotonic()):
            return "This provider answers slowly; others go first."
        return None

    def _let_pass(self, parcel: Parcel, key: str) -> None:
        self._passed[key] += 1
        if self._buckets:
            slug, _domain = self._senders.get(parcel.claim.edition_id, ("", ""))
            for name in ("", f"newsletter {slug}", f"lane {parcel.lane}"):
                if name in self._buckets:
                    self._buckets[name] = self._buckets[name].taken()

    def _due(self, lane: str, key: str, now: datetime) -> datetime:
        """The next free moment of a lane, in whole seconds: readers that wait come due one after the other."""
        rate = self.settings.rates.lanes.get(lane, AFTERWARDS)
        begins = max(now, self._standing(key).closed_until or now, self._next_due.get(key, now))
        self._next_due[key] = begins + timedelta(seconds=self.workers / rate.per_second)
        if len(self._next_due) > _DOMAINS:
            self._next_due = {name: due for name, due in self._next_due.items() if due > now}
        return datetime.fromtimestamp(math.ceil(begins.timestamp() + 0.5), tz=begins.tzinfo)

    # --- the window ---

    @property
    def room(self) -> int:
        """How many more may be armed now, as far as a mail server's queue goes."""
        return self.postfix.room if self.postfix is not None else _WINDOW

    def is_open(self, parcel: Parcel) -> bool:
        """Whether its lane takes mail, as far as is known now: more than when the parcel passed."""
        key = parcel.lane_key
        if self._passed[key] > self._most_of_slow and self._pulse.is_slow(key, at=time.monotonic()):
            return False
        return not (self._lanes or self._domains) or not self._standing(key).is_closed(timezone.now())

    @property
    def _most_of_slow(self) -> int:
        return max(1, self.connections // 2)

    def reserve(self, parcels: Sequence[Parcel]) -> int:
        """How many of these, from the first on, a warm-up lets be armed today; it is taken for them."""
        if not self.settings.warm_up:
            return len(parcels)
        today = timezone.now().date()
        for position, parcel in enumerate(parcels):
            if not self._reserve_one(parcel, today):
                return position
        return len(parcels)

    def _reserve_one(self, parcel: Parcel, today: date) -> bool:
        _slug, domain = self._senders.get(parcel.claim.edition_id, ("", ""))
        taken: list[str] = []
        for key in self._warming(domain):
            most = self.settings.warm_up[key].most(today)
            if most is None or holding.reserve(sender=key, day=today, number=1, most=most):
                taken += [key] if most is not None else []
                continue
            for earlier in taken:
                holding.give_back(sender=earlier, day=today, number=1)
            return False
        if taken:
            self._reserved[parcel.claim.delivery_id] = today
        return True

    def armed(self, parcels: Iterable[Parcel]) -> None:
        """These are on their way to the server now."""
        if self.postfix is not None:
            self.postfix.hand_over(_copy(parcel) for parcel in parcels if parcel.lane not in self.settings.routes)

    def let_go(self, parcels: Iterable[Parcel]) -> None:
        """These had passed and do not leave now after all."""
        for parcel in parcels:
            self._settle(parcel, left=False)

    def recount(self, parcels: Iterable[Parcel]) -> None:
        """All that have passed and are still in the worker's hands: others were lost with a database that was away."""
        held = list(parcels)
        ids = {parcel.claim.delivery_id for parcel in held}
        self._passed = Counter(parcel.lane_key for parcel in held)
        self._reserved = {delivery_id: day for delivery_id, day in self._reserved.items() if delivery_id in ids}

    # --- answers ---

    def note(self, parcel: Parcel, settled: Settled, *, seconds: float) -> None:
        """One answer of the mail server. `seconds`: how long a connection was busy with it."""
        outcome, state, reply = settled.outcome, settled.result.state, settled.result.reply
        left = state in {State.ACCEPTED, State.UNCERTAIN}
        key = parcel.lane_key
        self._settle(parcel, left=left)
        if self.postfix is not None:
            self.postfix.note_outcome(_copy(parcel), key=key, left=left)
        # At MAIL and before it a server speaks of us, not of the reader's provider.
        if outcome.kind != "unsent" and outcome.phase in _ABOUT_THE_READER:
            self._pulse.note(key, seconds=seconds, at=time.monotonic())
            if state is State.ACCEPTED or outcome.code is not None:
                self._judge(key, state=state, code=outcome.code, reply=reply)

    def note_relay(self, *, key: str, delivered: bool, code: int | None, reply: str) -> None:
        """What the local Postfix was told by a provider: it counts for the lane as if it had been told to us."""
        self._judge(key, state=State.ACCEPTED if delivered else State.DEFERRED, code=code, reply=reply)

    def _settle(self, parcel: Parcel, *, left: bool) -> None:
        key = parcel.lane_key
        if self._passed[key] > 0:
            self._passed[key] -= 1
        day = self._reserved.pop(parcel.claim.delivery_id, None)
        if day is not None and not left:
            _slug, domain = self._senders.get(parcel.claim.edition_id, ("", ""))
            for sender in self._warming(domain):
                holding.give_back(sender=sender, day=day, number=1)

    def _judge(self, key: str, *, state: State, code: int | None, reply: str) -> None:
        before = self._standing(key)
        if state is State.ACCEPTED and not (before.put_offs or before.closings):
            return
        after = after_answer(before, state=state, code=code, now=timezone.now())
        if after != before:
            self._stand(key, before, after, reply)

    def _stand(self, key: str, before: Standing, after: Standing, reply: str) -> None:
        if key.startswith("@"):
            self._domains[key] = after
            self._domains.move_to_end(key)
            while len(self._domains) > _DOMAINS:
                self._domains.popitem(last=False)
            return
        self._lanes[key] = after
        if after.closings > before.closings:
            holding.close_lane(name=key, standing=after, reply=reply)
        elif before.closings and not after.closings:
            holding.open_lane(name=key)

    def _standing(self, key: str) -> Standing:
        return (self._domains if key.startswith("@") else self._lanes).get(key, _OPEN)


def _copy(parcel: Parcel) -> Copy:
    return Copy(parcel.claim.subscription_id, parcel.claim.edition_id)
