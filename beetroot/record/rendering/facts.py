"""Rows that passed the gate as the values readers' pages are made of."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beetroot.lib import edtf_dates
from beetroot.record.models import Agreement, AgreementStatus, Anchor, ClaimLink, Event, Fact, Figure, Source, Statement
from beetroot.record.rendering.gate import Gate
from beetroot.record.rendering.shapes import (
    AgreementStateView,
    AgreementView,
    Answer,
    Backing,
    Contested,
    EventView,
    FigureView,
    Place,
    Said,
    SourceView,
    StatementView,
    When,
)
from beetroot.record.rendering.shapes.facts import far_year
from beetroot.record.rules.vocabulary import AGAINST, EventLinkKind, LinkKind, Qualifier

#: From which number on digits stand in groups of three: "9,000" in English, "9000" but "10 000" in the others.
_GROUPED_FROM = {"en": 1000}


def when(row: Any, name: str) -> When:
    """The EDTF column `name` of a row as a reader meets it; falsy when nothing is known."""
    edtf, printed = getattr(row, name), getattr(row, f"{name}_text")
    earliest, latest = getattr(row, f"{name}_min"), getattr(row, f"{name}_max")
    return When(
        edtf=edtf,
        words=edtf_dates.in_words(edtf, get_language() or "en") if edtf else printed,
        printed=printed,
        earliest=earliest.isoformat() if earliest else "",
        latest=latest.isoformat() if latest else "",
    )


def in_order(moment: When) -> tuple[bool, int, str, str]:
    """Sort key: by first possible day, what is only "before" a time by the beginning of it, undated last."""
    far = far_year(moment)
    if far is not None:
        return (False, far, moment.edtf, moment.latest)
    first = moment.earliest or _beginning_of_end(moment)
    return (not first, int(first[:4] or 0), first, moment.latest)


def _beginning_of_end(moment: When) -> str:
    """Of "before October 2022" the first of October, so that it stands before what happened in October."""
    end = moment.edtf.rpartition("/")[2]
    found = edtf_dates.bounds(end).earliest if end and edtf_dates.is_valid(end) else None
    return found.isoformat() if found else moment.latest


def fragment(exact: str) -> str:
    """Opens a page at these words, without script or ids (WICG Scroll To Text Fragment); long ones by both ends."""
    words = exact.strip().split()
    if len(words) > 8:
        start, end = " ".join(words[:4]), " ".join(words[-4:])
        return f"#:~:text={_part(start)},{_part(end)}"
    return f"#:~:text={_part(' '.join(words))}"


def _part(text: str) -> str:
    # "-", "," and "&" mean something inside a text directive.
    return quote(text, safe="").replace("-", "%2D")


def source_view(source: Source) -> SourceView:
    """A source as readers see it."""
    return SourceView(
        title=source.title,
        publisher=source.publisher,
        authors=source.authors,
        when=when(source, "published"),
        url=source.url,
        archived_url=source.archived_url,
        language=source.language,
        reliability=source.reliability,
    )


class Views:
    """Makes views of the facts behind one gate."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self._paths: dict[UUID, str] = {}

    def _path(self, story: UUID) -> str:
        page = self.gate.stories.get(story)
        if story not in self._paths:
            parts = page.get_url_parts() if page else None
            self._paths[story] = parts[2] if parts and parts[2] else ""
        return self._paths[story]

    @cached_property
    def _links(self) -> dict[tuple[str, UUID | None], list[ClaimLink]]:
        """Claim links by each of their ends; so that a page of many statements looks each up once."""
        found: dict[tuple[str, UUID | None], list[ClaimLink]] = defaultdict(list)
        for link in self.gate.claim_links:
            for end, pk in (("statement", link.statement_id), ("claim", link.claim_id), ("to", link.to_statement_id)):
                if pk:
                    found[end, pk].append(link)
        return found

    @cached_property
    def _led(self) -> dict[UUID, list[str]]:
        found: dict[UUID, list[str]] = defaultdict(list)
        for link in self.gate.event_links:
            if link.link == EventLinkKind.LED_TO:
                found[link.first_id].append(link.second.name)
        return found

    @cached_property
    def _shown_events(self) -> set[UUID]:
        return {event.pk for event in self.gate.events}

    def place(self, anchor: Anchor) -> Place:
        page = self.gate.stories.get(anchor.story)
        mark = "" if anchor.is_orphan else fragment(anchor.exact)
        path = self._path(anchor.story)
        return Place(
            story=str(anchor.story),
            headline=page.title if page else "",
            address=f"{path}{mark}" if path else "",
            fragment=mark,
            sentence=anchor.sentence,
            exact=anchor.exact,
        )

    def backing(self, fact: Fact) -> Backing:
        return Backing(
            places=tuple(self.place(anchor) for anchor in self.gate.anchors_of(fact)),
            sources=tuple(source_view(source) for source in self.gate.sources_of(fact)),
        )

    def statement(self, row: Statement) -> StatementView:
        return StatementView(
            id=str(row.pk),
            speaker=who(row),
            role=row.role,
            organization=row.organization if row.organization not in row.role else "",
            content=_without_comma(row.content),
            quoted=_takes_marks(row),
            mode=row.mode,
            cue=row.cue,
            hedge=row.hedge,
            medium=row.medium,
            when=when(row, "said"),
            backing=self.backing(row),
            answers=self._answers(row),
            denies=self._denies(row),
        )

    def _denies(self, row: Statement) -> str:
        """The word for it when the statement stands against a claim that its content repeats."""
        against = (link for link in self._links["statement", row.pk] if link.link in AGAINST)
        return next((str(LinkKind(link.link).label) for link in against if _repeats(row.content, link)), "")

    def _answers(self, row: Statement) -> tuple[Answer, ...]:
        """Links to this statement, and denials of a claim that it asserts."""
        asserted = [link.claim_id for link in self._links["statement", row.pk] if link.link not in AGAINST]
        found = [link for claim in asserted for link in self._links["claim", claim] if link.link in AGAINST]
        answers = {link.pk: link for link in (*self._links["to", row.pk], *found) if link.statement_id != row.pk}
        return tuple(map(self._answer, answers.values()))

    def _answer(self, link: ClaimLink) -> Answer:
        said = self.said(link)
        return Answer(
            who=said.who,
            link=link.link,
            label=said.label,
            when=said.when,
            content=said.content,
            backing=said.backing,
            against=link.link in AGAINST,
        )

    def said(self, link: ClaimLink) -> Said:
        """One side of a claim, whatever it comes from."""
        origin = link.origin
        if isinstance(origin, Statement):
            content = "" if _repeats(origin.content, link) else _without_comma(origin.content)
            parts = (who(origin), origin.role, content, origin.medium, when(origin, "said"))
        elif isinstance(origin, Figure):
            parts = (
                _whose(origin),
                "",
                f"{_amount_as_printed(origin)}: {origin.what}",
                "",
                when(origin, "as_of"),
            )
        elif isinstance(origin, Event):
            parts = ("", "", origin.name, "", when(origin, "happened"))
        elif isinstance(origin, Source):
            parts = (origin.publisher or origin.authors, "", origin.title, "", when(origin, "published"))
        else:
            raise TypeError("A claim link comes from one thing (a_claim_link_comes_from_one_thing).")
        name, role, content, medium, moment = parts
        return Said(
            who=name or (_("unnamed source") if isinstance(origin, Statement) else ""),
            role=role,
            link=link.link,
            label=str(LinkKind(link.link).label),
            content=content,
            medium=medium,
            when=moment,
            backing=self.backing(origin),
        )

    def contested(self) -> tuple[Contested, ...]:
        """Claims that somebody stands against, with both sides; then those made and not yet answered are left out."""
        sides: dict[UUID, list[ClaimLink]] = defaultdict(list)
        for link in self.gate.claim_links:
            if link.claim_id:
                sides[link.claim_id].append(link)
        claims = [claim for claim in self.gate.claims if any(link.link in AGAINST for link in sides[claim.pk])]
        # What somebody denied in so many words comes before what only does not fit together.
        claims.sort(key=lambda one: (not any(link.link == LinkKind.DENIES for link in sides[one.pk]), one.made_at))
        return tuple(
            Contested(
                id=str(claim.pk),
                claim=claim.wording,
                said=tuple(self.said(link) for link in sides[claim.pk] if link.link not in AGAINST),
                denied=tuple(self.said(link) for link in sides[claim.pk] if link.link in AGAINST),
                rating=claim.rating_label or (claim.get_rating_display() if claim.rating else ""),
            )
            for claim in claims
        )

    def figure(self, row: Figure) -> FigureView:
        return FigureView(
            id=str(row.pk),
            what=row.what,
            printed=row.printed,
            amount=amount(row),
            value=number(row.value),
            low=number(row.low),
            high=number(row.high),
            qualifier=row.qualifier,
            unit=row.unit,
            said_by=_whose(row),
            as_of=when(row, "as_of"),
            area=row.area,
            state=row.state,
            backing=self.backing(row),
        )

    def event(self, row: Event) -> EventView:
        return EventView(
            id=str(row.pk),
            name=row.name,
            when=self.happened(row),
            domain=row.domain,
            place=row.place,
            participants=tuple(dict.fromkeys(part.actor.name for part in row.parts.all())),
            certainty=row.certainty,
            backing=self.backing(row),
            led_to=tuple(self._led[row.pk]),
        )

    def happened(self, row: Event) -> When:
        """When an event was, with the event its date is counted from when that one may be named."""
        moment = when(row, "happened")
        if not row.origin_text:
            return moment
        known = row.origin is not None and row.origin_id in self._shown_events
        origin = f" ({_('counted from')}: {row.origin.name})" if known and row.origin else ""
        return When(
            edtf=moment.edtf,
            words=moment.words,
            printed=moment.printed,
            earliest=moment.earliest,
            latest=moment.latest,
            relative=f"{row.origin_text}{origin}",
        )

    def agreements(self) -> tuple[AgreementView, ...]:
        """Agreements with the history of their states, by day of signing."""
        states: dict[UUID, list[AgreementStatus]] = defaultdict(list)
        for state in self.gate.agreement_states:
            states[state.agreement_id].append(state)
        views = [self._agreement(row, states[row.pk]) for row in self.gate.agreements]
        return tuple(sorted(views, key=lambda view: in_order(view.signed)))

    def _agreement(self, row: Agreement, rows: list[AgreementStatus]) -> AgreementView:
        states = sorted((self._state(state) for state in rows), key=_state_order)
        return AgreementView(
            id=str(row.pk),
            name=row.name,
            parties=tuple(party.name for party in row.parties.all()),
            signed=when(row, "signed"),
            domain=row.domain,
            clauses=row.clauses,
            states=tuple(states),
            now=states[-1] if states else None,
            backing=self.backing(row),
        )

    def _state(self, row: AgreementStatus) -> AgreementStateView:
        share = _("%(done)s of %(total)s") % {"done": row.done, "total": row.total} if row.done is not None else ""
        return AgreementStateView(
            state=row.state,
            label=str(row.get_state_display()),
            share=share,
            done=row.done,
            total=row.total,
            words=row.words,
            as_of=when(row, "as_of"),
            backing=self.backing(row),
        )


