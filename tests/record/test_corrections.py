"""What is wrong in print is said openly, and what endangers somebody is taken out everywhere."""

import contextlib
import json
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from wagtail.models import Comment
from wagtail.models import Revision as PageRevision

from beetroot.newsroom.actions import NotAllowed, hire
from beetroot.newsroom.models import AuditEntry, User
from beetroot.newsroom.rules import Role
from beetroot.record import actions, rendering
from beetroot.record.actions import Carrier, Step, TakenOut, Words, Wrong, correcting, redacting
from beetroot.record.models import Redaction, Revision
from beetroot.stories.actions import publish_story
from beetroot.stories.models import StoryPage
from tests.record.conftest import Town, new_story, page_of
from tests.record.test_secrets import everything

pytestmark = pytest.mark.django_db


def test_everything_that_carried_a_denied_claim_is_named(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Wrong] = []

    def mirrors(wrong: Wrong) -> list[Carrier]:
        asked.append(wrong)
        return [Carrier("mirror", "north", "Mirror north", beyond_reach=True)]

    monkeypatch.setattr(correcting, "_finders", [mirrors])
    found = actions.carriers(fact=town.claim)
    assert [(one.carrier, one.label) for one in found] == [("story", "The mill that stays"), ("mirror", "Mirror north")]
    assert {town.claim.pk, town.report.pk} <= asked[0].facts
    assert asked[0].stories == {town.story.uuid}
    assert [link.link for link in actions.against(town.claim)] == ["denies"]


def test_one_action_puts_a_dated_notice_on_every_page_that_carried_it(town: Town, client: Client) -> None:
    made = actions.correct(fact=town.workers, was="Some 700 people", now="Some 650 people", by=town.editor)
    assert [place.label for place in made.places.all()] == ["The mill that stays"]
    [notice] = rendering.corrections_of("story", town.story.uuid)
    assert (notice.was, notice.now, notice.state) == ("Some 700 people", "Some 650 people", "corrected")
    assert notice.at == made.at.date().isoformat()
    assert [one.id for one in page_of(town.situation).corrections] == [str(made.pk)]
    page = client.get(town.story.get_url()).content.decode()
    assert "Some 650 people" in page
    assert made.at.date().isoformat() in page


def test_a_correction_says_what_was_and_what_is_right_and_is_finished_once(town: Town) -> None:
    with pytest.raises(actions.WrongField, match="what is right"):
        actions.correct(fact=town.workers, was="Some 700", by=town.editor)
    first = actions.correct(fact=town.workers, was="Some 700", state="being_corrected", by=town.editor)
    actions.correct(fact=town.workers, was="Some 700", now="650", follows=first, by=town.editor)
    with pytest.raises(actions.RecordError, match="finished already"):
        actions.correct(fact=town.workers, was="Some 700", now="640", follows=first, by=town.editor)
    [notice] = rendering.corrections_of("story", town.story.uuid)
    assert (notice.now, notice.begun) == ("650", first.at.date().isoformat())
    [offered] = rendering.corrections_since(None)
    assert offered.id == notice.id, "no issue tells both"
    assert "(being corrected: <time" in render_to_string("public/correction.html", {"notice": notice})


def test_a_notice_about_somebody_hidden_or_a_private_situation_stays_in_the_desk(town: Town) -> None:
    actions.correct(fact=town.said, was="Hanna Ruda said it.", now="She did not.", by=town.editor)
    assert rendering.corrections_since(None)
    actions.hide_actor(actor=town.ruda, by=town.editor)
    assert not rendering.corrections_since(None)
    actions.hide_actor(actor=town.ruda, by=town.editor, hidden=False)
    actions.change_situation(situation=town.situation, by=town.editor, private=True)
    assert not rendering.corrections_of("story", town.story.uuid)


def test_a_reporter_neither_corrects_nor_redacts(town: Town, reporter: User) -> None:
    for attempt in (
        lambda: actions.correct(fact=town.said, was="x", now="y", by=reporter),
        lambda: actions.redact(words=["Hanna"], reason="Danger.", by=reporter),
    ):
        with pytest.raises(Exception, match="may not"):
            attempt()


def test_an_analyst_corrects_but_takes_nothing_out(town: Town) -> None:
    analyst = hire(by=None, username="ana", password="a long enough word", roles=[Role.ANALYST])
    actions.correct(fact=town.workers, was="Some 700", now="Some 650", by=analyst)
    with pytest.raises(NotAllowed):
        actions.redact(words=["Hanna Ruda"], reason="Danger.", by=analyst)


# -- redaction -------------------------------------------------------------------------------------------------


