"""Nothing unconfirmed, hidden or private leaves, whichever way out is tried."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from beetroot.record import actions, rendering
from beetroot.record.models import Situation, Statement
from beetroot.record.rendering.export import FORMATS
from beetroot.stories.models import StoryPage
from tests.record.conftest import Town, new_story

pytestmark = pytest.mark.django_db
SECRET = "Zofia Tajna"
SECRET_WORDS = (SECRET, "Tajna", "Тайна", "Taina", "I saw the papers")


def everything(town: Town) -> str:
    """All that a reader, a mail or an analyst can get, as one text."""
    browser = Client()
    roots = [rendering.roots(page.uuid) for page in StoryPage.objects.live()]
    view = rendering.situation(town.situation.slug)
    pages = [str(rendering.roots_html(one)) + rendering.roots_mjml(one) + rendering.roots_text(one) for one in roots]
    feed = [str(rendering.changes({}))]
    lists = [
        str(rendering.listing(slug, kind, 1)) for slug in slugs(view) for kind in ("statements", "events", "figures")
    ]
    day = (timezone.now() + timedelta(days=1)).date()
    known = [str(rendering.situation(slug, known_on=day)) for slug in slugs(view)]
    api = [browser.get(path).content.decode() for path in api_paths(slugs(view))]
    exports = ["\n".join(rendering.export(form, slug)) for form in FORMATS for slug in (None, *slugs(view))]
    return "\n".join(
        [*map(str, roots), str(view), str(rendering.public_situations()), *pages, *exports, *feed, *lists, *known, *api]
    )


def api_paths(names: list[str]) -> list[str]:
    own = [f"/api/situations/{slug}.json" for slug in names]
    stories = [f"/api/stories/{page.uuid}/roots.json" for page in StoryPage.objects.all()]
    pages = [f"/situations/{slug}/" for slug in names]
    return ["/api/situations.json", *own, *stories, *pages]


def slugs(view: rendering.SituationView | None) -> list[str]:
    return [view.slug] if view else []


def _hidden_speaker(town: Town) -> None:
    person = actions.add_actor(by=town.editor, situation=town.situation, name=SECRET)
    actions.add_statement(
        by=town.editor, situation=town.situation, speaker=person, content="I saw the papers", story=town.story,
        quote="quiet sale",
    )  # fmt: skip
    actions.hide_actor(actor=person, by=town.editor)


def _hidden_in_words(town: Town) -> None:
    _hidden_speaker(town)
    actions.add_event(by=town.editor, situation=town.situation, name=f"The arrest of {SECRET}’s brother")


def _hidden_participant(town: Town) -> None:
    person = actions.add_actor(by=town.editor, situation=town.situation, name=SECRET, hidden=True)
    name = "I saw the papers: a witness is heard"
    actions.add_event(by=town.editor, situation=town.situation, name=name, participants=[town.ruda, person])


def _hidden_alias_in_cyrillic(town: Town) -> None:
    actions.add_actor(by=town.editor, situation=town.situation, name="Someone", aliases=["Зофия Тайна"], hidden=True)
    actions.add_figure(by=town.editor, situation=town.situation, what="papers seen by Zofiia Taina", value="2")


def _merged_away(town: Town) -> None:
    person = actions.add_actor(by=town.editor, situation=town.situation, name=SECRET, hidden=True)
    actions.merge_actors(actor=person, into=town.ruda, by=town.editor)


def _private_source(town: Town) -> None:
    source = actions.add_source(by=town.editor, title=SECRET, private=True, situations=[town.situation])
    actions.add_event(by=town.editor, situation=town.situation, name="I saw the papers", sources=[source])
    town.roof.sources.add(source)


def _suggested(town: Town) -> None:
    Statement.objects.create(situation=town.situation, content="I saw the papers", name_as_written=SECRET)


def _rejected(town: Town) -> None:
    said = actions.add_statement(
        by=town.editor, situation=town.situation, content="I saw the papers", name_as_written=SECRET
    )
    actions.add_claim_link(by=town.editor, situation=town.situation, link="denies", statement=said, claim=town.claim)
    actions.reject(fact=said, by=town.editor)


def _unpublished_story(town: Town) -> None:
    draft = new_story(town.editor, title=SECRET, paragraphs=["I saw the papers."])
    actions.add_event(
        by=town.editor, situation=town.situation, name="I saw the papers", story=draft, quote="I saw the papers."
    )


def _private_situation(town: Town) -> None:
    secret = actions.start_situation(by=town.editor, title=SECRET, private=True)
    said = actions.add_statement(
        by=town.editor, situation=secret, content="I saw the papers", story=town.story, quote="quiet sale"
    )
    actions.add_claim_link(by=town.editor, situation=secret, link="denies", statement=said, claim=town.claim)
    person = actions.add_actor(by=town.editor, situation=secret, name=SECRET)
    source = actions.add_source(by=town.editor, title=f"Letter of {SECRET}", situations=[secret])
    assert person.pk != source.pk


def _outlook_in_a_private_situation(town: Town) -> None:
    secret = actions.start_situation(by=town.editor, title=SECRET, private=True)
    _outlook(town, secret, SECRET)


def _outlook_of_somebody_hidden(town: Town) -> None:
    actions.add_actor(by=town.editor, situation=town.situation, name=SECRET, hidden=True)
    _outlook(town, town.situation, f"{SECRET}: I saw the papers")


def _outlook(town: Town, situation: Situation, words: str) -> None:
    own: dict[str, Any] = {"by": town.editor, "situation": situation}
    now = timezone.now()
    actions.add_poll(**own, question="Who saw it?", shares=[{"answer": words, "percent": 1}])
    actions.add_term(by=town.editor, situations=[situation], wording="papers", meaning=words)
    one = actions.add_indicator(**own, name="Papers", question=words, high=4)
    two = actions.add_indicator(**own, name="Other papers", question="How many?", high=4)
    for indicator in (one, two):
        actions.read_indicator(by=town.editor, indicator=indicator, value=1, words=words)
    forecast = actions.ask(**own, question=words, criteria="Papers.", opens_at=now, closes_at=now + timedelta(days=1))
    actions.enter(by=town.editor, forecast=forecast, wording=words, forecaster_as_written=words)
    actions.resolve(forecast=forecast, outcome="yes", evidence=words, by=town.editor)
    actions.correct(fact=one, was=words, now=words, by=town.editor)


def _private_source_of_everything(town: Town) -> None:
    source = actions.add_source(
        by=town.editor, title=SECRET, url="https://tajna.example/Tajna", private=True, situations=[town.situation]
    )
    for name in ("said", "claim", "lease_signed", "lease", "workers", "tie"):
        actions.set_lists(fact=town.facts[name], by=town.editor, sources=[source, *town.facts[name].sources.all()])


KEPT = [
    _hidden_speaker, _hidden_in_words, _hidden_participant, _hidden_alias_in_cyrillic, _merged_away,
    _private_source, _suggested, _rejected, _unpublished_story, _private_situation,
    _outlook_in_a_private_situation, _outlook_of_somebody_hidden, _private_source_of_everything,
]  # fmt: skip
"""What a desk keeps: each puts SECRET_WORDS into a town."""


@pytest.mark.parametrize("keep", KEPT)
def test_what_is_kept_in_the_desk_leaves_by_no_way(town: Town, keep: Callable[[Town], None]) -> None:
    assert "Hanna Ruda" in everything(town)
    keep(town)
    found = everything(town)
    for words in SECRET_WORDS:
        assert words not in found


def test_a_situation_made_private_is_gone_with_all_its_facts(town: Town) -> None:
    actions.change_situation(situation=town.situation, by=town.editor, private=True)
    assert rendering.situation(town.situation.slug) is None
    assert "Hanna Ruda" not in everything(town)
    with pytest.raises(rendering.UnknownSituation):
        list(rendering.export("csv", town.situation.slug))


def test_a_hidden_actor_comes_back_when_it_is_shown_again(town: Town) -> None:
    actions.hide_actor(actor=town.ruda, by=town.editor)
    assert "Hanna" not in everything(town)
    actions.hide_actor(actor=town.ruda, by=town.editor, hidden=False)
    assert "Hanna Ruda" in everything(town)


def test_nobody_who_confirmed_a_fact_is_named_to_readers(town: Town) -> None:
    assert town.editor.username not in everything(town)