def _state_order(state: AgreementStateView) -> tuple[bool, str]:
    # Unlike events, an undated state comes first: "on paper" is what everything begins as.
    moment = state.as_of.latest or state.as_of.earliest
    return (bool(moment), moment)


def who(row: Statement) -> str:
    """The speaker as readers know them, an unnamed one as the story calls them; "" when it calls them nothing."""
    return row.speaker.name if row.speaker else row.name_as_written


def _repeats(content: str, link: ClaimLink) -> bool:
    """Whether a statement's words are those of the claim it is linked to, which stands beside it anyway."""
    return link.claim is not None and _bare(content) == _bare(link.claim.wording)


def _bare(words: str) -> str:
    return words.casefold().strip(' .,“”«»"')


def _without_comma(content: str) -> str:
    """Words as they stand alone: without the comma before the closing mark, which belongs to the story's sentence."""
    return content.rstrip().removesuffix(",")


def _takes_marks(row: Statement) -> bool:
    """Spoken words get quotation marks; a clause that holds spoken words has them inside already."""
    return row.mode == "direct" or (row.mode == "mixed" and not any(mark in row.content for mark in '“«„"'))


def _whose(row: Figure) -> str:
    return row.said_by.name if row.said_by else row.said_by_as_written


def number(value: Decimal | None) -> str:
    """Digits without useless zeros: "1500", "33.3"; "" for None."""
    if value is None:
        return ""
    return format(value.normalize(), "f") if value % 1 else str(int(value))


