"""The facts that a writer is warned by, and the warnings in words."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from beetroot.record.models import Actor, ClaimLink, Figure, Revision
from beetroot.record.rendering.facts import amount, number
from beetroot.record.rendering.gate import Gate, Kind
from beetroot.record.rules import warnings as rules
from beetroot.record.rules.vocabulary import AGAINST, Review

#: Longer drafts are read from their end, where somebody is writing.
_LONGEST = 60_000


def warnings(text: str, *, kept: bool) -> list[dict[str, str]]:
    """`text` and `sentence` of each warning about a draft; see rules.warnings.

    `kept` warns of what stays in the desk too, for people who confirm facts; others hear of public facts alone.
    """
    gate = None if kept else Gate()
    found = rules.warnings(text[-_LONGEST:], figures=_figures(gate), words=_denied(gate), roles=_roles(gate))
    return [{"kind": one.kind, "sentence": one.sentence, "text": _in_words(one)} for one in found]


def _open(rows: Sequence[Kind], gate: Gate | None) -> Sequence[Kind]:
    return rows if gate is None else gate.among(rows)


def _in_words(one: rules.Warned) -> str:
    if one.kind == "figure":
        what, printed, where = one.values
        return _("The record has “%(printed)s” for %(what)s%(where)s.") % {
            "printed": printed, "what": what, "where": f" ({where})" if where else "",
        }  # fmt: skip
    if one.kind == "denied":
        words, against = one.values
        return _("“%(words)s”: %(against)s.") % {"words": words, "against": against}
    name, old, now = one.values
    return _("%(name)s was “%(old)s” and is now “%(now)s”.") % {"name": name, "old": old, "now": now or "—"}


def _figures(gate: Gate | None) -> list[rules.KnownFigure]:
    rows = Figure.objects.filter(review_status=Review.CONFIRMED, value__isnull=False, state="current")
    return [
        rules.KnownFigure(row.what, number(row.value), row.printed or amount(row), row.as_of_text or row.as_of)
        for row in _open(list(rows.order_by("-made_at")[:2000]), gate)
    ]


def _denied(gate: Gate | None) -> list[rules.KnownWords]:
    links = ClaimLink.objects.filter(link__in=AGAINST, review_status=Review.CONFIRMED)
    rows = links.select_related("claim", "to_statement", "statement__speaker").order_by("-made_at")[:1000]
    found = []
    for row in _open(list(rows), gate):
        words = row.claim.wording if row.claim else row.to_statement.content if row.to_statement else ""
        said = row.statement
        who = (said.speaker.name if said.speaker else said.name_as_written) if said else str(row.origin)
        found.append(rules.KnownWords(words, f"{who} {row.get_link_display()}"))
    return found


def _roles(gate: Gate | None) -> list[rules.KnownRole]:
    before: dict[object, list[str]] = defaultdict(list)
    changes = Revision.objects.filter(entity="actor", field="position").values_list("entity_id", "old")
    for actor, old in changes:
        if old:
            before[actor].append(str(old))
    actors = list(Actor.objects.filter(pk__in=before, merged_into=None))
    hides = gate.hides if gate else lambda _text: False
    return [
        rules.KnownRole(
            row.name, row.position, tuple(old for old in before[row.pk] if old != row.position and not hides(old))
        )
        for row in _open(actors, gate)
    ]