def whole_database() -> str:
    """Every value of every table, so that no place is forgotten by a list of places."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def test_a_redacted_name_stands_in_no_table_no_history_and_no_way_out(town: Town) -> None:
    actions.change(fact=town.ruda, by=town.editor, changes={"position": "mayor, called Hanna Ruda by all"})
    AuditEntry.objects.create(by=town.editor, verb="note", detail={"about": "hanna ruda"})
    assert "Hanna Ruda" in whole_database()
    made = actions.redact_actor(actor=town.ruda, reason="A source in danger.", by=town.editor)
    database = whole_database()
    left = [line for line in database.splitlines() if "hanna" in line.casefold()]
    assert left == []
    assert "Hanna" not in everything(town)
    assert "[redacted]" in StoryPage.objects.get(pk=town.story.pk).body.raw_data[0]["value"]
    assert made.places["revision"] >= 2
    assert Redaction.objects.get().reason == "A source in danger."


def test_history_keeps_that_something_was_taken_out_and_when(town: Town) -> None:
    made = actions.redact(words=["River Trust"], reason="Court order.", by=town.editor)
    row = Revision.objects.filter(entity_id=town.trust.pk, field="").get()
    assert row.redacted == made
    assert row.new is not None
    assert row.new["name"] == "[redacted]"
    assert len(made.digests) == 1
    assert "River Trust" not in json.dumps(made.digests)
    assert not PageRevision.objects.filter(content__icontains="River Trust").exists()


def test_the_database_lets_a_redaction_empty_a_revision_but_not_move_it(town: Town) -> None:
    made = Redaction.objects.create(reason="x", by=town.editor)
    with connection.cursor() as cursor:
        change = "UPDATE record_revision SET redacted_id = %s, entity = 'claim'"
        with pytest.raises(DatabaseError, match="history"), transaction.atomic():
            cursor.execute(change, [made.pk.hex if connection.vendor == "sqlite" else str(made.pk)])


def test_other_rooms_take_the_words_out_too_and_say_what_is_beyond_reach(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def mails(words: Words) -> Iterator[Step]:
        seen.append(words.taken_out("The River  trust paid, see /river-trust/."))
        yield lambda: TakenOut(beyond=("mails of No. 3",))

    monkeypatch.setattr(redacting, "_redactors", [mails])
    made = actions.redact(words=["river trust"], reason="Court order.", by=town.editor)
    assert set(seen) == {"The [redacted] paid, see /[redacted]/."}
    assert made.beyond == ["mails of No. 3"]


def test_a_redaction_that_is_killed_goes_on_from_wherever_it_was_and_then_forgets_the_words(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = redacted_in_one_go(town)
    done, left = redacting._taken, [0]

    def killed(step: Step, redaction: Redaction) -> int:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return done(step, redaction)

    monkeypatch.setattr(redacting, "_taken", killed)
    made, kills = actions.start_redaction(words=WORDS, reason="A source in danger.", by=town.editor), 0
    while made.is_going_on:
        left[0] = kills % 3 + 1  # every first, second or third step is the last one before the kill
        with contextlib.suppress(KeyboardInterrupt):
            made = actions.go_on(redaction=made)
        kills += 1
    assert kills > 5
    assert [word for word in WORDS if word in whole_database()] == []
    assert (made.places, made.pending) == (reference, [])
    assert actions.go_on_with_redactions() == 0


WORDS = ["Hanna Ruda", "River Trust", "the mill"]


def redacted_in_one_go(town: Town) -> dict[str, int]:
    with transaction.atomic():
        places = actions.redact(words=WORDS, reason="A source in danger.", by=town.editor).places
        transaction.set_rollback(True)
    return places


def test_no_step_of_a_redaction_writes_more_than_a_few_rows(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        actions.add_event(by=town.editor, situation=town.situation, name=f"Hanna Ruda comes {number}")
    done, sizes = redacting._taken, []

    def counted(step: Step, redaction: Redaction) -> int:
        sizes.append(done(step, redaction))
        return sizes[-1]

    monkeypatch.setattr(redacting, "_taken", counted)
    actions.redact(words=["Hanna Ruda"], reason="A source in danger.", by=town.editor)
    assert max(sizes) <= 5
    assert sum(sizes) >= 24


def test_words_saved_again_while_it_goes_on_are_taken_out_too(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    late: list[int] = []

    def somebody_saves_an_old_form(words: Words) -> Iterator[Step]:
        if not late:
            late.append(1)
            actions.change(fact=town.workers, by=town.editor, changes={"what": "people whom Hanna Ruda counts"})
        yield from ()

    monkeypatch.setattr(redacting, "_redactors", [somebody_saves_an_old_form])
    actions.redact(words=["Hanna Ruda"], reason="A source in danger.", by=town.editor)
    assert "Hanna Ruda" not in whole_database()


def test_comments_addresses_and_drafts_hold_the_words_no_longer_and_the_page_still_opens(
    town: Town, client: Client
) -> None:
    page = new_story(town.editor, title="Hanna Ruda speaks")
    publish_story(story=page, by=town.editor)
    Comment.objects.create(page=page, user=town.editor, text="Is Hanna Ruda safe?", contentpath="title")
    actions.change_situation(situation=town.situation, by=town.editor, slug="the-hanna-ruda-mill")
    made = actions.redact(words=["Hanna Ruda"], reason="A source in danger.", by=town.editor)
    found = whole_database().casefold()
    assert "hanna ruda" not in found
    assert "hanna-ruda" not in found
    assert made.places["address"] == 2
    page = StoryPage.objects.get(pk=page.pk)
    assert client.get(page.get_url()).status_code == 200
    publish_story(story=page.get_latest_revision_as_object(), by=town.editor)
    assert StoryPage.objects.get(pk=page.pk).slug == f"redacted-{page.pk}"


@pytest.mark.parametrize(
    ("words", "reason"),
    [(["no"], "Danger."), ([], "Danger."), (["Hanna"], "hanna is in danger"), (["Redact"], "It would never end.")],
)
def test_a_redaction_needs_words_and_a_reason_that_does_not_repeat_them(
    town: Town, words: list[str], reason: str
) -> None:
    with pytest.raises(actions.RecordError):
        actions.redact(words=words, reason=reason, by=town.editor)
