"""An editor at the desk: the cards of a story, the lists, and those who may not."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beetroot.newsroom.models import User
from beetroot.record import actions, rendering
from beetroot.record.models import (
    Actor,
    Anchor,
    Claim,
    Correction,
    Event,
    Figure,
    Revision,
    Score,
    Situation,
    Statement,
)
from beetroot.record.rendering.board import Board
from beetroot.record.rendering.board import board as make_board
from beetroot.stories.models import StoryPage
from tests.record.conftest import PARAGRAPHS, Town, new_story, page_of, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def open_story(desk: Client, story: StoryPage) -> str:
    return desk.get(reverse("record:story", args=[story.pk])).content.decode()


def find(desk: Client, story: StoryPage, situation: Situation) -> Any:
    return desk.post(reverse("record:find", args=[story.pk]), {"situation": situation.pk}, follow=True)


def decide(desk: Client, story: StoryPage, decision: str, *refs: str, card: int = 1) -> Any:
    data = {"decision": decision, "fact": list(refs), "card": card}
    return desk.post(reverse("record:decide", args=[story.pk]), data)


def test_a_story_is_read_and_shows_one_card_a_sentence(desk: Client, story: StoryPage, situation: Situation) -> None:
    assert "Find facts in this story" in open_story(desk, story)
    find(desk, story, situation)
    page = open_story(desk, story)
    assert "The mill will not be sold again" in page
    assert "Confirm this sentence" in page
    numbers = re.findall(r'id="card-(\d+)"', page)
    assert numbers
    assert len(numbers) == len(set(numbers)) == page.count('class="record-words"')
    assert 'src="/static/record/cards.js"' in page


def test_confirming_a_sentence_publishes_it_and_leads_to_the_next_card(
    desk: Client, story: StoryPage, situation: Situation
) -> None:
    find(desk, story, situation)
    said = Statement.objects.get(content__startswith="The mill will not")
    answer = decide(desk, story, "confirm", f"statement:{said.pk}")
    said.refresh_from_db()
    assert (said.review_status, str(said.reviewed_by)) == ("confirmed", "olga")
    assert Actor.objects.get(name="Hanna Ruda").review_status == "confirmed"
    assert "#card-" in answer.url
    assert [one.speaker for one in rendering.roots(story.uuid).statements] == ["Hanna Ruda"]


def test_an_event_is_confirmed_as_given_or_got_with_its_sentence(
    desk: Client, story: StoryPage, situation: Situation
) -> None:
    find(desk, story, situation)
    signing = Event.objects.get(name__contains="signed a lease")
    assert "Confirm as given" in desk.get(reverse("record:story", args=[story.pk]) + "?all").content.decode()
    decide(desk, story, "given", f"event:{signing.pk}")
    signing.refresh_from_db()
    assert (signing.review_status, signing.exchange) == ("confirmed", "given")
    assert Revision.objects.filter(entity_id=signing.pk, field="exchange", new="given").count() == 1


def test_what_is_rejected_shows_as_such_and_to_no_reader(desk: Client, story: StoryPage, situation: Situation) -> None:
    find(desk, story, situation)
    refs = [f"statement:{row.pk}" for row in Statement.objects.all()]
    decide(desk, story, "reject", *refs)
    whole = desk.get(reverse("record:story", args=[story.pk]), {"all": ""}).content.decode()
    assert "rejected" in whole
    assert not rendering.roots(story.uuid).statements


def test_an_editor_corrects_a_suggestion_while_confirming_it(
    desk: Client, story: StoryPage, situation: Situation
) -> None:
    find(desk, story, situation)
    said = Statement.objects.get(content__startswith="The mill will not")
    address = reverse("record:fact", args=[story.pk, "statement", said.pk])
    form = desk.get(address).context["form"]
    data = {name: "" if value is None else value for name, value in form.initial.items()}
    desk.post(address, data | {"said": "2021-05", "content": "The mill stays ours."})
    said.refresh_from_db()
    assert (said.said, said.content, said.review_status) == ("2021-05", "The mill stays ours.", "confirmed")
    fields = Revision.objects.filter(entity_id=said.pk).values_list("field", flat=True)
    assert {"said", "content", "review_status"} <= set(fields)


def test_a_wrong_date_is_named_beside_its_field(desk: Client, town: Town) -> None:
    address = reverse("record:fact", args=[town.story.pk, "statement", town.said.pk])
    data = {name: "" if value is None else value for name, value in desk.get(address).context["form"].initial.items()}
    page = desk.post(address, data | {"said": "May"})
    assert page.status_code == 400
    assert "2022-11-15" in page.content.decode()


def test_a_fact_whose_words_went_is_shown_and_not_dropped(desk: Client, town: Town) -> None:
    rewrite(town.story, town.editor, PARAGRAPHS[1:])
    page = open_story(desk, town.story)
    assert "Their words are no longer in the story" in page
    assert "The mill will not be sold again" in page


def test_a_fact_of_another_story_cannot_be_decided_from_here(desk: Client, town: Town) -> None:
    other = new_story(town.editor, title="Elsewhere", paragraphs=["Nothing of the mill."])
    assert decide(desk, other, "reject", f"statement:{town.said.pk}").status_code == 404
    assert decide(desk, town.story, "reject", "statement:nonsense").status_code == 404
    assert decide(desk, town.story, "reject", f"anchor:{town.said.pk}").status_code == 404


def test_a_reporter_neither_opens_nor_decides(client: Client, town: Town, reporter: User) -> None:
    client.force_login(reporter)
    found = client.get(reverse("record:story", args=[town.story.pk]))
    assert found.status_code in (302, 403)
    decide(client, town.story, "reject", f"statement:{town.said.pk}")
    town.said.refresh_from_db()
    assert town.said.review_status == "confirmed"
    assert "record_situations" not in client.get("/desk/").content.decode()


def test_markup_in_a_story_is_text_on_its_card(desk: Client, editor: User, situation: Situation) -> None:
    text = "“The <b>mill</b> &lt;script&gt;alert(1)&lt;/script&gt; stays,” said Hanna Ruda, the mayor, on 3 May 2021."
    page = new_story(editor, title="Markup", paragraphs=[text, *PARAGRAPHS])
    find(desk, page, situation)
    assert "<script>alert(1)" not in open_story(desk, page)


def test_situations_are_started_and_changed_in_the_desk(desk: Client) -> None:
    page = desk.get(reverse("record_situations:add"))
    data = {name: "" if value is None else value for name, value in page.context["form"].initial.items()}
    data |= {"title": "The weir", "slug": "the-weir", "stage": "developing", "language": "en"}
    answer = desk.post(reverse("record_situations:add"), data)
    row = Situation.objects.get(slug="the-weir")
    assert answer.status_code == 302
    desk.post(reverse("record_situations:edit", args=[row.pk]), data | {"start": "2019~", "private": "on"})
    row.refresh_from_db()
    assert (row.start, str(row.start_min), row.private) == ("2019~", "2019-01-01", True)
    assert "The weir" in desk.get(reverse("record_situations:index")).content.decode()


def test_an_actor_gets_other_names_and_is_made_one_with_another_in_the_desk(desk: Client, town: Town) -> None:
    twin = actions.add_actor(by=town.editor, situation=town.situation, name="The mayor of Ruda")
    data = {
        "name": twin.name,
        "schema": "Person",
        "aliases": "Mayor\nМэр",
        "position": "",
        "country": "",
        "summary": "",
    }
    desk.post(reverse("record_actors:edit", args=[twin.pk]), data | {"merge_into": str(town.ruda.pk)})
    twin.refresh_from_db()
    assert twin.merged_into == town.ruda
    assert {"Mayor", "Мэр", "The mayor of Ruda"} <= set(Actor.objects.get(pk=town.ruda.pk).aliases)


@pytest.mark.parametrize("name", ["actors", "relations", "agreements", "sources"])
def test_every_list_of_the_record_opens_with_its_form(desk: Client, town: Town, name: str) -> None:
    assert desk.get(reverse(f"record_{name}:index")).status_code == 200
    assert desk.get(reverse(f"record_{name}:add")).status_code == 200
    row = {"actors": town.ruda, "relations": town.tie, "agreements": town.lease, "sources": town.source}[name]
    assert desk.get(reverse(f"record_{name}:edit", args=[row.pk])).status_code == 200


def test_a_relation_is_written_in_the_desk_with_its_source_and_a_revision(desk: Client, town: Town) -> None:
    data = {
        "situation": town.situation.pk, "subject": town.trust.pk, "type": "finances", "object": town.council.pk,
        "direction": "one_way", "domain": "economic", "exchange": "got", "start": "2021", "state": "current",
        "sources": [str(town.source.pk)],
    }  # fmt: skip
    assert desk.post(reverse("record_relations:add"), data).status_code == 302
    view = page_of(town.situation)
    row = next(row for row in view.relations if row.type == "finances")
    assert [source.title for source in row.backing.sources] == ["Minutes of June"]
    assert Revision.objects.filter(entity="relation", entity_id=row.id, field="").count() == 1


def test_the_page_of_a_story_in_the_desk_leads_to_its_facts(desk: Client, story: StoryPage) -> None:
    address = reverse("record:story", args=[story.pk])
    assert address in desk.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()


def test_figures_can_be_confirmed_from_their_sentence(desk: Client, story: StoryPage, situation: Situation) -> None:
    find(desk, story, situation)
    for figure in Figure.objects.all():
        decide(desk, story, "confirm", f"figure:{figure.pk}")
    assert "700" in " ".join(figure.printed for figure in rendering.roots(story.uuid).figures)


NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
LONG = [
    f"“The mill number {place} will stay,” said Ann Number{name}, a miller, on 3 May 2021."
    for place, name in enumerate(NUMBERS, start=1)
]


def test_the_desk_opens_with_at_most_seven_sentences_and_then_stops(
    desk: Client, editor: User, situation: Situation
) -> None:
    page = new_story(editor, title="Ten millers", paragraphs=LONG)
    find(desk, page, situation)
    first = open_story(desk, page)
    assert first.count("data-record-card") == 7
    assert "You may stop after them" in first
    for row in desk.get(reverse("record:story", args=[page.pk])).context["cards"]:
        decide(desk, page, "confirm", *[fact.ref for fact in row.facts])
    done = open_story(desk, page)
    assert "Nothing that matters waits" in done
    assert done.count("data-record-card") == 0
    everything = desk.get(reverse("record:story", args=[page.pk]) + "?all").content.decode()
    assert everything.count("data-record-card") >= 10


def test_selected_words_become_a_fact_fastened_to_them(desk: Client, town: Town) -> None:
    quote = "Some 700 people work at the mill"
    page = desk.get(reverse("record:make", args=[town.story.pk]), {"kind": "event", "quote": quote})
    form = page.context["form"]
    assert form["name"].value() == quote
    data = {name: "" if value is None else value for name, value in form.initial.items()}
    sent = {"kind": "event", "quote": quote, "name": "The mill is at work", "certainty": "reported", **data}
    sent["name"] = "The mill is at work"
    answer = desk.post(reverse("record:make", args=[town.story.pk]), sent)
    assert answer.status_code == 302
    row = Event.objects.get(name="The mill is at work")
    assert (row.review_status, row.situation) == ("confirmed", town.situation)
    assert Anchor.objects.get(fact_id=row.pk).exact == quote
    sent["quote"] = "words that are not there"
    assert desk.post(reverse("record:make", args=[town.story.pk]), sent).status_code == 400
    assert Event.objects.filter(name="The mill is at work").count() == 1


def test_a_figure_made_of_words_may_supersede_one_that_we_printed(desk: Client, town: Town) -> None:
    quote, address = "The mill", reverse("record:make", args=[town.story.pk])
    form = desk.get(address, {"kind": "figure", "quote": quote}).context["form"]
    assert town.workers in form.fields["supersedes"].queryset
    data = {name: "" if value is None else value for name, value in form.initial.items()}
    new = {"kind": "figure", "quote": quote, "printed": "650", "what": "people", "supersedes": town.workers.pk}
    assert desk.post(address, data | {"qualifier": "exact", "state": "current"} | new).status_code == 302
    town.workers.refresh_from_db()
    assert town.workers.state == "superseded"
    [task] = find_board(town).superseded
    assert task.why == "superseded by 650 people"
    page = desk.get(reverse("record:correct", args=["figure", town.workers.pk])).content.decode()
    assert reverse("record:fact", args=[town.story.pk, "figure", town.workers.pk]) in page


def test_two_editors_of_one_fact_lose_nothing(desk: Client, town: Town) -> None:
    address = reverse("record:fact", args=[town.story.pk, "statement", town.said.pk])
    page = desk.get(address)
    data = {name: "" if value is None else value for name, value in page.context["form"].initial.items()}
    data["seen"] = page.context["seen"]
    actions.change(fact=town.said, by=town.editor, changes={"medium": "radio"})
    desk.post(address, data | {"cue": "insisted"})
    town.said.refresh_from_db()
    assert (town.said.medium, town.said.cue) == ("radio", "insisted")
    clash = desk.post(address, data | {"medium": "letter", "cue": "insisted"})
    assert clash.status_code == 400
    assert "radio" in clash.content.decode()
    town.said.refresh_from_db()
    assert town.said.medium == "radio"
    again = data | {"medium": "letter", "seen": clash.context["seen"]}
    assert desk.post(address, again).status_code == 302
    town.said.refresh_from_db()
    assert town.said.medium == "letter"


def test_names_are_taken_out_of_an_actor_and_added_in_latin_letters(desk: Client, town: Town) -> None:
    data = {"name": "Hanna Ruda", "schema": "Person", "position": "", "country": "", "summary": ""}
    sent = data | {"aliases": "Ruda\nГанна Руда", "romanise": "on", "take_out": "Ruda"}
    desk.post(reverse("record_actors:edit", args=[town.ruda.pk]), sent)
    assert Actor.objects.get(pk=town.ruda.pk).aliases == ["Ганна Руда", "Ganna Ruda"]
    assert Actor.objects.exclude(pk=town.ruda.pk).get(name="Ruda").review_status == "confirmed"


def test_an_editor_chooses_which_facts_go_over_to_the_other_actor(desk: Client, town: Town) -> None:
    actions.set_aliases(actor=town.trust, aliases=["Mill Trust"], by=town.editor)
    address = reverse("record_actors:edit", args=[town.trust.pk])
    assert "The lease is signed" in desk.get(address).content.decode()
    data = {
        "name": "River Trust",
        "schema": "Organization",
        "position": "",
        "country": "",
        "summary": "",
        "aliases": "",
    }
    chosen = [f"event:{town.lease_signed.pk}", f"agreement:{town.lease.pk}"]
    refused = desk.post(address, data | {"take_facts": chosen})
    assert "Say which names are the other actor" in refused.content.decode()
    desk.post(address, data | {"aliases": "Mill Trust", "take_out": "Mill Trust", "take_facts": chosen})
    fresh = Actor.objects.get(name="Mill Trust")
    assert {part.actor for part in town.lease_signed.parts.all()} == {town.council, fresh}
    assert set(town.lease.parties.all()) == {town.council, fresh}
    town.tie.refresh_from_db()
    assert town.tie.object == town.trust, "what was not chosen stays"
    assert list(fresh.situations.all()) == [town.situation]
    assert Revision.objects.filter(entity_id=town.lease.pk, field="parties", reason="correction").exists()


def test_the_board_shows_what_waits_and_what_was_denied(desk: Client, town: Town) -> None:
    actions.change_situation(situation=town.situation, by=town.editor, questions="Who paid?")
    page = desk.get(reverse("record:board", args=[town.situation.slug]))
    board = page.context["board"]
    assert board.questions == ("Who paid?",)
    assert [(task.text, task.why) for task in board.contested] == [
        ("The council is selling the weir.", "denied: Hanna Ruda")
    ]
    assert [task.text for task in board.single] == ["The council is selling the weir."]
    assert "Correct what we printed" in page.content.decode()
    newer = actions.add_figure(
        by=town.editor, situation=town.situation, what="people at the mill", value="650", supersedes=town.workers
    )
    assert [task.why for task in find_board(town).superseded] == [f"superseded by {newer}"]
    rewrite(town.story, town.editor, PARAGRAPHS[1:])
    open_story(desk, town.story)
    assert "its words are gone" in find_board(town).orphans[0].why


def find_board(town: Town) -> Board:
    return make_board(town.situation)


def test_what_waits_leads_to_the_form_that_resolves_it_already_filled_in(desk: Client, town: Town) -> None:
    own: dict[str, Any] = {"by": town.editor, "situation": town.situation}
    now = timezone.now()
    own_times: dict[str, Any] = {**own, "opens_at": now - timedelta(days=2), "closes_at": now - timedelta(days=1)}
    forecast = actions.ask(**own_times, question="Sold?", criteria="A deed.")
    grip = actions.add_indicator(**own, name="Grip", domain="legal", question="Who?", low=0, high=4, threshold=3)
    actions.read_indicator(by=town.editor, indicator=grip, value=3, as_of="2021-06", words="The lease.")
    Anchor.objects.filter(fact_id=town.workers.pk).update(start=None, end=None)
    board = find_board(town)
    asked = [desk.get(task.address).content.decode() for task in (*board.forecasts, *board.indicators)]
    for page, chosen in zip(asked, (forecast, grip), strict=True):
        assert f'<option value="{chosen.pk}" selected>' in page
    assert f'<option value="{town.situation.pk}" selected>' in asked[1]
    assert "Save and confirm" in desk.get(board.orphans[0].address).content.decode()
    assert town.claim.wording in desk.get(board.single[0].address).content.decode()
    page = desk.get(reverse("record:board", args=[town.situation.slug])).content.decode()
    assert all(verb in page for verb in ("Resolve", "Read again", "Look at it in its story"))
    assert desk.get(reverse("record_resolutions:add"), {"forecast": "<nothing>"}).status_code == 200


def test_an_editor_says_by_hand_who_denied_a_claim(desk: Client, town: Town) -> None:
    hypothesis = {"situation": town.situation.pk, "wording": "The weir stays.", "is_hypothesis": "on"}
    assert desk.post(reverse("record_claims:add"), hypothesis).status_code == 302
    claim = Claim.objects.get(wording="The weir stays.")
    address = reverse("record_claim_links:add")
    assert "What speaks: choose" in desk.get(address).content.decode()
    empty = desk.post(address, {"link": "denies", "claim": claim.pk}).content.decode()
    assert "Choose one statement, event, figure or source" in empty
    assert "Constraint" not in empty
    sent = {"situation": town.situation.pk, "statement": town.denial.pk, "link": "denies", "claim": claim.pk}
    assert desk.post(address, sent).status_code == 302
    assert [str(link) for link in actions.against(claim)] == [f"{town.denial} denied The weir stays."]
    assert desk.get(reverse("record_claim_links:index"), {"q": "weir stays"}).status_code == 200
    assert "already exists" in desk.post(address, sent).content.decode(), "the same is not said twice"


def test_one_form_corrects_everything_that_carried_a_fact(desk: Client, town: Town) -> None:
    address = reverse("record:correct", args=["figure", town.workers.pk])
    assert "The mill that stays" in desk.get(address).content.decode()
    assert desk.post(address, {"was": "Some 700", "state": "corrected"}).status_code == 400
    sent = {"was": "Some 700", "now": "Some 650", "note": "", "state": "corrected", "grave": "on"}
    assert desk.post(address, sent).status_code == 302
    assert Correction.objects.get().grave


def test_words_are_taken_out_from_the_desk_and_no_page_repeats_them(desk: Client, town: Town) -> None:
    address = reverse("record:redact")
    page = desk.post(address, {"words": "River Trust\nthe trust", "reason": "Somebody is in danger."})
    assert "Taken out" in page.content.decode()
    assert "River Trust" not in page.content.decode()
    assert "River Trust" not in desk.get(address).content.decode()
    assert "over" in desk.get(address).content.decode()
    assert Actor.objects.get(pk=town.trust.pk).name == "[redacted]"


def test_a_correction_that_was_begun_is_finished_by_the_next_one_from_the_desk(desk: Client, town: Town) -> None:
    address = reverse("record:correct", args=["figure", town.workers.pk])
    assert '<option value="corrected" selected>' in desk.get(address).content.decode()
    desk.post(address, {"was": "Some 700", "state": "being_corrected"})
    assert "This notice finishes that one" in desk.get(address).content.decode()
    desk.post(address, {"was": "Some 700", "now": "Some 650", "state": "corrected"})
    last, first = Correction.objects.order_by("-at")
    assert (last.state, last.follows, first.state) == ("corrected", first, "being_corrected")
    assert "This notice finishes" not in desk.get(address).content.decode()


def test_a_redaction_that_was_cut_off_is_shown_and_goes_on_from_the_desk(desk: Client, town: Town) -> None:
    made = actions.start_redaction(words=["River Trust"], reason="Somebody is in danger.", by=town.editor)
    page = desk.get(reverse("record:redact")).content.decode()
    assert "not over yet" in page
    assert "River Trust" not in page
    address = reverse("record:go_on_redacting", args=[made.pk])
    assert desk.get(address).status_code == 405
    assert "stand nowhere any more" in desk.post(address, follow=True).content.decode()
    assert Actor.objects.get(pk=town.trust.pk).name == "[redacted]"


def test_a_passage_from_the_record_stands_at_the_end_of_the_draft(client: Client, town: Town, reporter: User) -> None:
    client.force_login(reporter)
    address = reverse("record:insert", args=[town.story.pk])
    own: dict[str, Any] = {"by": town.editor, "situation": town.situation}
    actions.add_actor(**own, name="Aaron Quiet")
    actions.add_event(**own, name="The dam", happened="2022-23", exchange="given")
    page = client.get(reverse("record:insert", args=[new_story(town.editor, title="Without facts").pk]))
    passages = {name: " ".join(parts) for name, _label, parts in page.context["passages"]}
    assert page.context["situation"] == town.situation, "the one that the list shows is there at once"
    assert passages["who"].index("Hanna Ruda") < passages["who"].index("Aaron Quiet"), "who speaks comes first"
    assert "Autumn 2022: The dam." in passages["background"]
    page = client.get(address, {"situation": str(town.situation.pk)})
    assert {name for name, _label, _parts in page.context["passages"]} == {"background", "timeline", "who", "wrote"}
    client.post(address, {"situation": str(town.situation.pk), "passage": "timeline"})
    town.story.refresh_from_db()
    draft = town.story.get_latest_revision_as_object()
    assert draft.body[-1].block_type == "list"
    assert "The lease is signed" in "".join(item.source for item in draft.body[-1].value["items"])
    assert len(town.story.body) == len(PARAGRAPHS)


def test_a_writer_is_warned_of_another_figure_a_denial_and_an_old_role(
    client: Client, town: Town, reporter: User
) -> None:
    actions.change(fact=town.ruda, by=town.editor, changes={"position": "former mayor"})
    client.force_login(reporter)
    text = "There are 900 people at the mill. The council is selling the weir. The mayor Hanna Ruda was glad."
    found = client.post(reverse("record:warnings"), {"text": text}).json()["warnings"]
    assert [one["kind"] for one in found] == ["figure", "denied", "role"]
    assert "Some 700" in found[0]["text"]
    again: dict[str, Any] = {
        "by": town.editor,
        "situation": town.situation,
        "what": "people at the mill",
        "value": "640",
    }
    actions.add_figure(**again, printed="640", sources=[town.source])
    quiet = "There are 700 people at the mill. Hanna Ruda was glad."
    assert client.post(reverse("record:warnings"), {"text": quiet}).json() == {"warnings": []}


def test_a_forecast_is_resolved_from_the_desk_and_scored(desk: Client, town: Town) -> None:
    now = timezone.now()
    forecast = actions.ask(
        by=town.editor, situation=town.situation, question="Sold?", criteria="A deed.", opens_at=now,
        closes_at=now + timedelta(days=1),
    )  # fmt: skip
    actions.enter(by=town.editor, forecast=forecast, probability=0.75)
    sent = {"forecast": str(forecast.pk), "outcome": "yes", "value": "", "evidence": "The register."}
    assert desk.post(reverse("record_resolutions:add"), sent).status_code == 302
    assert [score.brier for score in Score.objects.all()] == [0.0625]


@pytest.mark.parametrize(
    "name", ["polls", "terms", "indicators", "readings", "forecasts", "entries", "resolutions", "situations"]
)
def test_every_other_list_opens_too(desk: Client, town: Town, name: str) -> None:
    assert desk.get(reverse(f"record_{name}:index")).status_code == 200
    assert desk.get(reverse(f"record_{name}:add")).status_code == 200
