"""The example newsroom as it stands after `beetroot init --demo`. It is made once for this file: that takes seconds."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import Model
from django.test import override_settings

from beetroot.audience.models import Subscription
from beetroot.demo import EXAMPLE_BASE_URL, EXAMPLE_SIGN_INS, content
from beetroot.demo.actions import Example, create_example
from beetroot.issues.models import Edition, Issue, Rendering
from beetroot.issues.rendering import issue_document
from beetroot.lib.keyring import CHEAPEST, make_keys
from beetroot.newsroom.actions import register_key
from beetroot.newsroom.models import AuditEntry, User
from beetroot.record import models as record
from beetroot.record.models import FACTS
from beetroot.stories.models import StoryPage
from beetroot.stories.rendering import problems

PASSPHRASE = b"the example's own passphrase"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="beetroot-example-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def example(django_db_setup, django_db_blocker, home: Path) -> Iterator[Example]:
    """Rolled back at the end by hand: pytest-django's own transactions last for one test only."""
    from django.db import transaction

    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    changed = override_settings(BEETROOT_BASE_URL=EXAMPLE_BASE_URL, MEDIA_ROOT=home / "media", PASSWORD_HASHERS=quick)
    with django_db_blocker.unblock(), changed:
        outer = transaction.atomic()
        outer.__enter__()
        for key in make_keys(home / "keys", passphrase=PASSPHRASE, domain="ferry.example", argon2=CHEAPEST):
            register_key(id=key.id, purpose=key.purpose, public=key.public)
        yield create_example(home=home, passphrase=PASSPHRASE)
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


pytestmark = pytest.mark.django_db


def test_two_issues_are_in_the_archive_and_the_third_waits_to_be_sent(example: Example) -> None:
    assert [issue.state for issue in example.issues] == ["closed", "closed", "approved"]
    assert Edition.objects.count() == 2
    third = example.issues[2]
    assert third.submitted_by == example.staff.editor
    assert third.approval is not None
    assert third.approval.by == example.staff.approver


def test_no_issue_claims_to_have_been_sent(example: Example) -> None:
    assert (
        not AuditEntry.objects.filter(verb__contains="sen")
        .exclude(verb__contains="test")
        .exclude(verb__contains="consent")
        .exists()
    )


def test_every_story_is_public_and_ready(example: Example) -> None:
    assert set(example.stories) == set(content.stories())
    for story in StoryPage.objects.all():
        assert story.live
        assert problems(story) == []


def test_two_hundred_readers_are_sealed_and_some_want_plain_text_or_a_neutral_subject(example: Example) -> None:
    readers = Subscription.objects.filter(state="confirmed")
    assert example.readers == readers.count() == content.READERS
    assert readers.filter(format="plain").count() == 12
    assert readers.filter(subject_style="neutral").count() == 8
    sealed_to = set(readers.values_list("sealed_to", flat=True))
    assert len(sealed_to) == 1  # all moved from the intake key to the list key


def test_every_fact_of_the_situation_is_confirmed_and_sourced(example: Example) -> None:
    tables = {kind: model._default_manager for kind, model in FACTS.items()}
    confirmed = {kind: rows.filter(review_status="confirmed").count() for kind, rows in tables.items()}
    assert sum(confirmed.values()) - confirmed["actor"] - confirmed["source"] > 100
    assert not any(rows.exclude(review_status="confirmed").exists() for rows in tables.values())
    for model in (record.Statement, record.Event, record.Figure, record.Agreement):
        assert not model.objects.filter(sources=None).exists()


def test_the_roots_of_the_story_reach_the_mail(example: Example) -> None:
    document = issue_document(example.issues[2], base_url=EXAMPLE_BASE_URL)
    roots = document["stories"][0]["roots"]
    assert roots
    assert "covert mobilisation" in str(roots)


def test_the_mails_stay_below_what_mail_programs_cut_off(example: Example) -> None:
    for rendering in Rendering.objects.filter(kind="mail"):
        assert len(rendering.content) < 102_000


def test_making_it_again_changes_nothing(example: Example, home: Path) -> None:
    models: list[type[Model]] = [StoryPage, Issue, Subscription, User, *FACTS.values()]
    before = [model._default_manager.count() for model in models]
    again = create_example(home=home, passphrase=PASSPHRASE)
    assert [issue.version for issue in again.issues] == [issue.version for issue in example.issues]
    assert [model._default_manager.count() for model in models] == before


def test_everybody_named_can_sign_in_and_has_their_role(example: Example) -> None:
    for role, username, password in EXAMPLE_SIGN_INS:
        person = User.objects.get(username=username)
        assert person.check_password(password)
        assert role in person.roles
