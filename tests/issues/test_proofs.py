"""Test sends: sealed, sent once, forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection
from django.utils import timezone
from nacl.public import PrivateKey

from beetroot.issues import actions
from beetroot.issues.models import TestSend as ProofRow
from beetroot.issues.rules import IssuesError
from beetroot.lib.sealing import PrivateBox, open_sealed
from beetroot.mail.message import Template
from beetroot.newsroom.actions import NotAllowed, register_key
from beetroot.newsroom.models import AuditEntry, User

pytestmark = pytest.mark.django_db
ADDRESS = "someone.curious@inbox.example"


@pytest.fixture
def intake(db) -> PrivateBox:
    box = PrivateBox(key_id="intake-1", private=bytes(PrivateKey.generate()))
    register_key(id="intake-1", purpose="intake", public=box.public)
    return box


def test_the_worker_gets_a_complete_mail_for_the_typed_address(issue, editor, intake):
    assert actions.test_send(issue=issue, by=editor, address=f" {ADDRESS} ") == 1
    taken = actions.take_test_send()
    assert taken is not None
    to = open_sealed(intake, taken.sealed).decode()
    assert to == ADDRESS
    filled = Template.from_bytes(taken.template).fill(
        to=to, date=datetime.now(UTC), message_id="<1@letter.example>", leave_token=taken.leave_token
    )
    message = message_from_bytes(filled.to_bytes(), policy=policy.default)
    assert message["Subject"] == "[Test] The ferry"
    assert "A ferry for Kilia" in str(message.get_body(("plain",)))
    assert actions.take_test_send() is None


def test_the_address_is_written_nowhere_and_gone_when_the_test_is_settled(issue, editor, intake):
    actions.test_send(issue=issue, by=editor, address=ADDRESS)
    assert ADDRESS.encode() not in _everything()
    taken = actions.take_test_send()
    assert taken is not None
    assert ADDRESS not in repr(taken)
    actions.settle_test_send(taken=taken, sent=True, reply="250 queued")
    row = ProofRow.objects.get()
    assert (bytes(row.sealed), bytes(row.template), row.state, row.reply) == (b"", b"", "sent", "250 queued")
    assert AuditEntry.objects.filter(verb="test asked for", by=editor).count() == 1


def _everything() -> bytes:
    """Every value of every table, as one heap of bytes."""
    with connection.cursor() as cursor:
        heap = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our own tables
            heap += [value if isinstance(value, bytes) else str(value).encode() for row in cursor for value in row]
    return b"\n".join(heap)


def test_without_an_address_the_proof_list_gets_it(issue, editor, approver, intake):
    with pytest.raises(IssuesError, match="Nobody is on the proof list"):
        actions.test_send(issue=issue, by=editor)
    User.objects.filter(pk__in=[editor.pk, approver.pk]).update(on_proof_list=True, email="desk@letter.example")
    assert actions.test_send(issue=issue, by=editor, format="plain", subject_style="neutral") == 2


def test_a_wrong_address_is_refused_without_being_repeated(issue, editor, intake):
    with pytest.raises(IssuesError) as refused:
        actions.test_send(issue=issue, by=editor, address="not an address@")
    assert "not an address" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_test_sends_need_the_permission_and_a_key_and_are_bounded(issue, editor, staff, intake):
    with pytest.raises(NotAllowed):
        actions.test_send(issue=issue, by=staff["reporter"], address=ADDRESS)
    ProofRow.objects.bulk_create(ProofRow(issue=issue, state="sent", sealed=b"", template=b"") for _ in range(50))
    with pytest.raises(IssuesError, match="wait until tomorrow"):
        actions.test_send(issue=issue, by=editor, address=ADDRESS)


def test_without_keys_a_test_says_what_to_do(issue, editor):
    with pytest.raises(IssuesError, match="beetroot keys make"):
        actions.test_send(issue=issue, by=editor, address=ADDRESS)


@pytest.mark.parametrize(
    ("aged", "reply"),
    [
        ({"state": "sending", "taken_at": timedelta(minutes=11)}, "not known"),
        ({"asked_at": timedelta(days=1, minutes=1)}, "did not run"),
    ],
)
def test_a_test_that_hangs_is_given_up_not_repeated(issue, editor, intake, aged, reply):
    actions.test_send(issue=issue, by=editor, address=ADDRESS)
    values = {name: timezone.now() - age if isinstance(age, timedelta) else age for name, age in aged.items()}
    ProofRow.objects.update(**values)
    assert actions.take_test_send() is None
    row = ProofRow.objects.get()
    assert row.state == "failed"
    assert reply in row.reply
    assert bytes(row.sealed) == b""
