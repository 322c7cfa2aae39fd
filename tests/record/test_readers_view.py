"""What a reader sees of a situation and under a story."""

import json
import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import mrml
import pytest
from django.test import Client
from django.utils import translation

from beetroot.record import actions, rendering
from beetroot.record.rendering import Roots
from beetroot.record.rendering.shapes import TimelineItem
from tests.public.test_languages import assert_speaks
from tests.record.conftest import Town, page_of

pytestmark = pytest.mark.django_db


def test_roots_say_who_said_it_where_and_when_and_lead_to_the_sentence(town: Town) -> None:
    said = rendering.roots(town.story.uuid).statements[0]
    assert (said.speaker, said.content) == ("Hanna Ruda", "The mill will not be sold again")
    assert (said.medium, said.when.words, said.when.earliest) == ("interview", "3 May 2021", "2021-05-03")
    place = said.backing.places[0]
    assert place.sentence.startswith("“The mill will not be sold again,” said Hanna Ruda")
    assert place.address == "/stories/the-mill-that-stays/#:~:text=The%20mill%20will%20not%20be%20sold%20again%2C"


def test_a_claim_and_its_denial_stand_side_by_side_under_the_story(town: Town) -> None:
    [row] = rendering.roots(town.story.uuid).contradictions
    assert row.claim == "The council is selling the weir."
    assert [(side.who, side.link) for side in row.said] == [("Town papers", "asserts")]
    assert [(side.who, side.link) for side in row.denied] == [("Hanna Ruda", "denies")]
    report = next(said for said in rendering.roots(town.story.uuid).statements if said.speaker == "Town papers")
    assert report.denied
    assert [answer.who for answer in report.answers] == ["Hanna Ruda"]


def test_what_was_denied_in_words_stands_before_what_only_does_not_fit(town: Town) -> None:
    own: dict[str, Any] = {"by": town.editor, "situation": town.situation}
    older = actions.add_claim(**own, wording="The roof is a gift.", sources=[town.source])
    type(older).objects.filter(pk=older.pk).update(made_at="2020-01-01T00:00Z")
    actions.add_claim_link(**own, link="contradicts", event=town.roof, claim=older)
    claims = [row.claim for row in page_of(town.situation).said_and_denied]
    assert claims == ["The council is selling the weir.", "The roof is a gift."]


def test_who_denies_words_is_not_shown_as_if_they_had_said_them(town: Town) -> None:
    actions.change(fact=town.denial, by=town.editor, changes={"content": town.claim.wording.rstrip(".")})
    roots = rendering.roots(town.story.uuid)
    [denial] = [said for said in roots.statements if said.speaker == "Hanna Ruda" and said.mode == "indirect"]
    assert denial.denies == "denied"
    assert [side.content for side in roots.contradictions[0].denied] == [""], "the claim stands above it already"
    assert "Hanna Ruda denied: The council is" in rendering.roots_text(roots)


@pytest.mark.parametrize(("language", "words"), [("en", "about 1,200 people"), ("ru", "1200"), ("uk", "1200")])
def test_thousands_are_grouped_as_the_language_does(town: Town, language: str, words: str) -> None:
    actions.change(fact=town.workers, by=town.editor, changes={"value": 1200})
    with translation.override(language):
        assert words in rendering.roots(town.story.uuid).figures[0].amount


@pytest.mark.parametrize("language", ["ru", "be", "uk"])
def test_a_situation_and_its_lists_speak_its_language(town: Town, client: Client, language: str) -> None:
    for fact, words in ((town.lease_signed, "Lease 1"), (town.sale, "Sale 1")):
        actions.change(fact=fact, by=town.editor, changes={"name": words})
    for fact in (town.said, town.report, town.denial):
        actions.change(fact=fact, by=town.editor, changes={"cue": "", "medium": ""})
    actions.change_situation(situation=town.situation, by=town.editor, language=language)
    for path in ("", "known/2100-01-01/", "statements/1/", "events/1/", "figures/1/"):
        page = client.get(f"/situations/{town.situation.slug}/{path}").content.decode()
        assert f'<html lang="{language}"' in page
        labels = re.findall(r' (?:aria-label|title)="([^"]*)"', page)
        assert_speaks(language, " ".join([re.sub(r"<[^>]*>", " ", page), *labels]))
    with translation.override(language):
        assert "опров" in page_of(town.situation).said_and_denied[0].denied[0].label or language != "ru"


