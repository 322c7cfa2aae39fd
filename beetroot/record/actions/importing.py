"""Other people's files become suggestions: nothing of them is public before an editor has confirmed it."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from beetroot.newsroom.actions import require
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.record.actions import writing
from beetroot.record.actions.actors import involve, known_actors, new_actor
from beetroot.record.models import Actor, Agreement, Event, Fact, Participant, Relation, Situation, Source
from beetroot.record.rules import interchange, names
from beetroot.record.rules.errors import RecordError
from beetroot.record.rules.interchange import File, Refused, Taken
from beetroot.record.rules.vocabulary import Review

READERS: dict[str, Callable[[str], File]] = {"timelinejs": interchange.timelinejs, "ftm": interchange.ftm}
#: Rows that are written in one transaction: few, so that nobody waits for an import on SQLite (ADR 6).
_STEP = 10


@dataclass(frozen=True, slots=True)
class Imported:
    """How many of each kind are new, how many were known, and each row that was not taken, with why."""

    counts: Mapping[str, int]
    known: int
    refused: tuple[Refused, ...]


def import_file(*, form: str, content: str, situation: Situation, by: User) -> Imported:
    """Suggests what the file holds, in this situation.

    The same row of the same situation never comes twice, so an import that was cut off is run again. Raises NotReadable
    for a file that is not what its form says, before anything is written.
    """
    require(by=by, permission=Permission.CONFIRM_FACT)
    file = READERS[form](content)
    work = _Work(situation, by, refused=list(file.refused))
    rows = list(interchange.in_order(file.rows))
    for start in range(0, len(rows), _STEP):
        with transaction.atomic():
            for row in rows[start : start + _STEP]:
                work.take(row)
    refused = tuple(sorted(work.refused, key=lambda one: one.number))
    writing.log(by=by, verb="facts imported", fact=situation, form=form, rows=len(rows), refused=len(refused))
    return Imported(dict(work.counts), work.known, refused)


class _Work:
    """One import: what it has made or found so far, by the ids of the file."""

    def __init__(self, situation: Situation, by: User, *, refused: list[Refused]) -> None:
        self.situation = situation
        self.by = by
        self.refused = refused
        self.counts: Counter[str] = Counter()
        self.known = 0
        self.facts: dict[str, Fact] = {}
        self.actors = known_actors()

    def take(self, row: Taken) -> None:
        """Finds the row or makes it; one that the record cannot keep is refused and leaves nothing behind."""
        key = self._key(row)
        found = _MODELS[row.kind]._default_manager.filter(key=key).first() or self._same_actor(row)
        if found is not None:
            self.known += 1
            self._seen_again(found)
        else:
            try:
                with transaction.atomic():
                    found = self._make(row, key)
            except RecordError as error:
                self.refused.append(Refused(row.number, str(error)))
                return
            self.counts[row.kind] += 1
        self.facts[row.ref] = found

    def _seen_again(self, found: Fact) -> None:
        # Readers see whom a confirmed actor stands beside, so that waits for a fact that somebody confirms.
        if isinstance(found, Actor) and found.review_status != Review.CONFIRMED:
            with writing.lists_recorded(found, by=self.by):
                involve(found, self.situation)

    def _key(self, row: Taken) -> str:
        said = "|".join(["import", str(self.situation.pk), row.kind, row.ref])
        return hashlib.sha256(said.encode()).hexdigest()

    def _same_actor(self, row: Taken) -> Fact | None:
        if row.kind != "actor":
            return None
        found = names.match(row.names[0], row.names[1:], row.fields["schema"], self.actors)
        return Actor.objects.filter(pk=found).first() if found else None

    def _make(self, row: Taken, key: str) -> Fact:
        made: dict[str, Any] = {"key": key, "extractor": "import"}
        if row.kind == "actor":
            fields = {name: value for name, value in row.fields.items() if name != "schema"}
            return new_actor(
                row.names[0], row.fields["schema"], by=self.by, names=row.names[1:], situation=self.situation,
                **made, **fields,
            )  # fmt: skip
        if row.kind == "relation":
            return self._relation(row, made)
        if row.kind == "source":
            source = Source(**made, **row.fields)
            writing.make(source, by=self.by, fill=lambda: source.situations.add(self.situation))
            return source
        if row.kind == "agreement":
            agreement = Agreement(situation=self.situation, **made, **row.fields)
            writing.make(agreement, by=self.by, fill=lambda: self._sign(agreement, row))
            return agreement
        event = Event(situation=self.situation, **made, **row.fields)
        writing.make(event, by=self.by, fill=lambda: self._bring(event, row))
        return event

    def _relation(self, row: Taken, made: Mapping[str, Any]) -> Relation:
        subject, target = (self.facts.get(end) for end in row.ends or ("", ""))
        if not isinstance(subject, Actor) or not isinstance(target, Actor) or subject == target:
            raise RecordError("The file does not have both of its ends, or the record knows them as one.")
        relation = Relation(situation=self.situation, subject=subject, object=target, **made, **row.fields)
        writing.make(relation, by=self.by, fill=lambda: self._rest(relation, row))
        return relation

    def _bring(self, event: Event, row: Taken) -> None:
        for ref, part in row.participants:
            actor = self.facts.get(ref)
            if isinstance(actor, Actor):
                Participant.objects.get_or_create(event=event, actor=actor, part=part)
        self._rest(event, row)

    def _sign(self, agreement: Agreement, row: Taken) -> None:
        parties = [found for ref, _part in row.participants if isinstance(found := self.facts.get(ref), Actor)]
        agreement.parties.set(parties)
        self._rest(agreement, row)

    def _rest(self, fact: Agreement | Event | Relation, row: Taken) -> None:
        """The fact rests on the file's own articles, as far as they were taken."""
        fact.sources.set([found for ref in row.sources if isinstance(found := self.facts.get(ref), Source)])


_MODELS: dict[str, type[Fact]] = {
    "actor": Actor,
    "agreement": Agreement,
    "event": Event,
    "source": Source,
    "relation": Relation,
}
