"""Other people's files become suggestions: nothing of them is public before an editor has confirmed it."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction

from beetroot.newsroom.actions import require
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.record.actions import writing
from beetroot.record.actions.actors import involve, known_actors, new_actor
from beetroot.record.models import Actor, Event, Fact, Participant, Relation, Situation, Source
from beetroot.record.rules import interchange, names
from beetroot.record.rules.interchange import Taken

READERS: dict[str, Callable[[str], list[Taken]]] = {"timelinejs": interchange.timelinejs, "ftm": interchange.ftm}


@transaction.atomic
def import_file(*, form: str, content: str, situation: Situation, by: User) -> dict[str, int]:
    """Suggests what the file holds, in this situation; gives how many of each kind are new, and "known" the others.

    The same row of the same situation never comes twice. Raises NotReadable naming what is wrong; then nothing is kept.
    """
    require(by=by, permission=Permission.CONFIRM_FACT)
    rows = READERS[form](content)
    work = _Work(situation, by)
    counts: Counter[str] = Counter()
    for row in interchange.in_order(rows):
        counts[row.kind if work.take(row) else "known"] += 1
    writing.log(by=by, verb="facts imported", fact=situation, form=form, rows=len(rows))
    return dict(counts)


class _Work:
    """One import: what it has made or found so far, by the ids of the file."""

    def __init__(self, situation: Situation, by: User) -> None:
        self.situation = situation
        self.by = by
        self.facts: dict[str, Fact] = {}
        self.known = known_actors()

    def take(self, row: Taken) -> bool:
        key = self._key(row)
        model = _MODELS[row.kind]
        found = model._default_manager.filter(key=key).first() or self._same_actor(row)
        if found is None:
            found = self._make(row, key)
            fresh = found is not None
        else:
            fresh = False
        if found is not None:
            self.facts[row.ref] = found
        if isinstance(found, Actor) and not fresh:
            with writing.lists_recorded(found, by=self.by):
                involve(found, self.situation)
        return fresh

    def _key(self, row: Taken) -> str:
        said = "|".join(["import", str(self.situation.pk), row.kind, row.ref])
        return hashlib.sha256(said.encode()).hexdigest()

    def _same_actor(self, row: Taken) -> Fact | None:
        if row.kind != "actor":
            return None
        found = names.match(row.names[0], row.names[1:], row.fields["schema"], self.known)
        return Actor.objects.filter(pk=found).first() if found else None

    def _make(self, row: Taken, key: str) -> Fact | None:
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
        event = Event(situation=self.situation, **made, **row.fields)
        writing.make(event, by=self.by, fill=lambda: self._bring(event, row.participants))
        return event

    def _relation(self, row: Taken, made: Mapping[str, Any]) -> Relation | None:
        subject, target = (self.facts.get(end) for end in row.ends or ("", ""))
        if not isinstance(subject, Actor) or not isinstance(target, Actor) or subject == target:
            return None
        relation = Relation(situation=self.situation, subject=subject, object=target, **made, **row.fields)
        writing.make(relation, by=self.by)
        return relation

    def _bring(self, event: Event, refs: Iterable[str]) -> None:
        for ref in refs:
            actor = self.facts.get(ref)
            if isinstance(actor, Actor):
                Participant.objects.get_or_create(event=event, actor=actor)


_MODELS: dict[str, type[Fact]] = {"actor": Actor, "event": Event, "source": Source, "relation": Relation}
