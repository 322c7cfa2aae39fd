"""What changed since the last issue, corrections in the next one, and words taken out of frozen ones."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beetroot.issues import actions
from beetroot.issues.models import Issue, NewsletterPage, Rendering, Told
from beetroot.issues.rendering import archive_html, html_part, issue_document, text_part, wrong_issues
from beetroot.issues.rules import IssuesError
from beetroot.newsroom.models import User
from beetroot.record import actions as record
from beetroot.record.models import CorrectedPlace, Figure, Situation
from tests.issues.conftest import BASE

pytestmark = pytest.mark.django_db


@pytest.fixture
def situation(editor: User) -> Situation:
    return record.start_situation(by=editor, title="The closed bridge", summary="A river without a crossing.")


@pytest.fixture
def figure(situation: Situation, editor: User, write) -> Figure:
    return record.add_figure(
        by=editor, situation=situation, what="people who crossed daily", printed="700", value=700,
        story=write("Seven hundred a day", blocks=[("paragraph", "<p>Some 700 crossed daily.</p>")]), quote="700",
    )  # fmt: skip


@pytest.fixture
def last_issue(figure: Figure, closed: Issue) -> Issue:
    """Closed when the figure was known already."""
    return closed


def next_issue(last: Issue, editor: User, **fields: Any) -> Issue:
    issue = actions.create_issue(newsletter=last.newsletter, by=editor, subject="The next one")
    return actions.add_story(issue=issue, story=last.items.all()[0].story, by=editor).issue


def document(issue: Issue) -> dict[str, Any]:
    issue = Issue.objects.select_related("newsletter").get(pk=issue.pk)
    return issue_document(issue, base_url=BASE)


def close(issue: Issue, editor: User, approver: User) -> None:
    candidate = actions.submit(issue=issue, by=editor)
    actions.approve(issue=issue, candidate_hash=candidate.hash, by=approver)
    actions.close(issue=issue, by=approver)


def test_a_first_issue_tells_no_changes_and_the_next_one_only_what_is_new(
    last_issue: Issue, figure: Figure, situation: Situation, editor: User, approver: User
) -> None:
    assert last_issue.editions.get().document["changes"] == {"since": None, "groups": [], "corrections": []}
    assert str(figure.pk) in Told.objects.get().facts
    issue = next_issue(last_issue, editor)
    assert document(issue)["changes"]["groups"] == []
    record.change(fact=figure, by=editor, changes={"value": 650, "printed": "650"}, reason="correction")
    record.add_event(by=editor, situation=situation, name="The ferry starts", happened="2026-03")
    made = document(issue)
    [group] = made["changes"]["groups"]
    assert [(line["kind"], line["entity"]) for line in group["lines"]] == [("corrected", "figure"), ("new", "event")]
    for words in (text_part(made), html_part(made), archive_html(made)):
        assert "The ferry starts" in words
        assert "700" in words
    assert f"{BASE}/situations/the-closed-bridge/" in text_part(made)
    close(issue, editor, approver)
    third = next_issue(last_issue, editor)
    assert document(third)["changes"]["groups"] == []


def test_a_line_left_out_is_not_printed_and_not_told_later(
    last_issue: Issue, situation: Situation, editor: User, approver: User, client: Client
) -> None:
    event = record.add_event(by=editor, situation=situation, name="The ferry starts", happened="2026-03")
    issue = next_issue(last_issue, editor)
    client.force_login(editor)
    page = client.get(reverse("issues:issue", args=[issue.pk]))
    assert "The ferry starts" in page.content.decode()
    actions.change_issue(issue=issue, by=editor, fields={"left_out": [str(event.pk)]})
    assert "The ferry starts" not in text_part(document(issue))
    close(Issue.objects.get(pk=issue.pk), editor, approver)
    assert document(next_issue(last_issue, editor))["changes"]["groups"] == []


def test_a_change_after_submitting_takes_the_approval_away(
    last_issue: Issue, situation: Situation, editor: User, approver: User
) -> None:
    issue = next_issue(last_issue, editor)
    candidate = actions.submit(issue=issue, by=editor)
    record.add_event(by=editor, situation=situation, name="The ferry starts", happened="2026-03")
    with pytest.raises(IssuesError):
        actions.approve(issue=issue, candidate_hash=candidate.hash, by=approver)


def test_a_fact_that_becomes_public_with_its_story_is_told_in_the_next_issue(
    last_issue: Issue, situation: Situation, editor: User, approver: User, write
) -> None:
    draft = write("The ferry starts", live=False, blocks=[("paragraph", "<p>The ferry started in May.</p>")])
    record.add_event(by=editor, situation=situation, name="A start in May", story=draft, quote="started in May")
    issue = next_issue(last_issue, editor)
    assert "A start in May" not in str(document(issue)["changes"])
    close(issue, editor, approver)
    from beetroot.stories.actions import publish_story

    publish_story(story=draft, by=editor)
    assert "A start in May" in str(document(next_issue(last_issue, editor))["changes"])


def test_reopening_an_issue_forgets_what_it_told(
    last_issue: Issue, situation: Situation, editor: User, approver: User
) -> None:
    record.add_event(by=editor, situation=situation, name="The ferry starts", happened="2026-03")
    issue = next_issue(last_issue, editor)
    close(issue, editor, approver)
    actions.reopen(issue=Issue.objects.get(pk=issue.pk), by=editor)
    assert "The ferry starts" in str(document(issue)["changes"])


# -- corrections -----------------------------------------------------------------------------------------------


def test_the_issue_that_carried_it_is_found_shows_the_notice_and_the_next_one_prints_it(
    last_issue: Issue, editor: User, client: Client
) -> None:
    story = last_issue.items.all()[0].story
    figure = record.add_figure(
        by=editor, situation=None, what="captains", printed="two", value=2, story=story, quote="the captain"
    )
    found = record.carriers(fact=figure)
    assert [one.carrier for one in found] == ["story", "issue"]
    made = record.correct(fact=figure, was="two captains", now="one captain", grave=True, by=editor)
    archive = NewsletterPage.objects.get().issue_url(last_issue.number)
    page = client.get(archive, headers={"host": "letter.example"}).content.decode()
    assert "one captain" in page
    printed = document(next_issue(last_issue, editor))
    assert "one captain" in text_part(printed)
    assert "one captain" in html_part(printed)
    [mailing] = actions.start_correction(correction=made, by=editor)
    assert mailing.corrects == last_issue
    assert actions.start_correction(correction=made, by=editor) == [mailing]
    alone = document(mailing)
    assert (alone["stories"], alone["corrects"]) == ([], last_issue.number)
    assert actions.problems(Issue.objects.get(pk=mailing.pk)) == []


def test_a_letter_of_correction_has_its_notice_alone_and_the_next_issue_tells_everybody_the_same(
    last_issue: Issue, figure: Figure, situation: Situation, editor: User, approver: User
) -> None:
    made = record.correct(fact=figure, was="700 crossed", now="650 crossed", grave=True, by=editor)
    record.add_event(by=editor, situation=situation, name="The ferry starts", happened="2026-03")
    CorrectedPlace.objects.create(correction=made, carrier="issue", ref=str(last_issue.pk), label="No. 1")
    [letter] = actions.start_correction(correction=made, by=editor)
    words = text_part(document(letter))
    assert "650 crossed" in words
    assert "The ferry starts" not in words
    assert wrong_issues(letter) == [last_issue]
    close(letter, editor, approver)
    following = document(next_issue(last_issue, editor))["changes"]
    assert following["since"] == last_issue.number
    assert "The ferry starts" in str(following["groups"])
    assert [notice["id"] for notice in following["corrections"]] == [str(made.pk)]


def test_a_second_letter_about_an_issue_repeats_no_notice(
    last_issue: Issue, figure: Figure, editor: User, approver: User
) -> None:
    for was in ("700 crossed", "the captain was asked"):
        made = record.correct(fact=figure, was=was, now="That is wrong.", grave=True, by=editor)
        CorrectedPlace.objects.create(correction=made, carrier="issue", ref=str(last_issue.pk), label="No. 1")
        [letter] = actions.start_correction(correction=made, by=editor)
        assert [one["was"] for one in document(letter)["changes"]["corrections"]] == [was]
        close(letter, editor, approver)


def test_the_monday_brief_offers_a_mailing_for_a_grave_correction(
    last_issue: Issue, editor: User, approver: User, client: Client
) -> None:
    story = last_issue.items.all()[0].story
    figure = record.add_figure(
        by=editor, situation=None, what="captains", printed="two", value=2, story=story, quote="the captain"
    )
    made = record.correct(fact=figure, was="two captains", now="one captain", grave=True, by=editor)
    client.force_login(editor)
    brief = client.get(reverse("issues:brief")).content.decode()
    assert "two captains" in brief
    assert "Draft a letter" in brief
    answer = client.post(reverse("issues:start_mailing", args=[made.pk]))
    assert answer.status_code == 302
    assert "Draft a letter" not in client.get(reverse("issues:brief")).content.decode()
    letter = Issue.objects.get(corrects=last_issue)
    assert f"corrects No. {last_issue.number}" in client.get(reverse("issues:issue", args=[letter.pk])).content.decode()
    close(letter, editor, approver)
    assert "Draft a letter" not in client.get(reverse("issues:brief")).content.decode()
    record.correct(fact=figure, was="a captain", now="no captain", grave=True, by=editor)
    brief = client.get(reverse("issues:brief")).content.decode()
    assert ("no captain" in brief, "two captains" in brief) == (True, False), "what no letter told is offered again"


def test_redacted_words_leave_frozen_pages_and_mails_and_what_was_sent_is_listed(
    last_issue: Issue, editor: User
) -> None:
    made = record.redact(words=["nobody had asked the captain"], reason="A source in danger.", by=editor)
    for row in Rendering.objects.all():
        assert b"asked the captain" not in bytes(row.content).replace(b"=\r\n", b"")
    assert "asked the captain" not in str(last_issue.editions.get().document)
    assert made.beyond == [f"mails of {last_issue} that were sent"]
