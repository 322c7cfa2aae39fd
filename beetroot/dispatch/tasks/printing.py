"""From claims to the bytes of each reader's mail, made ahead while the window before is under way.

The database is read on the engine's thread, a batch at a time. Opening, filling, hashing and signing happen in presses,
each a process of its own where that can be (`presses`); what comes back is what differs from reader to reader.
"""

import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beetroot.audience import actions as audience
from beetroot.dispatch.actions.ledger import Claim
from beetroot.dispatch.rules.deliveries import OURS, Result, State
from beetroot.dispatch.rules.errors import CannotSend
from beetroot.dispatch.tasks.press import Forme, Letter, Press, Reader, Refusal, signers_of
from beetroot.dispatch.tasks.presses import Presses, Sheet, number_of_presses
from beetroot.issues.models import Edition, Rendering
from beetroot.lib.errors import BeetrootError, Locked
from beetroot.lib.keyring import Keyring, KeyringError
from beetroot.mail.errors import BadTemplate
from beetroot.mail.message import Template
from beetroot.mail.smtp import Envelope
from beetroot.mail.smtp.content import Ready

SLICE = 32
"""Claims a press takes at a time: enough to be worth the way, few enough that all presses end together."""


_RESTORE = gettext_lazy(
    "Nothing more of it is sent. Restore the database from its backup, or cancel the sending and make the issue anew."
)

_FEW, _ONE_IN = 2, 10
"""So many readers, or one in so many, may be left out because their key is not here; of more, somebody must know."""


class Parcel(NamedTuple):
    """A claimed delivery made ready for the server. The address is in no repr and no log.

    `lane_key`: the lane; in "other" the domain behind an @, which no lane's name has. `made_at` is of the machine's
    monotonic clock: a mail's Date must not be old when it leaves.
    """

    claim: Claim
    envelope: Envelope
    data: Ready
    hello: str
    lane: str
    lane_key: str
    made_at: float

    def __repr__(self) -> str:
        return f"Parcel({self.claim}, {self.lane})"


Printed = tuple[list[Parcel], list[Result]]
"""Parcels, and results for claims that cannot be sent."""


@dataclass(eq=False)
class _Edition:
    """What all readers of one edition share. `lost` of the `seen` readers are sealed to a key that is not here."""

    forme: Forme
    templates: dict[tuple[str, str], Template] = field(repr=False)
    digests: frozenset[str]
    seen: int = 0
    lost: int = 0


@dataclass(eq=False, slots=True)
class _Job:
    """Claims in print."""

    claims: list[Claim]
    edition: _Edition
    sheet: Sheet


