"""The record remembers: any day's knowledge is a replay of the revisions, and what changed is told once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beetroot.record import actions, rendering
from beetroot.record.models import FACTS, Actor, Event, Revision, Situation
from beetroot.record.models.lists import lists_of
from beetroot.record.rendering import history
from beetroot.record.rendering.gate import Gate
from beetroot.record.rendering.history import states
from beetroot.record.rules.changes import Step, changed
from beetroot.record.rules.history import Change, merge, replay
from tests.record.conftest import Town, page_of

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, 12, tzinfo=UTC)

Deed = Callable[[Town], object]


def _value(number: int) -> Deed:
    return lambda town: actions.change(fact=town.workers, by=town.editor, changes={"value": str(number)})


def _parties(first: bool, second: bool) -> Deed:
    def act(town: Town) -> None:
        chosen = [row for row, wanted in ((town.council, first), (town.trust, second)) if wanted]
        actions.set_lists(fact=town.lease, by=town.editor, parties=chosen)

    return act


def _decide(fact: str, *, keep: bool) -> Deed:
    verb = actions.confirm if keep else actions.reject
    return lambda town: verb(fact=town.facts[fact], by=town.editor)


DEEDS = st.one_of(
    st.integers(1, 4).map(lambda number: _value(number * 100)),
    st.tuples(st.booleans(), st.booleans()).map(lambda pair: _parties(*pair)),
    st.tuples(st.sampled_from(["workers", "roof", "said"]), st.booleans()).map(
        lambda pair: _decide(pair[0], keep=pair[1])
    ),
    st.sampled_from([["Ruda"], ["Ruda", "Hanna"], []]).map(
        lambda names: lambda town: actions.set_aliases(actor=town.ruda, aliases=names, by=town.editor)
    ),
)


class Clock:
    """Moves on by a day with every deed."""

    def __init__(self) -> None:
        self.now = START

    def tick(self) -> datetime:
        self.now += timedelta(days=1)
        return self.now


def everything() -> dict[UUID, dict[str, Any]]:
    """Every fact as its row and lists are now."""
    from beetroot.record.actions.writing import snapshot

    return {row.pk: snapshot(row) | lists_of(row) for model in FACTS.values() for row in model._default_manager.all()}


def replayed(until: datetime) -> dict[UUID, dict[str, Any]]:
    """Every fact as its revisions tell."""
    found: dict[UUID, dict[str, Any]] = {}
    for kind, model in FACTS.items():
        found |= states(kind, model._default_manager.values_list("pk", flat=True), until=until)
    return found


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(deeds=st.lists(DEEDS, min_size=1, max_size=6))
def test_the_record_as_known_on_any_day_equals_a_replay_of_its_revisions(
    town: Town, monkeypatch: pytest.MonkeyPatch, deeds: list[Deed]
) -> None:
    clock = Clock()
    clock.now = max(clock.now, Revision.objects.order_by("-pk")[0].at)
    remembered = []
    with monkeypatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: clock.now)
        for deed in deeds:
            clock.tick()
            deed(town)
            remembered.append((clock.now, everything()))
    for moment, then in remembered:
        assert replayed(moment) == then


def test_a_page_of_an_earlier_day_shows_what_was_known_then_and_nothing_hidden_since(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.reject(fact=town.roof, by=town.editor)
    then = Revision.objects.order_by("-pk")[0].at
    with monkeypatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: then + timedelta(days=3))
        actions.change(fact=town.workers, by=town.editor, changes={"value": "650", "printed": "650"})
        actions.set_lists(fact=town.lease, by=town.editor, parties=[town.council])
        actions.add_event(by=town.editor, situation=town.situation, name="The weir breaks", happened="2022")
        actions.change_situation(situation=town.situation, by=town.editor, title="Who owned the mill")
        actions.confirm(fact=town.roof, by=town.editor)
        actions.hide_actor(actor=town.ruda, by=town.editor)
    before = rendering.situation(town.situation.slug, known_on=then.date())
    now = page_of(town.situation)
    assert before is not None
    assert (before.title, now.title) == ("Who owns the mill", "Who owned the mill")
    assert ([one.printed for one in before.figures], [one.printed for one in now.figures]) == (["Some 700"], ["650"])
    assert len(before.agreements[0].parties) == 2
    assert "The weir breaks" not in str(before.timeline)
    assert "pays for the roof" in str(now.timeline)
    assert "pays for the roof" not in str(before)  # nobody had confirmed it on that day
    assert "Hanna" not in str(before)
    assert rendering.situation(town.situation.slug, known_on=then.date() - timedelta(days=40)) is None


# -- what changed ----------------------------------------------------------------------------------------------


def test_before_anything_changes_there_is_nothing_to_tell(town: Town) -> None:
    assert rendering.changes(rendering.everything_told()) == ()


def test_what_changed_tells_new_changed_corrected_and_withdrawn_facts_in_that_importance(town: Town) -> None:
    told = rendering.everything_told()
    actions.add_event(by=town.editor, situation=town.situation, name="The weir breaks", happened="2022")
    actions.change(fact=town.workers, by=town.editor, changes={"value": "650"}, reason="correction")
    actions.change(fact=town.roof, by=town.editor, changes={"place": "Ruda"})
    actions.change(fact=town.sale, by=town.editor, changes={"place": "Rudd"}, reason="typo")
    actions.reject(fact=town.said, by=town.editor)
    [group] = rendering.changes(told)
    assert [line.kind for line in group.lines] == ["corrected", "withdrawn", "new", "changed"]
    assert group.lines[0].details == ("value: 700 → 650",)
    assert "not be sold" not in str(group)


def test_hidden_names_leave_by_no_change(town: Town) -> None:
    told = rendering.everything_told()
    actions.change(fact=town.roof, by=town.editor, changes={"place": "behind Zofia Tajna’s house"})
    actions.change(fact=town.roof, by=town.editor, changes={"place": "Ruda"})
    actions.add_actor(by=town.editor, situation=town.situation, name="Zofia Tajna", hidden=True)
    assert "Tajna" not in str(rendering.changes(told))


def _hide(hidden: bool) -> Deed:
    return lambda town: actions.hide_actor(actor=town.trust, by=town.editor, hidden=hidden)


def _close(private: bool) -> Deed:
    return lambda town: actions.change(fact=town.source, by=town.editor, changes={"private": private})


OPENINGS = st.one_of(
    st.booleans().map(_hide),
    st.booleans().map(_close),
    st.tuples(st.sampled_from(["workers", "said", "trust"]), st.booleans()).map(
        lambda pair: _decide(pair[0], keep=pair[1])
    ),
    st.integers(1, 3).map(lambda number: _value(number * 100)),
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(rounds=st.lists(st.lists(OPENINGS, max_size=3), min_size=2, max_size=4))
def test_who_reads_every_issue_knows_what_is_public_and_hears_nothing_twice(
    town: Town, rounds: list[list[Deed]]
) -> None:
    """Facts that depend on nothing else; they are hidden, made private, rejected and come back between issues."""
    followed = {str(town.facts[name].pk) for name in ("workers", "said", "trust", "source")}
    told = rendering.everything_told()
    reader = {str(pk) for pk in told} & followed
    assert reader == _public(town) & followed
    for deeds in rounds:
        before = _figure(town)
        for deed in deeds:
            deed(town)
        lines = [line for group in rendering.changes(told) for line in group.lines]
        for line in lines:
            reader = reader - {line.id} if line.kind == "withdrawn" else reader | {line.id}
            told[UUID(line.id)] = line.upto
        assert reader & followed == _public(town) & followed
        if _figure(town) != before and str(town.workers.pk) in reader:
            assert str(town.workers.pk) in {line.id for line in lines}
        assert rendering.changes(told) == ()


def test_hiding_an_actor_does_not_write_back_what_somebody_else_decided_meanwhile(town: Town) -> None:
    opened_before = town.trust
    actions.change(fact=town.trust, by=town.editor, changes={"position": "owner of the weir"})
    actions.reject(fact=town.trust, by=town.editor)
    actions.hide_actor(actor=opened_before, by=town.editor)
    now = Actor.objects.get(pk=town.trust.pk)
    assert (now.position, now.review_status, now.hidden) == ("owner of the weir", "rejected", True)


def _public(town: Town) -> set[str]:
    gate = Gate(situation=town.situation)
    return {str(row.pk) for row in (*gate.statements, *gate.figures, *gate.actors, *gate.sources)}


def _figure(town: Town) -> object:
    return type(town.workers).objects.get(pk=town.workers.pk).value


_FIELDS = ("what", "place", "review_status")
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(_FIELDS),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["new_information", "correction", "typo"]),
        st.booleans(),
    ),
    max_size=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=_STEPS)
def test_what_changed_is_complete_and_tells_nothing_twice(drawn: list[tuple[str, str, str, bool]]) -> None:
    """Issues are closed at random; a reader who adds up what they were told has the fact as it is, slips apart."""
    first = {"what": "a", "place": "a", "review_status": "confirmed"}
    steps, now, slips = [Step(1, "", None, first, "new_information")], dict(first), set()
    told, reader, heard = 1, dict(first), 0
    for number, (field, value, reason, closes) in enumerate(drawn, start=2):
        new = {"a": "confirmed", "b": "rejected", "c": "confirmed"}[value] if field == "review_status" else value
        if now[field] != new:
            steps.append(Step(number, field, now[field], new, reason))
            slips |= {field} if reason == "typo" else set()
            now[field] = new
        public = now["review_status"] == "confirmed"
        if closes:
            found = changed(steps, told=told, is_public=public)
            for one in found.fields if found else ():
                # "was" is what this reader was told, whatever stood there in between; there and back is no change
                assert one.field in slips or one.old == reader[one.field] != one.new
            if found:
                reader = dict(now) if found.kind == "new" else reader | {one.field: one.new for one in found.fields}
                reader["review_status"] = "rejected" if found.kind == "withdrawn" else "confirmed"
                told, heard = found.upto, heard + 1
            assert changed(steps, told=told, is_public=public) is None
            assert (reader["review_status"] == "confirmed") == public
            if public:
                assert {name for name in ("what", "place") if reader[name] != now[name]} <= slips


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    base=st.dictionaries(st.sampled_from("xyz"), st.integers(0, 2), min_size=3, max_size=3),
    theirs=st.dictionaries(st.sampled_from("xyz"), st.integers(0, 2), min_size=3, max_size=3),
    yours=st.dictionaries(st.sampled_from("xyz"), st.integers(0, 2)),
)
def test_two_people_editing_at_once_lose_nothing(
    base: dict[str, int], theirs: dict[str, int], yours: dict[str, int]
) -> None:
    merged = merge(base=base, theirs=theirs, yours=yours)
    for name, value in yours.items():
        if value == base[name]:
            assert name not in merged.write
        elif theirs[name] in (base[name], value):
            assert merged.write[name] == value
        else:
            assert merged.conflicts[name] == theirs[name]


def test_a_replay_stops_at_the_moment_asked_for() -> None:
    changes = [
        Change("", {"x": 1, "y": 1}, START),
        Change("x", 2, START + timedelta(days=1)),
        Change("x", 3, START + timedelta(days=2)),
    ]
    assert replay(changes, until=START + timedelta(days=1)) == {"x": 2, "y": 1}
    assert replay(changes, until=START - timedelta(days=1)) == {}
    assert replay(changes) == {"x": 3, "y": 1}


def test_lists_have_revisions_like_columns(town: Town) -> None:
    actions.set_lists(fact=town.lease, by=town.editor, parties=[town.council], sources=[])
    fields = Revision.objects.filter(entity_id=town.lease.pk).values_list("field", flat=True)
    assert list(fields) == ["", "parties", "sources"]
    event = Event.objects.get(pk=town.lease_signed.pk)
    first = Revision.objects.get(entity_id=event.pk, field="")
    assert first.new is not None
    assert len(first.new["participants"]) == 2
    assert history.states("actor", [town.ruda.pk])[town.ruda.pk]["names"] == ["Hanna Ruda", "Ruda"]
    assert Situation.objects.count() == Revision.objects.filter(entity="situation", field="").count()
