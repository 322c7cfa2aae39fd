"""Redact everywhere: words that endanger somebody go out of every table, history and rendering (ADR 14).

Each room takes them out of its own rows; the record asks itself, the stories, the audit lines, and whoever
registered. What cannot be called back, sent mails above all, is listed. It goes in short steps, each in a transaction
of its own; one that was cut off goes on by looking for what is left, and it is over when nothing is.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.crypto import salted_hmac

from beetroot.newsroom.actions import require
from beetroot.newsroom.models import AuditEntry, Newsletter, Newsroom, User
from beetroot.newsroom.rules import Permission
from beetroot.record.actions import writing
from beetroot.record.actions.actors import hide_actor
from beetroot.record.models import (
    FACTS,
    Actor,
    ActorName,
    Anchor,
    Correction,
    PollShare,
    Redaction,
    Revision,
    Situation,
)
from beetroot.record.models.actors import Involvement
from beetroot.record.models.corrections import CorrectedPlace
from beetroot.record.rules import names
from beetroot.record.rules.errors import RecordError
from beetroot.stories import actions as stories

#: What stands where words were taken out.
TOMBSTONE = "[redacted]"
_SHORTEST = 3
_TEXT = (models.CharField, models.TextField)


@dataclass(frozen=True, slots=True)
class Words:
    """The words to take out. `taken_out` gives a text without them, however they are cased or spaced."""

    pattern: re.Pattern[str]

    def taken_out(self, text: str) -> str:
        return self.pattern.sub(TOMBSTONE, text)

    def stand_in(self, value: object) -> bool:
        """Whether they are anywhere in a JSON value, keys left alone."""
        if isinstance(value, list):
            return any(map(self.stand_in, value))
        if isinstance(value, dict):
            return any(map(self.stand_in, value.values()))
        return isinstance(value, str) and bool(self.pattern.search(value))

    def out_of(self, value: Any) -> Any:
        """Any JSON value without the words, keys left alone."""
        if isinstance(value, str):
            return self.taken_out(value)
        if isinstance(value, list):
            return [self.out_of(one) for one in value]
        if isinstance(value, dict):
            return {key: self.out_of(one) for key, one in value.items()}
        return value


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What a room did: how many rows of which kind, and what lies beyond its reach, in words."""

    places: Counter[str] = field(default_factory=Counter)
    beyond: tuple[str, ...] = ()


#: One short piece of work. It runs in a transaction of its own, so what it prepares at length it prepares before.
Step = Callable[[], TakenOut]
Redact = Callable[[Words], Iterator[Step]]
_redactors: list[Redact] = []
#: How often everything is looked through for words that somebody saved again meanwhile.
_PASSES = 4


def register_redactor(redact: Redact) -> None:
    """Lets an upper room take words out of its own rows: steps for the rows in which they stand."""
    if redact not in _redactors:
        _redactors.append(redact)


@transaction.atomic
def start_redaction(*, words: Iterable[str], reason: str, by: User) -> Redaction:
    """Says which words go out everywhere, for good; `go_on` does it. Raises RecordError for words too short to mean.

    The reason is kept and must not repeat them; they themselves are kept until it is over. Rejecting or hiding the
    facts is a verb of its own.
    """
    require(by=by, permission=Permission.CONFIRM_FACT)
    require(by=by, permission=Permission.PUBLISH_STORY)  # it reaches published stories: no analyst alone does that
    wanted = _checked(words, reason)
    digests = [salted_hmac("beetroot.redaction", word).hexdigest() for word in wanted]
    redaction = Redaction.objects.create(reason=reason.strip(), by=by, digests=digests, pending=wanted)
    writing.log(by=by, verb="redaction started", fact=redaction)
    return redaction


def go_on(*, redaction: Redaction, seconds: float | None = None) -> Redaction:
    """Takes out what is left, for at most about so many seconds; gives the row as it is then. Anybody may go on."""
    until = None if seconds is None else time.monotonic() + seconds
    for _pass in range(_PASSES):
        taken = 0
        for step in _steps(_meant(redaction.pending), redaction):
            taken += _taken(step, redaction)
            if until is not None and time.monotonic() > until:
                return Redaction.objects.get(pk=redaction.pk)
        if not taken:
            return _finished(redaction)
    return Redaction.objects.get(pk=redaction.pk)


def go_on_with_redactions() -> int:
    """Goes on with every redaction that is not over; gives how many there are still. For the keyless worker."""
    return sum(go_on(redaction=one).is_going_on for one in Redaction.objects.exclude(pending=[]))


def redact(*, words: Iterable[str], reason: str, by: User) -> Redaction:
    """`start_redaction` and `go_on` until it is over."""
    return go_on(redaction=start_redaction(words=words, reason=reason, by=by))


def start_redacting_actor(*, actor: Actor, reason: str, by: User) -> Redaction:
    """Hides an actor at once and says that every name of it goes out everywhere."""
    forms = [actor.name, *actor.names.values_list("form", flat=True)]
    with transaction.atomic():
        hide_actor(actor=actor, by=by)
        return start_redaction(words=[form for form in forms if len(form.strip()) >= _SHORTEST], reason=reason, by=by)


