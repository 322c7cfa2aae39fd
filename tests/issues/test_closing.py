"""From draft to frozen: who may, what voids, what stays."""

from __future__ import annotations

import hashlib

import pytest

from beetroot.issues import actions
from beetroot.issues.models import Issue, Rendering
from beetroot.issues.rendering import archive_html, html_part
from beetroot.issues.rules import IssuesError, NotReady, OwnIssue, ReopenRefused, Voided, WrongState
from beetroot.newsroom.actions import NotAllowed
from beetroot.newsroom.models import AuditEntry, Newsroom
from beetroot.newsroom.rules import Role
from beetroot.stories.actions import add_photo
from tests.issues.conftest import change_story
from tests.issues.documents import roots
from tests.stories.pictures import jpeg

pytestmark = pytest.mark.django_db


def state_of(issue: Issue) -> str:
    return Issue.objects.get(pk=issue.pk).state


def test_an_issue_goes_from_draft_to_closed_and_the_audit_tells_it(closed, approver):
    assert closed.is_public
    assert closed.closed_at is not None
    assert closed.editions.get().document_hash == closed.candidate_hash
    told = list(AuditEntry.objects.filter(about=f"issues.issue:{closed.pk}").values_list("verb", flat=True))
    assert told[:3] == ["issue closed", "issue approved", "issue submitted"]


def test_nobody_approves_what_they_submitted_not_even_a_superuser(issue, approver):
    approver.is_superuser = True
    approver.save()
    candidate = actions.submit(issue=issue, by=approver)
    with pytest.raises(OwnIssue):
        actions.approve(issue=issue, candidate_hash=candidate.hash, by=approver)
    assert state_of(issue) == "submitted"
    Newsroom.objects.update(self_approval=True)
    actions.approve(issue=issue, candidate_hash=candidate.hash, by=approver)
    assert state_of(issue) == "approved"


def test_each_step_needs_its_permission(submitted, editor, staff):
    with pytest.raises(NotAllowed):
        actions.approve(issue=submitted, candidate_hash=submitted.candidate_hash, by=editor)
    for verb in (actions.submit, actions.close, actions.reopen):
        with pytest.raises(NotAllowed):
            verb(issue=submitted, by=staff["reporter"])
    with pytest.raises(NotAllowed):
        actions.change_issue(issue=submitted, by=staff["reporter"], fields={"subject": "x"})


def test_an_issue_is_not_closed_without_approval(submitted, approver):
    with pytest.raises(WrongState, match="waits for approval"):
        actions.close(issue=submitted, by=approver)


@pytest.mark.parametrize(
    "edit",
    [
        lambda issue, by: actions.change_issue(issue=issue, by=by, fields={"subject": "Another ferry"}),
        lambda issue, by: actions.change_issue(issue=issue, by=by, places=[]),
        lambda issue, by: actions.change_issue(
            issue=issue, by=by, places=[actions.Place(item.story_id) for item in reversed(issue.items.all())]
        ),
    ],
    ids=["a field", "stories taken out", "order and style"],
)
def test_an_edit_of_the_issue_takes_candidate_and_approval_away(submitted, editor, approver, edit):
    actions.approve(issue=submitted, candidate_hash=submitted.candidate_hash, by=approver)
    edit(submitted, editor)
    changed = Issue.objects.get(pk=submitted.pk)
    assert (changed.state, changed.candidate_hash, changed.candidate, changed.approval) == ("draft", "", None, None)
    with pytest.raises(WrongState):
        actions.close(issue=changed, by=approver)


def test_a_story_edited_before_approval_makes_the_issue_a_draft(submitted, editor, approver):
    change_story(submitted.items.first().story, editor, lede="Quite another lede.")
    with pytest.raises(Voided, match="changed since it was submitted"):
        actions.approve(issue=submitted, candidate_hash=submitted.candidate_hash, by=approver)
    assert state_of(submitted) == "draft"


def test_a_story_edited_after_approval_makes_the_issue_a_draft(submitted, editor, approver):
    actions.approve(issue=submitted, candidate_hash=submitted.candidate_hash, by=approver)
    change_story(submitted.items.first().story, editor, lede="Quite another lede.")
    with pytest.raises(Voided, match="changed since it was submitted"):
        actions.close(issue=submitted, by=approver)
    assert state_of(submitted) == "draft"


def test_a_changed_sender_takes_the_approval_away(submitted, approver, newsletter):
    newsletter.from_name = "Somebody else"
    newsletter.save()
    with pytest.raises(Voided):
        actions.approve(issue=submitted, candidate_hash=submitted.candidate_hash, by=approver)


def test_a_fact_confirmed_since_takes_the_approval_away(submitted, approver, monkeypatch):
    monkeypatch.setattr("beetroot.issues.rendering.roots.freeze", lambda story: roots())
    with pytest.raises(Voided):
        actions.approve(issue=submitted, candidate_hash=submitted.candidate_hash, by=approver)


