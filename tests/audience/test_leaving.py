"""Leaving, coming back, and being kept out."""

import uuid

import pytest

from beetroot.audience import actions, rules
from beetroot.audience.models import Confirmation, LeaveRequest, Subscription, Undo
from beetroot.audience.rules import Reason, leave_token, read_leave_token
from beetroot.lib.keyring import CHEAPEST, Keyring, make_key, make_keys
from tests.audience.conftest import PASSPHRASE, token_in

READER = "rita@reader.example"


@pytest.fixture
def reader(join, newsletter):
    """The id of one confirmed reader."""
    join(READER)
    return actions.audience_of(newsletter, "en", limit=1)[0].subscription_id


@pytest.fixture
def her_token(reader, keyring):
    key_id, key = keyring.token.current
    return leave_token(key, key_id, reader)


def wanted(reader):
    return actions.still_wanted([reader]) == {reader}


def test_one_click_leaves_once_and_again_changes_nothing(reader, her_token, post, work):
    for _ in range(3):
        actions.ask_to_leave(token=her_token)
    assert actions.leaves_pending()
    work()
    assert not wanted(reader)
    assert not actions.leaves_pending()
    actions.ask_to_leave(token=her_token)
    work()
    assert [letter.kind for letter in post.to(READER)] == ["confirm", "welcome", "left"]


def test_leaving_takes_effect_while_the_list_is_locked_and_the_letter_follows(reader, her_token, post, work, locked):
    actions.ask_to_leave(token=her_token)
    work(ring=locked)
    assert not wanted(reader)
    assert actions.take_in(keyring=locked, post=post).waiting_for_unlock == 1
    work(days=30)
    assert post.letters[-1].kind == "left"
    work(days=36)
    assert Subscription.objects.filter(id=reader).exists()
    work(days=38)
    assert not Subscription.objects.filter(id=reader).exists()


def test_a_token_works_after_the_key_was_rotated(reader, newsletter, post, tmp_path, keyring):
    make_keys(tmp_path / "keys", passphrase=PASSPHRASE, domain="letter.example", argon2=CHEAPEST)
    key_id, key = Keyring.open(tmp_path / "keys", passphrase=None).token.current
    make_key(tmp_path / "keys", purpose="token")
    rotated = Keyring.open(tmp_path / "keys", passphrase=None)
    assert rotated.token.current[0] != key_id
    actions.ask_to_leave(token=leave_token(key, key_id, reader))
    actions.judge_leaves(keyring=rotated)
    assert not wanted(reader)


@pytest.mark.parametrize("part", [0, 10, 47])
def test_a_forged_or_guessed_token_removes_nobody(part, reader, her_token, work):
    forged = her_token[:part] + ("A" if her_token[part] != "A" else "B") + her_token[part + 1 :]
    actions.ask_to_leave(token=forged)
    work()
    assert wanted(reader)
    assert LeaveRequest.objects.count() == 0


@pytest.mark.parametrize("token", ["", "x" * 47, "x" * 49, "é" * 48, "x" * 47 + "\n", "' OR 1=1;--".ljust(48)])
def test_what_is_no_token_is_not_stored(token, db):
    actions.ask_to_leave(token=token)
    assert not actions.leaves_pending()


def test_a_stranger_with_a_forwarded_mail_cannot_remove_the_owner_for_good(reader, her_token, post, work):
    actions.ask_to_leave(token=her_token)
    work()
    back = token_in(post.letters[-1])
    assert actions.undo_leave(token=back)
    work()
    assert wanted(reader)

    actions.ask_to_leave(token=her_token)
    work()
    assert not wanted(reader)
    assert actions.undo_leave(token=back)
    work()
    assert wanted(reader)
    assert [letter.kind for letter in post.to(READER)] == ["confirm", "welcome", "left"]


def test_the_record_goes_after_a_week_and_an_import_cannot_bring_it_back(
    reader, her_token, newsletter, post, work, keyring, operator
):
    actions.ask_to_leave(token=her_token)
    work()
    back = token_in(post.letters[-1])
    work(days=7)
    assert Subscription.objects.count() == 1
    work(days=8)
    assert Subscription.objects.count() == Undo.objects.count() == 0
    assert not actions.undo_leave(token=back)
    report = actions.import_csv(
        newsletter=newsletter, lines=["email", READER.upper()], consent="a fair", keyring=keyring, by=operator
    )
    assert (report.added, report.suppressed, report.suppressed_lines) == (0, 1, (2,))


def test_who_left_may_sign_up_again_and_old_links_go_on_working(reader, her_token, join, work, newsletter):
    actions.ask_to_leave(token=her_token)
    work()
    Undo.objects.update(expires_on="2020-01-01")
    Confirmation.objects.all().delete()
    join(READER)
    assert wanted(reader)
    actions.ask_to_leave(token=her_token)
    work()
    assert not wanted(reader)


def test_a_leave_is_of_one_newsletter(reader, her_token, join, newsletter, other_newsletter, work):
    Confirmation.objects.all().delete()
    join(READER, other_newsletter)
    actions.ask_to_leave(token=her_token)
    work(days=0)
    assert len(actions.audience_of(other_newsletter, "en", limit=9)) == 1
    assert actions.audience_of(newsletter, "en", limit=9) == []


@pytest.mark.parametrize(("reason", "letters"), [(Reason.COMPLAINED, 0), (Reason.BOUNCED, 1)])
def test_a_complaint_keeps_out_for_good_and_a_bounce_until_they_come_themselves(
    reason, letters, reader, newsletter, post, work
):
    assert actions.suppress(subscription_id=reader, reason=reason)
    assert not wanted(reader)
    work()
    assert actions.counts()[0] == {"newsletter": "ferry", "confirmed": 0, "pending": 0, "left": 0, "suppressed": 1}
    before = len(post.letters)
    actions.sign_up(newsletter=newsletter, address=READER, language="en")
    work(days=9)
    assert len(post.letters) - before == letters


def test_a_flood_of_invented_tokens_neither_fills_the_disk_nor_keeps_a_reader_in(reader, her_token, work, monkeypatch):
    monkeypatch.setattr("beetroot.audience.actions.doors.LEAVE_QUEUE", 5)
    invented = [leave_token(b"k" * 32, "00000000", uuid.uuid4()) for _ in range(20)]
    for token in invented:
        actions.ask_to_leave(token=token)
    assert LeaveRequest.objects.count() == 5
    actions.ask_to_leave(token=her_token)
    work()
    assert not wanted(reader)


def test_a_leave_token_reads_back_and_has_one_length():
    for _ in range(50):
        subscription_id = uuid.uuid4()
        token = leave_token(b"k" * 32, "0123abcd", subscription_id)
        assert len(token) == rules.LEAVE_TOKEN_LENGTH
        key_id, named, _ = read_leave_token(token) or ("", None, b"")
        assert (key_id, named) == ("0123abcd", subscription_id)


def test_a_bounce_takes_back_neither_a_complaint_nor_an_erasure_that_waits_for_the_passphrase(reader):
    steps = [("complained", "complained"), ("bounced", "complained"), ("erased", "erased"), ("complained", "erased")]
    for reason, after in steps:
        assert actions.suppress(subscription_id=reader, reason=Reason(reason))
        assert Subscription.objects.get(pk=reader).suppress_for == after
