"""Who left stays away after a backup was restored."""

import dataclasses
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from beetroot.audience import actions
from beetroot.audience.actions.second_place import BadLeavings
from beetroot.audience.models import Subscription, Undo
from beetroot.audience.rules import Reason, leave_token
from tests.audience.conftest import token_in


@pytest.fixture
def log(tmp_path, settings):
    place = tmp_path / "elsewhere"
    settings.CONFIGURATION = dataclasses.replace(settings.CONFIGURATION, second_place=place)
    return place / "left.log"


@pytest.fixture
def life(log, join, work, post, keyring, operator):
    """One stays, one leaves, one leaves and comes back, one is erased; then yesterday's backup returns."""
    ids: dict[str, UUID] = {}
    for name in ("stays", "leaves", "returns", "erased"):
        join(f"{name}@reader.example")
        ids[name] = Subscription.objects.exclude(id__in=ids.values()).get().id
    backup = list(Subscription.objects.all())
    key_id, key = keyring.token.current
    for name in ("leaves", "returns"):
        actions.ask_to_leave(token=leave_token(key, key_id, ids[name]))
    work()
    actions.undo_leave(token=token_in(post.to("returns@reader.example")[-1]))
    work()
    actions.forget(address="erased@reader.example", keyring=keyring, by=operator)
    Subscription.objects.all().delete()
    Subscription.objects.bulk_create(backup)
    return ids


def test_a_restore_brings_back_nobody_who_left_meanwhile(life, log, post, work):
    assert actions.still_wanted(life.values()) == set(life.values())
    assert actions.replay_leavings(log.read_text().splitlines(keepends=True)) == 2
    assert actions.still_wanted(life.values()) == {life["stays"], life["returns"]}
    assert actions.replay_leavings(log.read_text().splitlines(keepends=True)) == 0
    before = len(post.letters)
    work()
    assert [letter.to for letter in post.letters[before:]] == ["leaves@reader.example"]
    assert not Subscription.objects.filter(id=life["erased"]).exists()


def test_who_left_long_ago_gets_no_mail_after_a_restore(life, work, post):
    long_ago = (datetime.now(UTC) - timedelta(days=60)).date().isoformat()
    before = len(post.letters)
    actions.replay_leavings([f"{long_ago} left {life['leaves']}\n"])
    work(days=1)
    assert len(post.letters) == before
    assert not Subscription.objects.filter(id=life["leaves"]).exists()


def test_the_file_names_nobody_and_a_torn_last_line_does_no_harm(life, log):
    text = log.read_text()
    assert "@" not in text
    assert actions.replay_leavings((text + "2026-11-2").splitlines(keepends=True)) == 2
    with pytest.raises(BadLeavings, match="Line 1 "):
        actions.replay_leavings(["nonsense\n", *text.splitlines(keepends=True)])


def test_a_second_place_that_is_gone_keeps_nobody_from_leaving(join, newsletter, keyring, log, work, caplog):
    join("rita@reader.example")
    log.parent.write_text("a file where the folder was")
    (reader,) = actions.audience_of(newsletter, "en", limit=9)
    key_id, key = keyring.token.current
    actions.ask_to_leave(token=leave_token(key, key_id, reader.subscription_id))
    work()
    assert actions.still_wanted([reader.subscription_id]) == set()
    assert "second place" in caplog.text
    assert actions.suppress(subscription_id=reader.subscription_id, reason=Reason.BOUNCED)
    assert Undo.objects.count() == 1
