"""From a reading to suggestions, and what happens when it is read again, edited, or a second story comes."""

from typing import Any

import pytest

from beetroot.newsroom.actions import NotAllowed
from beetroot.newsroom.models import User
from beetroot.reading import read
from beetroot.record import actions, rendering
from beetroot.record.models import Actor, Anchor, Claim, ClaimLink, Event, Figure, Situation, Statement
from beetroot.stories.models import StoryPage
from tests.record.conftest import LEDE, PARAGRAPHS, new_story, reading, rewrite

pytestmark = pytest.mark.django_db

PEOPLE: list[dict[str, Any]] = [
    {"name": "Hanna Ruda", "kind": "Person", "aliases": ["Ruda"], "role": "mayor", "confidence": 0.9},
    {"name": "River Trust", "kind": "Organization", "aliases": [], "role": None, "confidence": 0.8},
]
QUOTATION = {
    "text": "The mill will not be sold again,", "speaker": "Hanna Ruda", "speaker_as_written": "Hanna Ruda",
    "role": "mayor", "organization": None, "attribution": "named", "hedge": None, "cue": "said", "mode": "direct",
    "medium": "in an interview", "said_at": "2021-05-03", "rule": "quote, cue subject", "confidence": 0.97,
}  # fmt: skip
DENIED = QUOTATION | {
    "text": "quiet sale", "speaker": "Town papers", "speaker_as_written": "Town papers", "role": None, "mode": "mixed",
    "attribution": "media", "cue": "reported", "said_at": None, "denied_by": "Hanna Ruda",
}  # fmt: skip
EXPERTS = QUOTATION | {
    "text": "the lease is a gift", "speaker": None, "speaker_as_written": "Critics", "attribution": "unnamed",
    "cue": "say", "mode": "indirect", "said_at": None,
}  # fmt: skip


def read_story(story: StoryPage, **facts: Any) -> dict[str, Any]:
    copies = {kind: [dict(row) for row in rows] for kind, rows in facts.items()}
    return reading(rendering.story_text(story), **copies)


def suggest(story: StoryPage, situation: Situation | None, by: User, **facts: Any) -> actions.Suggested:
    return actions.suggest(story=story, reading=read_story(story, **facts), situation=situation, by=by)


def test_a_quotation_becomes_a_suggestion_on_its_sentence(story: Any, situation: Any, reporter: User) -> None:
    suggest(story, situation, reporter, actors=PEOPLE, quotations=[QUOTATION])
    said = Statement.objects.get()
    assert (said.review_status, said.extractor, said.rule) == ("suggested", "reading", "quote, cue subject")
    assert said.speaker is not None
    assert (said.speaker.name, said.said, str(said.said_min)) == ("Hanna Ruda", "2021-05-03", "2021-05-03")
    anchor = Anchor.objects.get(fact_kind="statement")
    assert rendering.story_text(story)[anchor.start : anchor.end] == "The mill will not be sold again,"
    assert anchor.sentence.endswith("on 3 May 2021.")


def test_what_was_reported_and_denied_becomes_a_claim_with_both_sides(story: Any, situation: Any, editor: User) -> None:
    suggest(story, situation, editor, actors=PEOPLE, quotations=[DENIED])
    assert Claim.objects.get().wording == "the council had begun a “quiet sale” of the weir."
    links = ClaimLink.objects.order_by("link").select_related("statement__speaker")
    assert [
        (link.link, link.statement.speaker.name) for link in links if link.statement and link.statement.speaker
    ] == [
        ("asserts", "Town papers"),
        ("denies", "Hanna Ruda"),
    ]
    assert Anchor.objects.filter(exact="something Ruda later denied).").exists()


def test_unnamed_experts_never_become_a_speaker(story: Any, situation: Any, editor: User) -> None:
    suggest(story, situation, editor, actors=PEOPLE, quotations=[EXPERTS])
    said = Statement.objects.get()
    assert (said.speaker, said.name_as_written, said.attribution) == (None, "Critics", "unnamed")
    with pytest.raises(actions.WrongField, match="unnamed"):
        actions.confirm(fact=said, by=editor, changes={"speaker": Actor.objects.get(name="Hanna Ruda")})


def test_reading_again_doubles_nothing_and_loses_no_decision(story: Any, situation: Any, editor: User) -> None:
    facts = {"actors": PEOPLE, "quotations": [QUOTATION, DENIED, EXPERTS]}
    first = suggest(story, situation, editor, **facts)
    kept = Statement.objects.get(content__startswith="The mill")
    actions.confirm(fact=kept, by=editor, changes={"content": "The mill stays."})
    actions.reject(fact=Statement.objects.get(name_as_written="Critics"), by=editor)
    anchors = Anchor.objects.count()
    again = suggest(story, situation, editor, **facts)
    assert first.total > 5
    assert again.total == 0
    assert Anchor.objects.count() == anchors
    assert Statement.objects.get(pk=kept.pk).content == "The mill stays."
    assert Statement.objects.get(name_as_written="Critics").review_status == "rejected"


def test_a_reader_that_cuts_the_words_otherwise_finds_the_same_fact(story: Any, situation: Any, editor: User) -> None:
    suggest(story, situation, editor, actors=PEOPLE, quotations=[QUOTATION])
    shorter = QUOTATION | {"text": "The mill will not be sold again"}
    assert suggest(story, situation, editor, actors=PEOPLE, quotations=[shorter]).total == 0