def test_an_approval_of_something_else_than_stands_there_is_refused(submitted, approver):
    with pytest.raises(Voided, match="Look at the issue again"):
        actions.approve(issue=submitted, candidate_hash="0" * 64, by=approver)
    assert state_of(submitted) == "submitted"


def test_what_was_frozen_stays_whatever_happens_to_the_story(closed, editor, newsletter):
    before = {row.pk: (bytes(row.content), row.sha256) for row in Rendering.objects.all()}
    assert len(before) == 6
    assert all(hashlib.sha256(content).hexdigest() == sha256 for content, sha256 in before.values())
    change_story(closed.items.first().story, editor, title="A quite different headline", lede="Changed.")
    newsletter.name = "Renamed"
    newsletter.save()
    assert {row.pk: (bytes(row.content), row.sha256) for row in Rendering.objects.all()} == before
    with pytest.raises(WrongState):
        actions.change_issue(issue=closed, by=editor, fields={"subject": "x"})


def test_resubmitting_the_same_issue_gives_the_same_hash(submitted, editor):
    first = submitted.candidate_hash
    actions.reopen(issue=submitted, by=editor)
    assert actions.submit(issue=submitted, by=editor).hash == first


def test_a_closed_issue_reopens_until_a_guard_says_no(closed, editor, monkeypatch):
    guards: list[actions.ReopenGuard] = []
    monkeypatch.setattr("beetroot.issues.actions.closing._reopen_guards", guards)
    actions.register_reopen_guard(lambda issue: "The first mail has left.")
    with pytest.raises(ReopenRefused, match="has left"):
        actions.reopen(issue=closed, by=editor)
    assert closed.editions.count() == 1
    guards.clear()
    actions.reopen(issue=closed, by=editor)
    assert state_of(closed) == "draft"
    assert not Rendering.objects.exists()


def test_two_people_do_not_overwrite_each_other(issue, editor):
    seen = issue.version
    actions.change_issue(issue=issue, by=editor, fields={"subject": "First"}, version=seen)
    with pytest.raises(IssuesError, match="Somebody else changed"):
        actions.change_issue(issue=issue, by=editor, fields={"subject": "Second"}, version=seen)


def test_a_change_while_the_candidate_is_being_rendered_is_noticed(issue, editor, monkeypatch):

    def slow(document):
        if document["subject"] == "The ferry":
            actions.change_issue(issue=issue, by=editor, fields={"subject": "Changed meanwhile"})
        return archive_html(document)

    monkeypatch.setattr("beetroot.issues.actions.closing.archive_html", slow)
    with pytest.raises(Voided, match="changed while"):
        actions.submit(issue=issue, by=editor)
    assert state_of(issue) == "draft"
    assert not issue.candidates.exists()


def test_problems_name_everything_that_stops_an_issue(newsletter, front, write, editor):
    Newsroom.objects.update(postal_address="", imprint="")
    photo = {"caption": "The ferry", "credit": "Nino Example", "date": ""}
    story = write("Not yet", live=False, blocks=[("photo_placeholder", photo)])
    issue = actions.create_issue(newsletter=newsletter, by=editor, subject="Re: the ferry")
    assert "Choose at least one story." in actions.problems(issue)
    actions.add_story(issue=issue, story=story, by=editor)
    told = " ".join(actions.problems(issue))
    for part in ("Publish “Not yet” first", "A photo is still to be added", "like a reply", "postal", "imprint"):
        assert part in told
    with pytest.raises(NotReady) as refused:
        actions.submit(issue=issue, by=editor)
    assert refused.value.exit_code == 4
    assert len(refused.value.problems) >= 5


def test_an_approver_may_not_be_hired_into_superpowers(submitted, staff):
    operator = staff["reporter"]
    operator.is_superuser = True
    operator.save()
    assert Role.APPROVER not in operator.roles
    with pytest.raises(NotAllowed):
        actions.approve(issue=submitted, candidate_hash=submitted.candidate_hash, by=operator)


def test_photos_are_named_by_digest_and_need_words(newsletter_page, newsletter, write, editor):
    photo = add_photo(by=editor, content=jpeg((1200, 800)), filename="ferry.jpg", alt="A ferry", caption="Dawn")
    story = write("A story with a photo", blocks=[("photo", {"photo": photo, "caption": ""})])
    issue = actions.create_issue(newsletter=newsletter, by=editor, subject="The ferry")
    actions.add_story(issue=issue, story=story, by=editor)
    candidate = actions.submit(issue=issue, by=editor)
    assert candidate.document["pictures"] == [photo.digest]
    assert 'src="https://letter.example/media/images/' in html_part(candidate.document)
    assert "https://letter.example" not in archive_html(candidate.document)
    photo.alt = ""
    photo.save()
    assert "those who do not see it" in " ".join(actions.problems(issue))
