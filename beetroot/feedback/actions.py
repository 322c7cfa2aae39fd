"""Mail that comes back: taken in without a key, judged with one. Each step may be repeated and changes nothing twice.

The part that reads what strangers sent has no key; the keyed worker only checks MACs and acts (design decision 11).
"""

import logging
import re
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from beetroot.audience import actions as audience
from beetroot.audience.rules import Reason as SuppressFor
from beetroot.audience.rules import leave_tokens_in
from beetroot.dispatch.actions import Refusal
from beetroot.dispatch.rules.senders import copy_of
from beetroot.dispatch.tasks.chores import PostRaw
from beetroot.feedback.models import DayTally, Report, Strike
from beetroot.feedback.rules import (
    FRESH,
    LEAVE,
    PASSED_ON_A_DAY,
    QUEUE,
    RAW_DAYS,
    Kind,
    QueueFull,
    Struck,
    counts_against_reader,
    envelope_sender,
    is_crowd,
    is_lost,
    says_gone,
)
from beetroot.lib.keyring import Keyring, UnknownKey
from beetroot.lib.sealing import SealBroken, seal
from beetroot.mail import inbound, refusals, verp
from beetroot.newsroom.models import KeyRecord, Newsletter

_log = logging.getLogger("beetroot.feedback")

_A_STEP = 50
_RETRY = timedelta(minutes=10)
_RESENT = re.compile(rb"(?im)^Resent-From: *feedback@")


# --- without a key ----------------------------------------------------------------------------------------------


def receive(*, raw: bytes, recipients: Sequence[str]) -> Kind:
    """Take one mail in; `recipients` are those of its envelope. Raises QueueFull. What is no report and no leaving is
    counted and forgotten; a person's words are sealed until they are passed on."""
    if Report.objects.all()[:QUEUE].count() >= QUEUE:
        raise QueueFull(str(QueueFull.__doc__))
    found = inbound.read(raw)
    here = [mine for each in recipients if (mine := envelope_sender(each))]
    kind = Kind(found.kind)
    # Mail programs leave by themselves, so an automatic mail may leave, too.
    tokens = _leave_tokens(recipients, found.subject) if kind in {Kind.PERSON, Kind.AUTOMATIC} else []
    if tokens:
        kind = Kind.LEAVE
        _keep(kind, tokens=tokens)
    if kind is Kind.BOUNCE and not found.delayed:
        senders = [*here, *filter(None, map(envelope_sender, found.envelope_senders))]
        _keep(kind, senders=list(dict.fromkeys(senders))[:4], reason=found.reason or "")
    elif kind is Kind.COMPLAINT:
        senders = list(filter(None, map(envelope_sender, found.envelope_senders)))
        _keep(kind, senders=senders[:4], tokens=leave_tokens_in(found.returned_text.replace("\n", " ")))
    elif kind is Kind.PERSON and not _RESENT.search(raw):
        _keep(kind, raw=raw, domain=recipients[0].rpartition("@")[2].lower() if recipients else "")
    _count(kind)
    return kind


def _leave_tokens(recipients: Sequence[str], subject: str) -> list[str]:
    """RFC 2369 3.2: the mailto way of leaving. Only mail to the leave@ address leaves."""
    to_leave = any(each.strip("<> ").rpartition("@")[0].lower() == LEAVE for each in recipients)
    return leave_tokens_in(subject) if to_leave else []


def _keep(
    kind: Kind,
    *,
    senders: Sequence[str] = (),
    tokens: Sequence[str] = (),
    reason: str = "",
    raw: bytes = b"",
    domain: str = "",
) -> None:
    report = Report(kind=kind, reason=reason, senders=list(senders), tokens=list(tokens), received_on=_today())
    if raw:
        key = KeyRecord.current("intake")
        report.sealed, report.sealed_to, report.domain = seal(bytes(key.public or b""), raw), key.id, domain[:253]
    report.save(force_insert=True)


def note_refusals(told: Sequence[Refusal]) -> None:
    """What the ledger's server said with a 5xx; called in the ledger's own transaction, so it only writes rows."""
    Report.objects.bulk_create(
        [
            Report(
                kind=Kind.BOUNCE,
                reason=refusals.classify(each.reply, reply=True).reason,
                subscription_id=each.subscription_id,
                edition_id=each.edition_id,
                received_on=_today(),
            )
            for each in told
        ]
    )


# --- with keys --------------------------------------------------------------------------------------------------


def judge_and_pass_on(*, keyring: Keyring, post_raw: PostRaw) -> bool:
    """One round of the keyed worker; True while there may be more to do at once."""
    judged = judge(keyring=keyring)
    passed = _pass_one_on(keyring, post_raw)
    _purge()
    return bool(judged or passed)


def judge(*, keyring: Keyring) -> int:
    """Do what waiting reports say, if their MACs are true; returns how many were dealt with."""
    reports = list(Report.objects.exclude(kind=Kind.PERSON).order_by("received_on", "id")[:_A_STEP])
    for report in reports:
        with transaction.atomic():
            if report.delete()[0]:
                _deal_with(report, keyring)
    return len(reports)


