"""What the list keeps, for how long, and under which key."""

import uuid
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError

from beetroot.audience import actions
from beetroot.audience.models import Confirmation, Subscription
from beetroot.audience.rules import Reason
from beetroot.lib.errors import Locked
from beetroot.lib.keyring import CHEAPEST, Keyring, make_key
from tests.audience.conftest import PASSPHRASE, token_in

READER = "rita@reader.example"


@pytest.fixture
def reader(join):
    join(READER)
    return Subscription.objects.get()


def test_addresses_open_only_with_the_passphrase(reader, locked):
    with pytest.raises(Locked):
        actions.open_addresses([reader.id], keyring=locked)


def test_after_a_new_list_key_records_move_at_the_next_unlocked_round(reader, key_folder, tmp_path, work, keyring):
    rotated_folder = tmp_path / "keys"
    rotated_folder.mkdir(mode=0o700)
    for path in key_folder.iterdir():
        (rotated_folder / path.name).touch(mode=0o600)
        (rotated_folder / path.name).write_bytes(path.read_bytes())
    made = make_key(rotated_folder, purpose="list", passphrase=PASSPHRASE, argon2=CHEAPEST)
    work(ring=Keyring.open(rotated_folder, passphrase=None))
    assert Subscription.objects.get().sealed_to == keyring.list.current.key_id

    rotated = Keyring.open(rotated_folder, passphrase=PASSPHRASE)
    work(ring=rotated)
    assert Subscription.objects.get().sealed_to == made.id
    assert actions.open_addresses([reader.id], keyring=rotated) == {reader.id: READER}


def test_a_damaged_record_stops_neither_the_send_nor_the_worker(reader, join, keyring, work):
    join("sam@reader.example")
    Subscription.objects.filter(id=reader.id).update(sealed=b"damaged")
    ids = list(Subscription.objects.values_list("id", flat=True))
    assert list(actions.open_addresses(ids, keyring=keyring).values()) == ["sam@reader.example"]
    actions.suppress(subscription_id=reader.id, reason=Reason.BOUNCED)
    work()
    assert Subscription.objects.count() == 1


def test_nothing_is_left_of_a_sign_up_that_was_never_confirmed(newsletter, post, work):
    actions.sign_up(newsletter=newsletter, address=READER, language="en")
    work()
    assert actions.counts()[0]["pending"] == 1
    work(days=8)
    assert Confirmation.objects.count() == 0


def test_a_confirmed_sign_up_leaves_nothing_under_the_intake_key(reader):
    assert {bytes(row.sealed) for row in Confirmation.objects.all()} == {b""}


def test_a_paused_reader_is_passed_over_until_the_day(reader, newsletter):
    today = date.today()  # noqa: DTZ011 - a day, as the column
    Subscription.objects.update(paused_until=today + timedelta(days=2))
    assert actions.audience_of(newsletter, "en", limit=9) == []
    assert actions.still_wanted([reader.id]) == set()
    Subscription.objects.update(paused_until=today - timedelta(days=1))
    assert actions.still_wanted([reader.id]) == {reader.id}


def test_the_audience_comes_in_chunks_that_hold_everybody_once(newsletter, keyring, operator):
    table = ["email", *(f"r{number}@reader.example" for number in range(25))]
    actions.import_csv(newsletter=newsletter, lines=table, consent="a fair", keyring=keyring, by=operator)
    seen, after = [], None
    while chunk := actions.audience_of(newsletter, None, after=after, limit=10):
        seen += [recipient.subscription_id for recipient in chunk]
        after = seen[-1]
    assert len(seen) == len(set(seen)) == 25
    assert actions.audience_of(newsletter, "ru", limit=10) == []


def test_the_database_itself_refuses_a_second_letter_a_day(newsletter, post, work):
    actions.sign_up(newsletter=newsletter, address=READER, language="en")
    work()
    first = Confirmation.objects.get()
    first.pk, first.token_hash = uuid.uuid4(), None
    with pytest.raises(IntegrityError, match=r"_hmac|one_confirmation_letter"):
        first.save(force_insert=True)


def test_no_column_knows_a_time_finer_than_a_day():
    models = apps.get_app_config("audience").get_models()
    kinds = {field.get_internal_type() for model in models for field in model._meta.concrete_fields}
    assert "DateTimeField" not in kinds
    assert "TimeField" not in kinds


def test_a_neutral_reader_shows_nothing_on_the_screen(newsletter, post, work):
    newsletter.neutral_from_name = "Mail"
    newsletter.save()
    actions.sign_up(newsletter=newsletter, address=READER, language="en", format="plain", subject_style="neutral")
    work()
    (letter,) = post.letters
    assert (letter.subject, letter.from_name, letter.html) == ("Your weekly mail", "Mail", None)
    assert len(token_in(letter)) == 43


def test_who_left_and_should_be_gone_is_counted(reader):
    Subscription.objects.update(state="left", suppress_for="left", purge_on=date(2026, 1, 10))
    assert actions.to_bury(today=date(2026, 1, 11)) == (1, 0)
    assert actions.to_bury(today=date(2026, 1, 12)) == (1, 1)
