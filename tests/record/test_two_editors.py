"""Two people have the same form of the record open: nothing of either is lost, and what collides is said."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beetroot.newsroom.actions import hire
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Role
from beetroot.record import actions
from beetroot.record.models import Fact, Situation
from tests.record.conftest import Town

pytestmark = pytest.mark.django_db


class Desk:
    """One browser with the form of a fact open since now."""

    def __init__(self, person: User, path: str) -> None:
        self.client, self.path = Client(), path
        self.client.force_login(person)
        answer = self.client.get(path, secure=True)
        assert 'name="seen_revision"' in answer.content.decode()
        self.form = answer.context["form"]

    def save(self, **changed: Any) -> Any:
        shown = {name: self.form[name].value() for name in self.form.fields}
        posted = {name: value for name, value in {**shown, **changed}.items() if value not in (None, False)}
        keys = {
            name: [getattr(one, "pk", one) for one in value] for name, value in posted.items() if type(value) is list
        }
        return self.client.post(self.path, posted | keys, secure=True)


Opened = Callable[[Fact | Situation, str], tuple[Desk, Desk]]


@pytest.fixture
def desks(town: Town) -> Opened:
    other = hire(by=None, username="zoe", password="a long enough word", roles=[Role.EDITOR])

    def opened(fact: Fact | Situation, kind: str) -> tuple[Desk, Desk]:
        path = reverse(f"record_{kind}:edit", args=[fact.pk])
        return Desk(town.editor, path), Desk(other, path)

    return opened


def test_each_keeps_what_only_they_changed_in_an_actor_and_its_names(town: Town, desks: Opened) -> None:
    first, second = desks(town.ruda, "actors")
    assert first.save(position="mayor until May", aliases="Ruda\nH. Ruda").status_code == 302
    assert second.save(country="BY").status_code == 302
    town.ruda.refresh_from_db()
    assert (town.ruda.position, town.ruda.country) == ("mayor until May", "BY")
    assert set(town.ruda.aliases) == {"Ruda", "H. Ruda"}


def test_each_keeps_what_only_they_changed_in_a_tie_and_its_sources(town: Town, desks: Opened) -> None:
    deed = actions.add_source(by=town.editor, title="A deed", situations=[town.situation])
    first, second = desks(town.tie, "relations")
    assert first.save(words="By a deed.", sources=[deed.pk]).status_code == 302
    assert second.save(start="2021-05").status_code == 302
    town.tie.refresh_from_db()
    assert (town.tie.words, town.tie.start) == ("By a deed.", "2021-05")
    assert list(town.tie.sources.all()) == [deed]


def test_what_both_changed_is_shown_to_the_second_who_decides(town: Town, desks: Opened) -> None:
    first, second = desks(town.ruda, "actors")
    first.save(position="mayor until May")
    answer = second.save(position="mayor until June")
    page = answer.content.decode()
    assert "Somebody else changed this meanwhile" in page
    assert "mayor until May" in page
    assert "mayor until June" in page, "nothing typed is lost"
    second.form = answer.context["form"]
    assert second.save().status_code == 302
    town.ruda.refresh_from_db()
    assert town.ruda.position == "mayor until June"


def test_each_keeps_what_only_they_changed_in_a_situation_and_what_both_changed_is_shown(
    town: Town, desks: Opened
) -> None:
    first, second = desks(town.situation, "situations")
    assert first.save(summary="A mill and its owners.").status_code == 302
    answer = second.save(summary="Another lede.", questions="Who paid?")
    assert "A mill and its owners." in answer.content.decode()
    third, fourth = desks(town.situation, "situations")
    assert third.save(questions="Who paid?").status_code == 302
    assert fourth.save(scope_note="Only the mill.").status_code == 302
    town.situation.refresh_from_db()
    found = (town.situation.summary, town.situation.questions, town.situation.scope_note)
    assert found == ("A mill and its owners.", "Who paid?", "Only the mill.")


def test_criteria_frozen_by_an_entry_are_refused_in_words_at_the_form(town: Town, desks: Opened) -> None:
    now = timezone.now()
    own: dict[str, Any] = {"by": town.editor, "situation": town.situation}
    forecast = actions.ask(**own, question="Sold?", criteria="A deed.", opens_at=now, closes_at=now + timedelta(days=9))
    actions.enter(by=town.editor, forecast=forecast, probability=0.5)
    first, _second = desks(forecast, "forecasts")
    assert "Frozen since the first entry" in first.save(criteria="A rumour.").content.decode()
