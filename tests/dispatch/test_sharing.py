"""Two workers share a list, however short: none takes all of it while another stands idle."""

import pytest

from beetroot.dispatch import actions
from beetroot.dispatch.actions import ledger, rolls
from beetroot.dispatch.models import Sending
from beetroot.dispatch.tasks.supply import CLAIM


@pytest.fixture
def edition_id(room) -> int:
    room.add_readers(*(f"reader{number}" for number in range(97)))
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    Sending.objects.update(state="sending")
    edition = issue.editions.get()
    while rolls.freeze_chunk(sending=Sending.objects.get(), edition=edition):
        pass
    return int(edition.pk)


@pytest.mark.parametrize(("workers", "share"), [(1, CLAIM), (2, 50), (3, 34), (50, 16)])
def test_a_worker_claims_no_more_than_its_share_of_what_waits(edition_id, workers, share) -> None:
    assert ledger.fair_share(edition_id=edition_id, most=CLAIM, workers=workers) == share


def test_a_long_list_is_claimed_as_before(edition_id) -> None:
    assert ledger.fair_share(edition_id=edition_id, most=20, workers=2) == 20


def test_a_worker_that_holds_all_gives_back_what_an_idle_one_would_begin_with(edition_id) -> None:
    first, _ = ledger.sign_on(host="here", slot=1, boot="b")
    assert not ledger.is_anybody_idle(place=first)
    second, _ = ledger.sign_on(host="here", slot=2, boot="b")
    assert ledger.is_anybody_idle(place=first)
    ledger.renew(edition_ids=[], place=second, messages_per_second=40)
    assert not ledger.is_anybody_idle(place=first)
    assert ledger.is_any_queued(edition_id=edition_id)
    assert len(ledger.claim(edition_id=edition_id, place=first, limit=CLAIM)) == 100
    assert not ledger.is_any_queued(edition_id=edition_id)
