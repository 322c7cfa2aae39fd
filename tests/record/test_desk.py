"""An editor at the desk: the cards of a story, the lists, and those who may not."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beetroot.newsroom.models import User
from beetroot.record import actions, rendering
from beetroot.record.models import Actor, Figure, Revision, Situation, Statement
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
    assert page.count('id="card-1"') == 1
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


def test_what_is_rejected_shows_as_such_and_to_no_reader(desk: Client, story: StoryPage, situation: Situation) -> None:
    find(desk, story, situation)
    refs = [f"statement:{row.pk}" for row in Statement.objects.all()]
    decide(desk, story, "reject", *refs)
    assert "rejected" in open_story(desk, story)
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