def test_many_take_a_plural_verb_and_other_languages_name_the_tie(town: Town) -> None:
    actions.change(fact=town.council, by=town.editor, changes={"name": "Western governments"})
    [tie] = page_of(town.situation).relations
    assert (tie.subject, tie.label, tie.object) == ("Western governments", "depend on", "River Trust")
    with translation.override("ru"):
        assert page_of(town.situation).relations[0].label == "зависимость от"


def test_a_short_timeline_opens_whole_and_a_long_one_with_its_turning_points(town: Town) -> None:
    assert not page_of(town.situation).has_depth
    for day in range(1, 21):
        actions.add_event(
            by=town.editor,
            situation=town.situation,
            name=f"Day {day}",
            happened=f"2019-01-{day:02}",
            sources=[town.source],
        )
    view = page_of(town.situation)
    assert view.has_depth
    assert {item.year: item.year_weight for item in view.timeline}["2019"] == 1, (
        "nothing of that year is shown at first"
    )


def test_a_figure_names_its_day_and_its_number_in_words(town: Town) -> None:
    [figure] = rendering.roots(town.story.uuid).figures
    assert (figure.printed, figure.amount, figure.as_of.words) == ("Some 700", "about 700 people", "2021")


def test_a_story_without_facts_has_no_roots(town: Town) -> None:
    roots = rendering.roots("00000000-0000-4000-8000-000000000000")
    assert not roots
    assert rendering.roots_mjml(roots) == rendering.roots_text(roots) == str(rendering.roots_html(roots)) == ""


def test_the_mail_block_is_mjml_whose_lines_lead_to_the_story(town: Town) -> None:
    roots = rendering.roots(town.story.uuid)
    block = rendering.roots_mjml(roots, story_url="https://news.example/mill")
    mail = mrml.to_html(f"<mjml><mj-body>{block}</mj-body></mjml>").content
    assert "The mill will not be sold again" in mail
    assert "https://news.example/mill#:~:text=The%20mill" in mail
    assert "javascript:" not in rendering.roots_mjml(roots, story_url="javascript:alert(1)")


def test_the_plain_text_is_wrapped_and_names_the_source_or_that_it_is_missing(town: Town) -> None:
    text = rendering.roots_text(rendering.roots(town.story.uuid))
    assert max(map(len, text.splitlines())) <= 72
    assert "Hanna Ruda denied" in text.replace("\n  ", " ")


def test_roots_survive_being_frozen_as_json(town: Town) -> None:
    roots = rendering.roots(town.story.uuid)
    assert Roots.from_dict(json.loads(json.dumps(roots.as_dict()))) == roots


def test_markup_in_a_fact_reaches_no_page_as_markup(town: Town) -> None:
    actions.change(fact=town.said, by=town.editor, changes={"content": "<script>alert(1)</script>"})
    roots = rendering.roots(town.story.uuid)
    assert "<script" not in str(rendering.roots_html(roots)) + rendering.roots_mjml(roots)


def test_a_situation_tells_what_was_given_and_what_was_got_for_it(town: Town) -> None:
    view = page_of(town.situation)
    [row] = view.given_and_got
    assert row.given is not None
    assert row.got is not None
    assert (row.given.text, row.got.text) == ("The lease is signed", "The trust pays for the roof")
    assert (row.when.words, row.domain_label, row.view_of) == ("June 2021", "legal", "Hanna Ruda")
    assert row.given.backing.sources[0].title == "Minutes of June"


def test_a_pair_of_relations_is_one_row_and_a_single_one_stands_alone(town: Town) -> None:
    own: dict[str, Any] = {"by": town.editor, "situation": town.situation, "domain": "military"}
    gave: dict[str, Any] = {
        "subject": town.council,
        "object": town.trust,
        "type": "hosts_forces_of",
        "exchange": "given",
    }
    given = actions.add_relation(**own, **gave, start="2019", words="a depot")
    got: dict[str, Any] = {"subject": town.trust, "object": town.council, "type": "supports", "exchange": "got"}
    actions.add_relation(**own, **got, in_return_for=given, start="2020")
    actions.add_relation(**own, **got, start="2018")
    rows = page_of(town.situation).given_and_got
    assert [(bool(row.given), bool(row.got), row.when.words) for row in rows] == [
        (False, True, "2018"),
        (True, True, "2019"),
        (True, True, "June 2021"),
    ]


