"""Corrections: who carried the wrong words, the notice on their pages, the line in the next issue."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from beetroot.newsroom.actions import require
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.record.actions import writing
from beetroot.record.models import Anchor, ClaimLink, CorrectedPlace, Correction, Fact, Situation, SituationFact
from beetroot.record.rules.errors import RecordError, WrongField
from beetroot.record.rules.vocabulary import AGAINST, CorrectionState, Review
from beetroot.stories.models import StoryPage


@dataclass(frozen=True, slots=True)
class Wrong:
    """What an upper room is asked about: facts and stories by their UUIDs."""

    facts: frozenset[UUID]
    stories: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Carrier:
    """Something published that carried a fact. `ref` is its id in its room; `address` where readers find it."""

    carrier: str
    ref: str
    label: str
    address: str = ""
    beyond_reach: bool = False


#: Names everything of its room that carried one of these; issues and mirrors register theirs in AppConfig.ready.
FindCarriers = Callable[[Wrong], Iterable[Carrier]]
_finders: list[FindCarriers] = []


def register_carriers(find: FindCarriers) -> None:
    """Lets an upper room say what of its own carried a fact."""
    if find not in _finders:
        _finders.append(find)


def carriers(*, fact: Fact) -> list[Carrier]:
    """Every story, issue and mirror that carried this fact, published or sent; stories first."""
    facts = {fact.pk, *_linked(fact)}
    named = Anchor.objects.filter(fact_id__in=facts).values_list("story", flat=True)
    pages = StoryPage.objects.filter(uuid__in=set(named), first_published_at__isnull=False)
    wrong = Wrong(frozenset(facts), frozenset(pages.values_list("uuid", flat=True)))
    found = [Carrier("story", str(page.uuid), page.title, page.full_url or "") for page in pages.order_by("title")]
    return [*found, *(one for find in _finders for one in find(wrong))]


def _linked(fact: Fact) -> set[UUID]:
    """Statements that assert a claim carry it as well."""
    links = ClaimLink.objects.filter(claim=fact.pk).exclude(statement=None)
    return {pk for pk in links.values_list("statement_id", flat=True) if pk}


@transaction.atomic
def correct(
    *,
    fact: Fact,
    was: str,
    by: User,
    now: str = "",
    note: str = "",
    state: str = CorrectionState.CORRECTED,
    grave: bool = False,
    follows: Correction | None = None,
) -> Correction:
    """Writes the dated notice to every page that carried the fact, and offers it for the next issue.

    Raises WrongField without words, RecordError when `follows` was finished already.
    """
    require(by=by, permission=Permission.CONFIRM_FACT)
    if follows is not None and Correction.objects.filter(follows=follows).exists():
        raise RecordError("This correction was finished already; make a new one.")
    correction = Correction(
        state=state, fact_kind=fact.kind(), fact_id=fact.pk, situation=_situation(fact), was=was.strip(),
        now=now.strip(), note=note.strip(), grave=grave, follows=follows, by=by,
    )  # fmt: skip
    try:
        correction.full_clean(exclude=["follows", "situation", "by"])
    except ValidationError as error:
        raise WrongField("Say what we wrote, and what is right, unless it is withdrawn.") from error
    correction.save()
    places = carriers(fact=fact)
    CorrectedPlace.objects.bulk_create(
        CorrectedPlace(
            correction=correction, carrier=one.carrier, ref=one.ref, label=one.label[:300], address=one.address,
            beyond_reach=one.beyond_reach,
        )
        for one in {(one.carrier, one.ref): one for one in places}.values()
    )  # fmt: skip
    writing.log(by=by, verb="correction written", fact=correction, places=len(places), grave=grave)
    return correction


def _situation(fact: Fact) -> Situation | None:
    return fact.situation if isinstance(fact, SituationFact) else None


def against(fact: Fact) -> list[ClaimLink]:
    """The links that deny, contradict, correct or retract this claim or statement: why to think of a correction."""
    rows = ClaimLink.objects.filter(link__in=AGAINST, review_status=Review.CONFIRMED)
    return list(rows.filter(claim=fact.pk) | rows.filter(to_statement=fact.pk))