def forget(reader: UUID) -> None:
    """Nothing is known of this subscription any more."""
    Strike.objects.filter(subscription_id=reader).delete()
    Report.objects.filter(subscription_id=reader).delete()


def _deal_with(report: Report, keyring: Keyring) -> None:
    for token in report.tokens:
        # Anybody with a forwarded mail has its leave token: it makes its owner leave, with a way back, and no more.
        audience.ask_to_leave(token=token)
    if report.subscription_id is not None:
        _strike(report.subscription_id, report.edition_id or 0, report)
        return
    identifiers = [_identifier(sender, keyring) for sender in report.senders]
    true = next((each for each in identifiers if each), None)
    if true is None:
        if report.senders:
            _count(Kind.FORGED)
        return
    copy = copy_of(true)
    if copy is None:
        return
    reader = copy.subscription_id if copy.edition_id else _reader_behind(copy.subscription_id, report)
    if reader is None:
        return
    if report.kind == Kind.COMPLAINT:
        audience.suppress(subscription_id=reader, reason=SuppressFor.COMPLAINED)
    else:
        _strike(reader, copy.edition_id or 0, report)


def _identifier(sender: str, keyring: Keyring) -> str | None:
    return verp.check(f"{sender}@-", keys=keyring.message_id.keys.values())


def _reader_behind(letter: UUID, report: Report) -> UUID | None:
    """Of a letter to one person: its reader, if it has one. A confirmation takes its address along."""
    if (
        report.kind == Kind.BOUNCE
        and report.reason == refusals.Reason.DEAD
        and audience.letter_bounced(letter_id=letter)
    ):
        return None
    return audience.reader_of_letter(letter_id=letter)


def _strike(reader: UUID, edition_id: int, report: Report) -> None:
    reason = refusals.Reason(report.reason or refusals.Reason.OTHER)
    if not counts_against_reader(reason) or not audience.still_wanted([reader]):
        return
    dead = says_gone(reason)
    strike, is_new = Strike.objects.get_or_create(
        subscription_id=reader, edition_id=edition_id, defaults={"dead": dead, "on": report.received_on}
    )
    if dead and not strike.dead:
        Strike.objects.filter(pk=strike.pk).update(dead=True)
    elif not is_new:
        return
    mine = [Struck(*row) for row in Strike.objects.filter(subscription_id=reader).values_list("dead", "on")]
    sure = reason is refusals.Reason.DEAD and not _is_crowded(report.received_on)
    if is_lost(mine, today=report.received_on, sure=sure):
        audience.suppress(subscription_id=reader, reason=SuppressFor.BOUNCED)
        Strike.objects.filter(subscription_id=reader).exclude(on=report.received_on).delete()


def _is_crowded(day: date) -> bool:
    dead = Strike.objects.filter(dead=True, on=day).count()
    return is_crowd(dead_today=dead, readers=audience.reader_count()) if dead > 1 else False


def _pass_one_on(keyring: Keyring, post_raw: PostRaw) -> bool:
    """A person's answer goes to the newsroom's own mailbox as it came (RFC 5322 3.6.6), then its copy here goes."""
    now = timezone.now()
    due = Report.objects.filter(Q(not_before=None) | Q(not_before__lte=now), kind=Kind.PERSON)
    report = due.filter(sealed_to__in=list(keyring.intake.boxes)).order_by("received_on", "id").first()
    if report is None or _passed_today() >= PASSED_ON_A_DAY:
        return False
    newsletter = _newsletter_of(report.domain)
    try:
        raw = keyring.intake.by_id(report.sealed_to).open(bytes(report.sealed))
    except (SealBroken, UnknownKey):
        report.delete()
        return True
    if newsletter is None:
        report.delete()
        return True
    domain = newsletter.sending_domain
    resent = f"Resent-From: feedback@{domain}\r\nResent-To: {newsletter.reply_to or newsletter.from_address}\r\n"
    body = re.sub(rb"\r?\n", b"\r\n", raw.replace(b"\0", b""))
    # Marked before it leaves: after a crash it is tried again later, not at once.
    Report.objects.filter(pk=report.pk).update(not_before=now + _RETRY)
    if post_raw(resent.encode() + body, to=newsletter.reply_to or newsletter.from_address, domain=domain):
        report.delete()
        _count("passed on")
        return True
    return False


def _newsletter_of(domain: str) -> Newsletter | None:
    letters = list(Newsletter.objects.all())
    return next((each for each in letters if each.sending_domain == domain), letters[0] if letters else None)


def _passed_today() -> int:
    row = DayTally.objects.filter(day=_today(), kind="passed on").first()
    return row.number if row else 0


def _purge() -> None:
    today = _today()
    Report.objects.filter(received_on__lt=today - timedelta(days=RAW_DAYS)).delete()
    Strike.objects.filter(on__lt=today - FRESH).delete()


def _count(kind: str) -> None:
    row, _made = DayTally.objects.get_or_create(day=_today(), kind=str(kind))
    DayTally.objects.filter(pk=row.pk).update(number=F("number") + 1)


def _today() -> date:
    return timezone.now().date()
