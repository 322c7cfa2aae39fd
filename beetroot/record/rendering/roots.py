"""What one story rests on."""

from uuid import UUID

from beetroot.record.models import Term
from beetroot.record.rendering import outlook
from beetroot.record.rendering.facts import Views, in_order, labels
from beetroot.record.rendering.gate import Gate
from beetroot.record.rendering.shapes import Roots
from beetroot.record.rendering.story_text import story_text
from beetroot.stories.models import StoryPage


def roots(story_uuid: UUID | str) -> Roots:
    """The public facts anchored in the story, in the order of its text; falsy when there are none.

    Words are in the active language.
    """
    gate = Gate(story=UUID(str(story_uuid)))
    views = Views(gate)
    facts = [*gate.statements, *gate.figures, *gate.events, *gate.agreements]
    order = {fact.pk: _position(gate, fact.pk) for fact in facts}
    return Roots(
        statements=tuple(views.statement(row) for row in sorted(gate.statements, key=lambda row: order[row.pk])),
        figures=tuple(views.figure(row) for row in sorted(gate.figures, key=lambda row: order[row.pk])),
        events=tuple(sorted((views.event(row) for row in gate.events), key=lambda view: in_order(view.when))),
        agreements=views.agreements(),
        contradictions=views.contested(),
        situations=_situations(gate),
        confirmed_as=labels(facts),
        polls=outlook.polls(views),
        terms=outlook.terms(_terms(gate)),
    )


def _terms(gate: Gate) -> list[Term]:
    """Terms that stand in the words of the story."""
    page = StoryPage.objects.filter(uuid=gate.story).first()
    text = story_text(page).casefold() if page and gate.terms else ""
    return [term for term in gate.terms if term.wording.casefold() in text]


def _position(gate: Gate, fact_id: UUID) -> tuple[bool, int]:
    starts = [anchor.start for anchor in gate.anchors_by_id(fact_id) if anchor.story == gate.story]
    known = [start for start in starts if start is not None]
    return (not known, min(known, default=0))


def _situations(gate: Gate) -> tuple[tuple[str, str], ...]:
    rows = [*gate.statements, *gate.figures, *gate.events, *gate.agreements]
    found = {row.situation.slug: row.situation.title for row in rows if row.situation}
    return tuple(sorted(found.items(), key=lambda pair: pair[1]))