def test_a_second_story_reuses_the_actors_it_names_in_short(story: Any, situation: Any, editor: User) -> None:
    suggest(story, situation, editor, actors=PEOPLE, quotations=[QUOTATION])
    second = new_story(editor, title="A year later", paragraphs=["“We are proud,” said H. Ruda of Ruda’s mill."])
    short: dict[str, Any] = {"name": "Ruda", "kind": "Person", "aliases": [], "role": None, "confidence": 0.7}
    proud = QUOTATION | {"text": "We are proud,", "speaker": "Ruda", "speaker_as_written": "H. Ruda", "said_at": None}
    suggest(second, situation, editor, actors=[short], quotations=[proud])
    assert Actor.objects.filter(schema="Person").count() == 1
    assert Actor.objects.get(name="Hanna Ruda").statements.count() == 2


def test_what_stands_nowhere_in_the_text_is_not_suggested(story: Any, situation: Any, editor: User) -> None:
    nowhere = QUOTATION | {"text": "words of a model that invents", "start": 90000, "end": 90010}
    assert suggest(story, situation, editor, quotations=[nowhere]).total == 0


def test_a_bad_date_keeps_its_words_and_spoils_nothing(story: Any, situation: Any, editor: User) -> None:
    event = {
        "text": "In June 2021 the council and the River Trust signed a lease",
        "edtf": "June?",
        "actors": ["River Trust"],
    }
    suggest(story, situation, editor, actors=PEOPLE, events=[event | {"confidence": 0.6}])
    happened = Event.objects.get()
    assert (happened.happened, happened.happened_min) == ("", None)
    assert [part.actor.name for part in happened.parts.all()] == ["River Trust"]


def test_two_equal_figures_are_two_facts_and_stay_two(editor: User, situation: Any) -> None:
    page = new_story(editor, title="Twice", paragraphs=["It lost 30 percent in May and 30 percent in June."])
    text = rendering.story_text(page)
    row = {
        "text": "30 percent",
        "value": 30,
        "qualifier": "exact",
        "unit": "percent",
        "what": "loss",
        "confidence": 0.9,
    }
    spots = [text.find("30 percent"), text.rfind("30 percent")]
    for _time in range(2):
        suggest(page, situation, editor, figures=[row | {"start": at, "end": at + 10} for at in spots])
    assert Figure.objects.count() == 2


def test_words_that_moved_are_found_and_words_that_went_are_shown_as_orphans(
    story: Any, situation: Any, editor: User
) -> None:
    suggest(story, situation, editor, actors=PEOPLE, quotations=[QUOTATION, EXPERTS])
    rewrite(story, editor, ["A new first paragraph.", *PARAGRAPHS[:3]])
    found = actions.find_again(story=story)
    assert (found.moved, found.lost) == (1, 1)
    anchor = Anchor.objects.get(exact=QUOTATION["text"])
    assert rendering.story_text(story)[anchor.start : anchor.end] == QUOTATION["text"]
    assert Anchor.objects.get(exact=EXPERTS["text"]).is_orphan
    rewrite(story, editor, PARAGRAPHS)
    assert actions.find_again(story=story).lost == 0


def test_facts_can_be_suggested_before_anybody_chose_a_situation(story: Any, editor: User) -> None:
    assert suggest(story, None, editor, quotations=[EXPERTS]).total == 1


def test_only_those_who_may_confirm_can(story: Any, situation: Any, reporter: User) -> None:
    suggest(story, situation, reporter, quotations=[EXPERTS])
    with pytest.raises(NotAllowed):
        actions.confirm(fact=Statement.objects.get(), by=reporter)


def test_confirming_all_confirms_the_speakers_too_and_says_as_whom(story: Any, situation: Any, editor: User) -> None:
    suggest(story, situation, editor, actors=PEOPLE, quotations=[QUOTATION, DENIED, EXPERTS])
    confirmed = actions.confirm_all(story=story, by=editor, user_label="tour")
    roots = rendering.roots(story.uuid)
    assert confirmed == 7
    assert len(roots.statements) == 4
    assert roots.confirmed_as == ("tour",)
    assert [row.claim for row in roots.contradictions] == ["the council had begun a “quiet sale” of the weir."]


def test_the_reader_of_stories_and_the_record_understand_each_other(story: Any, situation: Any, editor: User) -> None:
    found = read("\n\n".join([story.title, LEDE, *PARAGRAPHS])).as_dict()
    actions.suggest(story=story, reading=found, situation=situation, by=editor)
    assert Statement.objects.filter(speaker__name="Hanna Ruda", content__startswith="The mill will not").exists()
    assert not Anchor.objects.filter(start=None).exists()


def test_readers_see_an_actor_beside_a_situation_only_once_a_fact_of_it_is_confirmed(
    story: Any, situation: Any, editor: User
) -> None:
    actions.add_actor(by=editor, name="Hanna Ruda", aliases=["Ruda"])
    suggest(story, situation, editor, actors=PEOPLE, quotations=[QUOTATION])
    view = rendering.situation(situation.slug)
    assert "Hanna Ruda" not in [one.name for one in (view.actors if view else ())]
    actions.confirm(fact=Statement.objects.get(), by=editor)
    view = rendering.situation(situation.slug)
    assert "Hanna Ruda" in [one.name for one in (view.actors if view else ())]
