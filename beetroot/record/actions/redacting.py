"""Redact everywhere: words that endanger somebody go out of every table, history and rendering (ADR 14).

Each room takes them out of its own rows; the record asks itself, the stories, the audit lines, and whoever
registered. What cannot be called back, sent mails above all, is listed.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.crypto import salted_hmac

from beetroot.newsroom.actions import require
from beetroot.newsroom.models import AuditEntry, User
from beetroot.newsroom.rules import Permission
from beetroot.record.actions import writing
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
        return bool(self.pattern.search(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)))

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


Redact = Callable[[Words], TakenOut]
_redactors: list[Redact] = []


def register_redactor(redact: Redact) -> None:
    """Lets an upper room take words out of its own rows; it runs inside the redaction's transaction."""
    if redact not in _redactors:
        _redactors.append(redact)


@transaction.atomic
def redact(*, words: Iterable[str], reason: str, by: User) -> Redaction:
    """Takes these words out everywhere, for good. Raises RecordError for words too short to be meant.

    The reason is kept and must not repeat them. Rejecting or hiding the facts is a verb of its own.
    """
    require(by=by, permission=Permission.CONFIRM_FACT)
    require(by=by, permission=Permission.PUBLISH_STORY)  # it reaches published stories: no analyst alone does that
    wanted = _checked(words, reason)
    meant = Words(re.compile("|".join(r"\s+".join(map(re.escape, word.split())) for word in wanted), re.IGNORECASE))
    redaction = Redaction.objects.create(
        reason=reason.strip(), by=by, digests=[salted_hmac("beetroot.redaction", word).hexdigest() for word in wanted]
    )
    in_stories = TakenOut(Counter(stories.redact(meant.out_of, meant.stand_in)))
    done = [_own(meant, redaction), _audit_lines(meant), in_stories]
    done += [redactor(meant) for redactor in _redactors]
    for one in done:
        redaction.places = dict(Counter(redaction.places) + one.places)
        redaction.beyond = [*redaction.beyond, *one.beyond]
    redaction.save(update_fields=["places", "beyond"])
    writing.log(by=by, verb="redacted", fact=redaction, places=sum(redaction.places.values()))
    return redaction


def redact_actor(*, actor: Actor, reason: str, by: User) -> Redaction:
    """Takes every name of an actor out everywhere and hides it."""
    forms = [actor.name, *actor.names.values_list("form", flat=True)]
    with transaction.atomic():
        writing.change(actor, {"hidden": True}, by=by)
        return redact(words=[form for form in forms if len(form.strip()) >= _SHORTEST], reason=reason, by=by)


def _checked(words: Iterable[str], reason: str) -> list[str]:
    wanted = sorted({" ".join(word.split()) for word in words if word.strip()}, key=lambda word: -len(word))
    if not wanted or any(len(word) < _SHORTEST for word in wanted):
        raise RecordError(f"Name the words to take out, each of at least {_SHORTEST} letters.")
    if not reason.strip() or any(word.casefold() in reason.casefold() for word in wanted):
        raise RecordError("Give a reason that does not repeat the words.")
    return wanted


# -- the record's own rows -------------------------------------------------------------------------------------

_OWN: Sequence[type[models.Model]] = (
    *FACTS.values(), Situation, Anchor, ActorName, Involvement, PollShare, Correction, CorrectedPlace,
)  # fmt: skip
# Columns with a closed list of values or a meaning to machines.
_KEPT = frozenset({"slug", "key", "id", "fact_kind", "carrier", "ref", "review_status", "rule", "extractor"})


def _own(words: Words, redaction: Redaction) -> TakenOut:
    places: Counter[str] = Counter()
    for model in _OWN:
        places[str(model._meta.verbose_name)] += sum(_rewritten(model, words))
    for row in _holding(Revision, ("old", "new"), words):
        old, new = words.out_of(row.old), words.out_of(row.new)
        # The one permitted overwrite of history; the database lets it through because it names its redaction.
        models.QuerySet(Revision).filter(pk=row.pk).update(old=old, new=new, redacted=redaction)
        places["revision"] += 1
    return TakenOut(+places)


def _rewritten(model: type[models.Model], words: Words) -> Iterator[int]:
    columns = [
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, _TEXT) and field.name not in _KEPT and not field.choices
    ]
    for row in _holding(model, columns, words):
        changed = {name: words.taken_out(getattr(row, name) or "") for name in columns}
        if model is ActorName:
            changed["key"] = names.key(changed["form"])
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=row.pk).update(**changed)
        except IntegrityError:  # two names of one actor are the same now that both are taken out
            row.delete()
        yield 1


def _holding(model: type[models.Model], columns: Iterable[str], words: Words) -> Iterator[Any]:
    """Rows with the words in one of the columns. All rows are read: no database compares cases of every alphabet."""
    names_of = list(columns)
    for row in model._default_manager.only("pk", *names_of).iterator(chunk_size=500) if names_of else ():
        if any(words.stand_in(getattr(row, name)) for name in names_of if getattr(row, name)):
            yield row


def _audit_lines(words: Words) -> TakenOut:
    places: Counter[str] = Counter()
    for row in _holding(AuditEntry, ("detail",), words):
        AuditEntry.objects.filter(pk=row.pk).update(detail=words.out_of(row.detail))
        places["audit line"] += 1
    return TakenOut(places)