def redact_actor(*, actor: Actor, reason: str, by: User) -> Redaction:
    """Takes every name of an actor out everywhere and hides it."""
    return go_on(redaction=start_redacting_actor(actor=actor, reason=reason, by=by))


def _meant(words: Iterable[str]) -> Words:
    # In addresses and file names a dash or a line stands for the space.
    return Words(re.compile("|".join(r"[\s_-]+".join(map(re.escape, word.split())) for word in words), re.IGNORECASE))


def _steps(words: Words, redaction: Redaction) -> Iterator[Step]:
    yield from _own(words, redaction)
    for step in stories.redaction(words.out_of, words.stand_in):
        yield partial(_in_stories, step)
    for redactor in _redactors:
        yield from redactor(words)


def _in_stories(step: Callable[[], dict[str, int]]) -> TakenOut:
    return TakenOut(Counter(step()))


@transaction.atomic
def _taken(step: Step, redaction: Redaction) -> int:
    """Does the step and counts it, both or neither."""
    done = step()
    row = Redaction.objects.select_for_update().get(pk=redaction.pk)
    row.places = dict(Counter(row.places) + done.places)
    row.beyond = list(dict.fromkeys([*row.beyond, *done.beyond]))
    row.save(update_fields=["places", "beyond"])
    return sum(done.places.values())


@transaction.atomic
def _finished(redaction: Redaction) -> Redaction:
    row = Redaction.objects.select_for_update().get(pk=redaction.pk)
    if row.is_going_on and row.by is not None:
        writing.log(by=row.by, verb="redacted", fact=row, places=sum(row.places.values()))
    row.pending = []
    row.save(update_fields=["pending"])
    return row


def _checked(words: Iterable[str], reason: str) -> list[str]:
    wanted = sorted({" ".join(word.split()) for word in words if word.strip()}, key=lambda word: -len(word))
    if not wanted or any(len(word) < _SHORTEST for word in wanted):
        raise RecordError(f"Name the words to take out, each of at least {_SHORTEST} letters.")
    if any(word.casefold() in TOMBSTONE for word in wanted):
        raise RecordError(f"These letters stand in the mark {TOMBSTONE} itself; name the words in full.")
    if not reason.strip() or any(word.casefold() in reason.casefold() for word in wanted):
        raise RecordError("Give a reason that does not repeat the words.")
    return wanted


# -- the record's own rows -------------------------------------------------------------------------------------

_OWN: Sequence[type[models.Model]] = (
    *FACTS.values(), Situation, Anchor, ActorName, Involvement, PollShare, Correction, CorrectedPlace,
    Newsroom, Newsletter,
)  # fmt: skip
# Columns with a closed list of values or a meaning to machines.
_KEPT = frozenset(
    {
        "slug", "key", "id", "fact_kind", "carrier", "ref", "review_status", "rule", "extractor", "from_address",
        "language",
    }
)  # fmt: skip


def _own(words: Words, redaction: Redaction) -> Iterator[Step]:
    for model in _OWN:
        for pks in stories.holding(model, _columns(model), words.stand_in):
            yield partial(_rewritten, model, pks, words)
    for pks in stories.holding(Situation, ("slug",), words.stand_in):
        yield partial(_moved, pks)
    for pks in stories.holding(Revision, ("old", "new"), words.stand_in):
        yield partial(_emptied, pks, words, redaction)
    for pks in stories.holding(AuditEntry, ("detail",), words.stand_in):
        yield partial(_audit_lines, pks, words)


def _columns(model: type[models.Model]) -> list[str]:
    fields = [field for field in model._meta.concrete_fields if isinstance(field, _TEXT) and not field.choices]
    return [field.attname for field in fields if field.name not in _KEPT]


def _rewritten(model: type[models.Model], pks: Sequence[Any], words: Words) -> TakenOut:
    for row in model._default_manager.filter(pk__in=pks):
        changed = {
            name: stories.fitting(model._meta.get_field(name), words.taken_out(getattr(row, name) or ""))
            for name in _columns(model)
        }
        if model is ActorName:
            changed["key"] = names.key(changed["form"])
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=row.pk).update(**changed)
        except IntegrityError:  # two names of one actor are the same now that both are taken out
            row.delete()
    return TakenOut(Counter({str(model._meta.verbose_name): len(pks)}))


def _moved(pks: Sequence[Any]) -> TakenOut:
    for pk in pks:
        Situation.objects.filter(pk=pk).update(slug=f"redacted-{pk.hex[:12]}")
    return TakenOut(Counter({"address": len(pks)}))


def _emptied(pks: Sequence[Any], words: Words, redaction: Redaction) -> TakenOut:
    for row in Revision.objects.filter(pk__in=pks):
        old, new = words.out_of(row.old), words.out_of(row.new)
        # The one permitted overwrite of history; the database lets it through because it names its redaction.
        models.QuerySet(Revision).filter(pk=row.pk).update(old=old, new=new, redacted=redaction)
    return TakenOut(Counter({"revision": len(pks)}))


def _audit_lines(pks: Sequence[Any], words: Words) -> TakenOut:
    for row in AuditEntry.objects.filter(pk__in=pks):
        AuditEntry.objects.filter(pk=row.pk).update(detail=words.out_of(row.detail))
    return TakenOut(Counter({"audit line": len(pks)}))