def test_the_timeline_says_about_and_before_and_puts_them_in_order(town: Town) -> None:
    view = page_of(town.situation)
    assert [(item.when.words, item.title) for item in view.timeline] == [
        ("before 2016", "The first sale"),
        ("June 2021", "The lease is signed"),
        ("June 2021", "The lease of the mill"),
        ("June 2021", "The lease of the mill: signed"),
        ("about September 2021", "The trust pays for the roof"),
        ("2022", "The lease of the mill: partly implemented, 5 of 12"),
    ]


def test_what_happened_before_our_era_comes_first_under_its_own_year(town: Town) -> None:
    for day in ("-0043-03-15", "-0099/0050", "-0043-03"):
        actions.add_event(by=town.editor, situation=town.situation, name=f"Of {day}", happened=day)
    early = page_of(town.situation).timeline[:3]
    assert [(item.year, item.when.words) for item in early] == [
        ("100 BCE", "100 BCE to 50"),
        ("44 BCE", "March 44 BCE"),
        ("44 BCE", "15 March 44 BCE"),
    ]
    whole = rendering.listing(town.situation.slug, "events", 1)
    assert whole
    rows = [row for row in whole.rows if isinstance(row, TimelineItem)]
    assert [row.year for row in rows][:3] == ["100 BCE", "44 BCE", "44 BCE"]


def test_dates_are_said_in_the_readers_language(town: Town) -> None:
    with translation.override("be"):
        words = [item.when.words for item in page_of(town.situation).timeline]
    assert "прыкладна верасень 2021 года" in words


def test_an_agreement_shows_how_much_of_it_is_in_force(town: Town) -> None:
    [lease] = page_of(town.situation).agreements
    assert [state.state for state in lease.states] == ["signed", "partly_implemented"]
    assert lease.now is not None
    assert (lease.now.share, lease.parties) == ("5 of 12", ("River Trust", "Ruda council"))


def test_the_drawing_of_who_depends_on_whom_can_be_read_aloud_and_styled(town: Town) -> None:
    view = page_of(town.situation)
    drawings = ElementTree.fromstring(f"<div>{view.graph}</div>")  # noqa: S314 - our own markup
    space = "{http://www.w3.org/2000/svg}"
    for drawing in drawings:  # for a wide sheet and a narrow one
        assert drawing.get("role") == "img"
        ids = (drawing.get("aria-labelledby") or "").split()
        assert [part.get("id") for part in drawing if part.tag in (f"{space}title", f"{space}desc")] == ids
    ids = re.findall(r' id="([^"]+)"', view.graph)
    assert len(set(ids)) == len(ids) == 3 * len(drawings)
    assert not re.search(r"style=|#[0-9a-f]{3}\b|<script", view.graph)
    assert "1. Ruda council depends on River Trust" in view.graph
    assert [(row.number, row.label, row.start.words) for row in view.relations] == [
        (1, "depends on", "since June 2021")
    ]


def test_an_event_dated_from_another_says_from_which(town: Town) -> None:
    actions.change(
        fact=town.roof, by=town.editor, changes={"origin": town.lease_signed, "origin_text": "three months later"}
    )
    view = page_of(town.situation)
    relative = [item.when.relative for item in view.timeline if item.title == "The trust pays for the roof"]
    assert relative == ["three months later (counted from: The lease is signed)"]


def test_a_fact_that_rests_on_nothing_says_that_its_source_is_to_be_found(town: Town) -> None:
    view = page_of(town.situation)
    assert [item.backing.is_missing for item in view.timeline if item.title == "The first sale"] == [True]


def test_the_list_of_situations_has_those_with_something_to_read(town: Town) -> None:
    actions.start_situation(by=town.editor, title="Nothing yet")
    [line] = rendering.public_situations()
    assert line.slug == "who-owns-the-mill"
    assert line.updated
    assert rendering.situation("no-such-thing") is None
