"""One reader's record that cannot be used costs that reader the issue, with a reason; of many, somebody must know."""

import pytest

from beetroot.audience.models import Subscription
from beetroot.dispatch import actions, rendering
from beetroot.dispatch.models import Delivery, Sending
from tests.mail.servers import Sink, running


@pytest.fixture
def send(room, work):
    def run(*, spoiled: int, **fields: object) -> dict[str, int]:
        ids = list(Subscription.objects.order_by("pk").values_list("pk", flat=True)[:spoiled])
        Subscription.objects.filter(pk__in=ids).update(**fields)
        issue = room.closed_issue()
        actions.queue(issue=issue, by=room.editor, now=True)
        with running(Sink()) as server:
            work(server=server)
        counts: dict[str, int] = rendering.status(issue)["totals"]
        assert counts["audience"] == sum(counts.values()) - counts["audience"]
        return {name: count for name, count in counts.items() if count and name != "audience"}

    return run


def test_one_reader_whose_key_is_not_here_is_left_out_with_what_to_do(send) -> None:
    assert send(spoiled=1, sealed_to="a-lost-key") == {"accepted": 2, "rejected": 1}
    assert Delivery.objects.get(state="rejected").reply == (
        "ours: There is no open list key a-lost-key; restore or unlock it."
    )
    assert Sending.objects.get().state == "finished"


def test_where_all_readers_keys_are_missing_the_sending_pauses_and_nobody_is_left_out(send) -> None:
    assert send(spoiled=3, sealed_to="a-lost-key") == {"queued": 3}
    sending = Sending.objects.get()
    assert sending.state == "paused"
    assert "a-lost-key; restore or unlock it" in sending.reason


def test_so_it_does_where_they_are_more_than_a_few_of_many(send, room) -> None:
    room.add_readers(*(f"reader{number}" for number in range(20)))
    assert send(spoiled=4, sealed_to="a-lost-key") == {"queued": 23}
    assert Sending.objects.get().state == "paused"


def test_a_damaged_record_says_what_to_do(send) -> None:
    assert send(spoiled=1, sealed=b"damaged") == {"accepted": 2, "rejected": 1}
    reply = Delivery.objects.get(state="rejected").reply
    assert reply.startswith("ours: ")
    assert "restore it from a backup, or let the reader sign up again" in reply


def test_a_damaged_frozen_mail_says_what_to_do(room, sink, work) -> None:
    issue = room.closed_issue()
    issue.editions.get().renderings.update(
        content=b"{}", sha256="44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )
    actions.queue(issue=issue, by=room.editor, now=True)
    work()
    reason = Sending.objects.get().reason
    assert "damaged" in reason
    assert "Restore the database from its backup, or cancel the sending" in reason
