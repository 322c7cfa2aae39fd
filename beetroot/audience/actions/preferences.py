"""Preferences without an account: the keyed worker mails links, and does what was pressed behind them.

Whose subscriptions a link is about is asked of its sealed address again when a wish is judged; an id that the page
sent back is never believed (attack 10).
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from beetroot.audience.actions.erasing import erase_everywhere
from beetroot.audience.actions.leaving import leave
from beetroot.audience.actions.sealed_records import Marks, NotOpened, SealedRecord, marks_of
from beetroot.audience.actions.second_place import BACK, note
from beetroot.audience.models import (
    AddressChange,
    Answerable,
    Confirmation,
    LinkRequest,
    MailFormat,
    Notice,
    PreferenceLink,
    SubjectStyle,
    Subscription,
    Suppression,
)
from beetroot.audience.rules import LINK_DAYS, NOTICE_DAYS, Reason, first_of_month
from beetroot.audience.rules.preferences import Shown, Wish, pause_end
from beetroot.lib.keyring import Keyring, UnknownKey
from beetroot.newsroom.models import Newsletter, Newsroom

_ROWS_A_STEP = 10


def take_link_requests(*, keyring: Keyring, today: date) -> int:
    """A letter with a link for every reader who asked; whoever is no reader gets none, and nothing is kept."""
    rows = list(LinkRequest.objects.filter(sealed_to__in=list(keyring.intake.boxes))[:_ROWS_A_STEP])
    for row in rows:
        marks = _marks(row, keyring)
        with transaction.atomic():
            mine = _readers(marks) if marks is not None else Subscription.objects.none()
            language = mine.order_by("id").values_list("language", flat=True).first()
            if row.delete()[0] and marks is not None and language:
                link = PreferenceLink(
                    language=language,
                    sealed=row.sealed,
                    sealed_to=row.sealed_to,
                    index_hmac=marks.index,
                    shown=_shown(marks),
                    expires_on=today + timedelta(days=LINK_DAYS),
                )
                PreferenceLink.objects.bulk_create([link], ignore_conflicts=True)
    return len(rows)


def take_wishes(*, keyring: Keyring, today: date) -> int:
    """Do what readers pressed behind their links; returns how many pages were dealt with."""
    at_hand = PreferenceLink.objects.filter(sealed_to__in=list(keyring.intake.boxes))
    rows = list(at_hand.filter(state=Answerable.State.ANSWERED)[:_ROWS_A_STEP])
    for row in rows:
        marks = _marks(row, keyring)
        with transaction.atomic():
            if marks is not None:
                _Deeds(row, marks, keyring, today).all()
            PreferenceLink.objects.filter(pk=row.pk, wishes=row.wishes).update(
                state=Answerable.State.POSTED, wishes=[], sealed_wish=b"", shown=_shown(marks) if marks else []
            )
    return len(rows)


def take_changes(*, keyring: Keyring, today: date) -> int:
    """Move subscriptions to the address whose own mailbox has said yes; returns how many changes were dealt with."""
    at_hand = AddressChange.objects.filter(sealed_to__in=list(keyring.intake.boxes))
    rows = list(at_hand.filter(state=Answerable.State.ANSWERED)[:_ROWS_A_STEP])
    for row in rows:
        email = _email(row, keyring)
        with transaction.atomic():
            if row.delete()[0] and email is not None:
                _move(row.reader_ids, email, keyring, today)
    return len(rows)


def welcome(*, readers: Iterable[UUID], today: date) -> None:
    """A welcome for each new reader; it is posted as soon as their record can be opened."""
    expires_on = today + timedelta(days=NOTICE_DAYS)
    notices = [Notice(kind=Notice.Kind.WELCOME, subscription_id=reader, expires_on=expires_on) for reader in readers]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


class _Deeds:
    """The wishes of one link, done in one transaction; `marks` says whose they are."""

    def __init__(self, row: PreferenceLink, marks: Marks, keyring: Keyring, today: date) -> None:
        self._row, self._marks, self._keyring, self._today = row, marks, keyring, today
        self._mine = _readers(marks)

    def all(self) -> None:
        """Erasing comes last, whatever order the page had."""
        wishes = [wish for value in self._row.wishes if (wish := Wish.of(value))]
        for wish in sorted(wishes, key=lambda wish: wish.do == "erase"):
            self._ways[wish.do](self, wish)

    def _set(self, wish: Wish) -> None:
        changes: dict[str, object] = {}
        for name, allowed in _CHOICES.items():
            if (value := getattr(wish, name)) in allowed:
                changes[name] = value
        if wish.weeks is not None:
            changes["paused_until"] = pause_end(wish.weeks, self._today)
        if wish.region in ("", *Newsroom.current().region_names):
            changes["region"] = wish.region
        self._mine.filter(id=_uuid(wish.reader)).update(**changes)

    def _leave(self, wish: Wish) -> None:
        leave(self._mine.filter(id=_uuid(wish.reader)), today=self._today)

    def _join(self, wish: Wish) -> None:
        newsletter = Newsletter.objects.filter(slug=wish.newsletter, sign_up_open=True).first()
        email = _email(self._row, self._keyring)
        if newsletter is None or email is None or _kept_out(self._marks):
            return
        key_id, public = self._keyring.list_public
        record = SealedRecord(email, f"preferences {newsletter.consent_version}", self._today.isoformat())
        old = Subscription.objects.filter(newsletter=newsletter, index_hmac__in=self._marks.indexes).first()
        reader = old or Subscription(newsletter=newsletter, joined_month=first_of_month(self._today))
        reader.language = self._row.language
        reader.sealed, reader.sealed_to = record.closed(public), key_id
        reader.index_hmac, reader.index_key_id = self._marks.index, self._marks.index_key_id
        reader.state, reader.suppress_for, reader.purge_on = Subscription.State.CONFIRMED, "", None
        reader.save()
        Suppression.objects.filter(newsletter=newsletter, hmac__in=self._marks.suppressions).delete()
        if old is None:
            welcome(readers=[reader.id], today=self._today)
        else:
            note(BACK, [old.id])

    def _report(self, _wish: Wish) -> None:
        expires_on = self._today + timedelta(days=NOTICE_DAYS)
        notices = [
            Notice(kind=Notice.Kind.REPORT, subscription_id=reader, expires_on=expires_on)
            for reader in self._mine.order_by("id").values_list("id", flat=True)[:1]
        ]
        Notice.objects.bulk_create(notices, ignore_conflicts=True)

    def _erase(self, _wish: Wish) -> None:
        """No mail from this moment on; the record goes with the next unlocked round, and only its hash stays."""
        readers = list(Subscription.objects.filter(index_hmac__in=self._marks.indexes).values_list("id", flat=True))
        note(Reason.ERASED, readers)
        for reader in readers:
            erase_everywhere(reader)
        Subscription.objects.filter(id__in=readers).update(
            state=Subscription.State.SUPPRESSED, suppress_for=Reason.ERASED, purge_on=self._today
        )
        Confirmation.objects.filter(index_hmac__in=self._marks.indexes).delete()

    def _change(self, _wish: Wish) -> None:
        try:
            box = self._keyring.intake.by_id(self._row.wish_sealed_to)
            email = SealedRecord.opened(self._row.sealed_wish, box=box).email
            marks = marks_of(email, self._keyring)
        except (NotOpened, UnknownKey):
            return
        if _kept_out(marks):
            return
        change = AddressChange(
            language=self._row.language,
            sealed=self._row.sealed_wish,
            sealed_to=self._row.wish_sealed_to,
            index_hmac=marks.index,
            reader_ids=[str(reader) for reader in self._mine.values_list("id", flat=True)],
            expires_on=self._today + timedelta(days=LINK_DAYS),
        )
        AddressChange.objects.bulk_create([change], ignore_conflicts=True)

    _ways: "dict[str, Callable[[_Deeds, Wish], None]]" = {
        "set": _set,
        "leave": _leave,
        "join": _join,
        "report": _report,
        "erase": _erase,
        "move": _change,
    }


_CHOICES: dict[str, frozenset[str]] = {
    "language": frozenset(dict(settings.LANGUAGES)),
    "format": frozenset(MailFormat.values),
    "subject_style": frozenset(SubjectStyle.values),
}


def _move(readers: list[str], email: str, keyring: Keyring, today: date) -> None:
    marks = marks_of(email, keyring)
    key_id, public = keyring.list_public
    for reader in Subscription.objects.filter(id__in=readers, state=Subscription.State.CONFIRMED):
        record = SealedRecord(email, "address changed", today.isoformat())
        try:
            with transaction.atomic():
                Subscription.objects.filter(pk=reader.pk).update(
                    sealed=record.closed(public),
                    sealed_to=key_id,
                    index_hmac=marks.index,
                    index_key_id=marks.index_key_id,
                )
        except IntegrityError:
            # That address reads this newsletter already: the old one just leaves.
            reader.delete()


def _marks(row: LinkRequest | PreferenceLink, keyring: Keyring) -> Marks | None:
    email = _email(row, keyring)
    try:
        return None if email is None else marks_of(email, keyring)
    except NotOpened:
        return None


def _email(row: LinkRequest | PreferenceLink | AddressChange, keyring: Keyring) -> str | None:
    try:
        return SealedRecord.opened(row.sealed, box=keyring.intake.by_id(row.sealed_to)).email
    except NotOpened:
        return None


def _readers(marks: Marks) -> QuerySet[Subscription]:
    return Subscription.objects.filter(index_hmac__in=marks.indexes, state=Subscription.State.CONFIRMED)


def _kept_out(marks: Marks) -> bool:
    stays = (Reason.COMPLAINED, Reason.ERASED)
    return Suppression.objects.filter(hmac__in=marks.suppressions, reason__in=stays).exists()


def _uuid(text: str) -> UUID:
    """What a wish names; something that nobody has where it is no id."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _shown(marks: Marks) -> list[dict[str, str]]:
    mine = {reader.newsletter_id: reader for reader in _readers(marks)}
    offered = Newsletter.objects.filter(sign_up_open=True) | Newsletter.objects.filter(id__in=mine)
    return [_one_shown(newsletter, mine.get(newsletter.pk)) for newsletter in offered.order_by("name")]


def _one_shown(newsletter: Newsletter, reader: Subscription | None) -> dict[str, str]:
    if reader is None:
        return vars(Shown(newsletter.slug, newsletter.name))
    return vars(
        Shown(
            newsletter.slug,
            newsletter.name,
            reader=str(reader.id),
            language=reader.language,
            format=reader.format,
            subject_style=reader.subject_style,
            region=reader.region,
            paused_until=reader.paused_until.isoformat() if reader.paused_until else "",
        )
    )