class Printer:
    """Makes parcels in the order of their claims; keeps the templates of the editions it has met.

    `presses`: how many processes print; by default as many as make sense here. With none, `take` prints itself.
    `pending`: claims that were started and not yet taken.
    """

    def __init__(self, keyring: Keyring, *, presses: int | None = None) -> None:
        self._keyring = keyring
        self._editions: dict[int, _Edition] = {}
        self._jobs: deque[_Job] = deque()
        self.pending = 0
        self._own, self._known = Press(keyring), dict[int, Forme]()
        self._presses = Presses(Press(keyring), number_of_presses() if presses is None else presses)

    def close(self) -> None:
        """Ends the presses; what is not printed yet stays unprinted."""
        self.withdraw()
        self._presses.close()

    def start(self, claims: list[Claim], *, when_done: Callable[[], None] = lambda: None) -> list[Result]:
        """Begins with these claims of one edition; returns results for those that cannot be sent at all.

        `when_done` is called, in any thread, after each slice. Raises CannotSend where nothing can be sent; then
        nothing was begun.
        """
        edition = self._edition(claims[0].edition_id)
        sealed = audience.sealed_records([claim.subscription_id for claim in claims])
        unknown = self._unknown_keys(edition, [record.sealed_to for record in sealed if record])
        both = list(zip(claims, sealed, strict=True))
        known = [(claim, record) for claim, record in both if record and record.sealed_to not in unknown]
        for start in range(0, len(known), SLICE):
            slice_ = known[start : start + SLICE]
            sheet = Sheet(edition.forme, [_reader(claim, record) for claim, record in slice_], when_done)
            self._jobs.append(_Job([claim for claim, _record in slice_], edition, sheet))
            self._presses.put(sheet)
        self.pending += len(known)
        if not self._presses.alive:
            when_done()
        # The record went with the reader.
        gone = [_result(claim, State.SUPPRESSED, "") for claim, record in both if not record]
        lost = [(claim, unknown[record.sealed_to]) for claim, record in both if record and record.sealed_to in unknown]
        return gone + [_result(claim, State.REJECTED, f"{OURS}{reason}") for claim, reason in lost]

    def take(self) -> Printed:
        """What has been printed since the last call, as far as it is complete in order."""
        self._presses.look()
        if not self._presses.alive:
            self._print_here()
        parcels: list[Parcel] = []
        results: list[Result] = []
        while self._jobs and (letters := self._jobs[0].sheet.letters) is not None:
            job = self._jobs.popleft()
            self.pending -= len(letters)
            for claim, letter in zip(job.claims, letters, strict=True):
                if isinstance(letter, Refusal):
                    results.append(_result(claim, State.REJECTED, letter.reason))
                else:
                    parcels.append(_parcel(claim, letter, job.edition))
        return parcels, results

    def _print_here(self) -> None:
        """One slice, so that the engine's round stays short."""
        waiting = [job.sheet for job in self._jobs if job.sheet.is_open]
        if waiting:
            waiting[0].take_in(self._own.work(waiting[0].order(self._known)))

    @property
    def claims(self) -> list[Claim]:
        """What was started and not yet taken."""
        return [claim for job in self._jobs for claim in job.claims]

    def withdraw(self) -> list[Claim]:
        """Forgets what was started and not yet taken; returns its claims."""
        claims = self.claims
        for job in self._jobs:
            job.sheet.withdrawn = True
        self._jobs, self.pending = deque(), 0
        return claims

    @property
    def digests(self) -> dict[int, frozenset[str]]:
        """Edition to those of the frozen mails from which its parcels are printed."""
        return {edition_id: edition.digests for edition_id, edition in self._editions.items()}

    def forget_changed(self) -> bool:
        """Whether a frozen mail was changed since it was met: words were taken out of it (issues.redact_issues).

        What was printed of it must not leave any more: withdraw, and let go of what was taken.
        """
        mails = Rendering.objects.filter(kind=Rendering.Kind.MAIL, edition_id__in=list(self._editions))
        now: dict[int, set[str]] = {}
        for edition_id, digest in mails.values_list("edition_id", "sha256"):
            now.setdefault(edition_id, set()).add(digest)
        changed = [pk for pk, edition in self._editions.items() if edition.digests != now.get(pk, set())]
        for edition_id in changed:
            del self._editions[edition_id]
        return bool(changed)

    def _unknown_keys(self, edition: "_Edition", key_ids: list[str]) -> dict[str, str]:
        """Keys that are not here, with what to do. Few readers are left out for that; raises CannotSend for many.

        A missing key is no fault of its readers: where they are many, everything waits until it is back.
        """
        unknown: dict[str, str] = {}
        for key_id in {*key_ids}:
            try:
                self._keyring.box(key_id)
            except Locked as error:
                raise CannotSend(str(error)) from error
            except KeyringError as error:
                unknown[key_id] = str(error)
        seen, lost = edition.seen + len(key_ids), edition.lost + sum(key_id in unknown for key_id in key_ids)
        if unknown and (lost == seen or lost > max(_FEW, seen // _ONE_IN)):
            raise CannotSend(next(iter(unknown.values())))
        edition.seen, edition.lost = seen, lost
        return unknown

    def _edition(self, edition_id: int) -> _Edition:
        if edition_id not in self._editions:
            self._editions[edition_id] = _load(edition_id, self._keyring)
        return self._editions[edition_id]


def _reader(claim: Claim, sealed: audience.Sealed) -> Reader:
    return Reader(
        claim.delivery_id, claim.subscription_id, claim.format, claim.subject_style, sealed.blob, sealed.sealed_to
    )


def _parcel(claim: Claim, letter: Letter, edition: _Edition) -> Parcel:
    data = edition.templates[claim.format, claim.subject_style].with_head(letter.head, values=letter.values)
    envelope = Envelope(letter.sender, letter.recipient, data.octets, letter.head.isascii())
    return Parcel(claim, envelope, data, edition.forme.domain, letter.lane, letter.lane_key, letter.made_at)


def _result(claim: Claim, state: State, reply: str) -> Result:
    return Result(claim.edition_id, claim.delivery_id, 0, state, reply)


def _load(edition_id: int, keyring: Keyring) -> _Edition:
    """The frozen renderings, if there are keys to sign them with. Raises CannotSend with what to do."""
    edition = Edition.objects.select_related("issue__newsletter").get(pk=edition_id)
    domain = edition.issue.newsletter.sending_domain
    rows = list(edition.renderings.filter(kind=Rendering.Kind.MAIL))
    try:
        mails = {(row.format, row.subject_style): _frozen(row) for row in rows}
        templates = {key: Template.from_bytes(mail) for key, mail in mails.items()}
        signers_of(keyring, domain)
    except BadTemplate as error:
        raise CannotSend(f"{error} {_RESTORE}") from error
    except BeetrootError as error:
        raise CannotSend(str(error)) from error
    if len(templates) < 4:
        raise CannotSend(f"{_('A frozen mail of this issue is missing.')} {_RESTORE}")
    return _Edition(Forme(edition_id, domain, mails), templates, frozenset(row.sha256 for row in rows))


def _frozen(row: Rendering) -> bytes:
    content = bytes(row.content)
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise BadTemplate(_("A frozen mail of this issue was changed after it was approved."))
    return content