def _amount_as_printed(row: Figure) -> str:
    """The number, with the words of the source where they differ: “an equal share” alone tells nobody how many."""
    ours = amount(row)
    return f"{ours} (“{row.printed}”)" if row.printed and row.printed != ours else ours


def amount(row: Figure) -> str:
    """The number in our own words: "about 1,500 people", "2–3 percent", "less than 50,000"; else as printed."""
    shown = [_grouped(bound) for bound in (row.low, row.high) if bound is not None]
    figure = _grouped(row.value) if row.value is not None else "–".join(shown)
    if not figure:
        return row.printed
    qualifier = "" if row.qualifier in (Qualifier.EXACT, Qualifier.VAGUE) else f"{row.get_qualifier_display()} "
    unit = _("percent") if row.unit == "percent" else row.unit
    return f"{qualifier}{figure} {unit}".strip()


def _grouped(value: Decimal) -> str:
    digits = number(value)
    decimals = len(digits.partition(".")[2])
    least = _GROUPED_FROM.get((get_language() or "en")[:2], 10_000)
    return number_format(value, decimal_pos=decimals, force_grouping=abs(value) >= least)


def labels(facts: Iterable[Fact]) -> tuple[str, ...]:
    """As whom facts were confirmed when nobody read them ("tour")."""
    return tuple(sorted({fact.reviewed_as for fact in facts if fact.reviewed_as}))
