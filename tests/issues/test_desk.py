"""What editors and approvers see and do at the desk, without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from beetroot.issues import actions
from beetroot.issues.models import Issue
from beetroot.issues.views import panels, register_panel
from beetroot.newsroom.actions import hire
from beetroot.newsroom.rules import Role
from tests.issues.conftest import change_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def form_of(page) -> dict[str, Any]:
    """What a browser without JavaScript would send back from the issue's form."""
    context = page.context
    data = {name: context["form"][name].value() or "" for name in ("subject", "preheader", "number", "version")}
    data["dated"] = "2026-03-03"
    data["introduction"] = "null"
    data["places-TOTAL_FORMS"] = data["places-INITIAL_FORMS"] = str(len(context["places"].forms))
    for place in context["places"]:
        for name in ("story_id", "order", "style"):
            data[place[name].html_name] = place[name].value()
    return data


def show(client, issue):
    return client.get(reverse("issues:issue", args=[issue.pk]))


def press(client, issue, step, **data):
    return client.post(reverse(f"issues:{step}", args=[issue.pk]), data, follow=True)


def test_an_editor_makes_an_issue_and_finds_it_in_the_list(desk, newsletter, front):
    made = desk.post(reverse("issues:new"), {"newsletter": newsletter.pk}, follow=True)
    assert "The Quay Letter 1" in made.content.decode()
    assert "Choose at least one story." in made.content.decode()
    listed = desk.get(reverse("issues:list")).content.decode()
    assert "The Quay Letter 1" in listed
    assert "draft" in listed


def test_stories_are_ordered_taken_out_and_added_by_form_alone(desk, issue, write):
    third = write("A third story")
    data = form_of(show(desk, issue))
    data |= {"places-0-order": "2", "places-1-order": "1", "places-0-style": "teaser", "add": [third.pk]}
    saved = desk.post(reverse("issues:issue", args=[issue.pk]), data)
    assert saved.status_code == 302
    titles = [(item.story.title, item.style) for item in issue.items.all()]
    assert titles == [
        ("The archive in a shoebox", "teaser"),
        ("A ferry for Kilia", "teaser"),
        ("A third story", "full"),
    ]
    data = form_of(show(desk, issue)) | {"places-0-take_out": "on"}
    desk.post(reverse("issues:issue", args=[issue.pk]), data)
    assert [item.story.title for item in issue.items.all()] == ["A ferry for Kilia", "A third story"]


def test_a_form_that_is_older_than_the_issue_is_not_saved(desk, issue):
    data = form_of(show(desk, issue))
    desk.post(reverse("issues:issue", args=[issue.pk]), data | {"subject": "First"})
    late = desk.post(reverse("issues:issue", args=[issue.pk]), data | {"subject": "Second"})
    assert late.status_code == 422
    assert "Somebody else changed" in late.content.decode()
    assert Issue.objects.get(pk=issue.pk).subject == "First"


def test_submitted_by_one_approved_by_another_and_closed(desk, issue, approver, newsletter_page):
    assert "A colleague can approve" in press(desk, issue, "submit").content.decode()
    page = show(desk, issue).content.decode()
    assert "Approve</button>" not in page
    desk.force_login(approver)
    page = show(desk, issue).content.decode()
    named = Issue.objects.get(pk=issue.pk).candidate_hash
    assert f"<code>{named}</code>" in page
    assert "submitted for the first time" in page
    press(desk, issue, "approve", candidate_hash=named)
    press(desk, issue, "close")
    assert Issue.objects.get(pk=issue.pk).state == "closed"
    assert "Frozen" in show(desk, issue).content.decode()


def test_an_approver_sees_what_changed_since_it_was_last_submitted(client, submitted, editor, approver):
    change_story(submitted.items.first().story, editor, lede="Quite another lede.")
    actions.change_issue(issue=submitted, by=editor, fields={"preheader": "Who is paying"})
    actions.submit(issue=submitted, by=editor)
    client.force_login(approver)
    page = show(client, submitted).content.decode()
    assert "<li>the first line</li>" in page
    assert "<li>“A ferry for Kilia”: lede</li>" in page
    assert "the subject</li>" not in page


def test_the_preview_shows_mail_text_and_source_and_its_frame_can_do_nothing(desk, issue):
    for style in ("subject", "neutral"):
        page = desk.get(reverse("issues:preview", args=[issue.pk, style])).content.decode()
        assert page.count("<iframe sandbox ") == 2
        assert "A ferry for Kilia" in page
        assert "List-Unsubscribe: &lt;https://letter.example/leave/" in page
    frame = desk.get(reverse("issues:mail_frame", args=[issue.pk, "subject"]))
    assert frame["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "A ferry for Kilia" in frame.content.decode()


def test_a_refused_step_says_why_on_the_page(desk, issue):
    assert "have it approved before" in press(desk, issue, "close").content.decode()


def test_an_upper_room_may_show_a_panel_on_the_issue(desk, issue, monkeypatch):
    monkeypatch.setattr(panels, "_panels", [])
    register_panel(lambda request, issue: f"<p>Panel of {issue.number}</p>")
    register_panel(lambda request, issue: "")
    assert "Panel of 1" in show(desk, issue).content.decode()


def test_the_pages_are_for_staff_and_the_buttons_are_not_links(client, issue, staff):
    assert show(client, issue).status_code == 302
    client.force_login(staff["editor"])
    for step in ("submit", "approve", "close", "reopen", "test"):
        assert client.get(reverse(f"issues:{step}", args=[issue.pk])).status_code == 405


def test_no_page_of_the_desk_loads_anything_from_elsewhere(desk, issue):
    for name, *arguments in (("list",), ("new",), ("issue", issue.pk), ("preview", issue.pk, "subject")):
        page = desk.get(reverse(f"issues:{name}", args=arguments)).content.decode()
        assert not re.search(r'<(?:script|img|iframe|link|form)[^>]+(?:src|href|action)="(?:https?:)?//', page)


def test_a_story_in_an_issue_cannot_be_deleted_even_by_a_superuser(client, issue, editor):
    editor.is_superuser = True  # the desk's own rights on pages; our roles let nobody delete
    editor.save()
    client.force_login(editor)
    story = issue.items.first().story
    for page in (story, story.get_parent()):
        answer = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
        assert "stands in The Quay Letter 1 and is kept" in answer.content.decode()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    answer = client.post(f"{bulk}?id={story.pk}", follow=True)
    assert "stands in The Quay Letter 1 and is kept" in answer.content.decode()
    assert issue.items.count() == 2


def test_somebody_without_a_role_sees_no_issue(client, issue, staff):
    stranger = staff["reporter"]
    stranger.groups.clear()
    stranger.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(stranger)
    for name, *arguments in (("list",), ("new",), ("issue", issue.pk), ("mail_frame", issue.pk, "subject")):
        answer = client.get(reverse(f"issues:{name}", args=arguments), follow=True)
        assert "A ferry for Kilia" not in answer.content.decode()
        assert "The Quay Letter" not in answer.content.decode()


def test_the_first_page_says_where_to_begin_and_what_waits(desk, issue):
    page = desk.get("/desk/").content.decode()
    assert reverse("issues:issue", args=[issue.pk]) in page
    assert "choose its stories" in page
    for way in (
        reverse("stories:import"),
        reverse("issues:new"),
        reverse("issues:brief"),
        "/desk/second-factor/set-up/",
    ):
        assert f'href="{way}"' in page
    assert "editor guide" not in page


def test_the_first_page_offers_an_analyst_nothing_they_may_not_do(client):
    client.force_login(hire(by=None, username="ann", password="a long enough word", roles=[Role.ANALYST]))
    page = client.get("/desk/").content.decode()
    assert reverse("issues:new") not in page
    assert reverse("stories:import") not in page
