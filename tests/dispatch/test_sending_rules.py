"""The sum that must hold, and when a sending is finished, as tables."""

from datetime import UTC, datetime, timedelta

import pytest

from beetroot.dispatch.rules.deliveries import Policy
from beetroot.dispatch.rules.errors import WrongState
from beetroot.dispatch.rules.sendings import (
    Counts,
    SendingState,
    Verb,
    is_finished,
    is_overdue,
    next_state,
    server_backoff,
)

NOW = datetime(2025, 3, 1, tzinfo=UTC)


def test_armed_readers_are_counted_with_the_claimed_and_the_sum_is_the_audience() -> None:
    counts = Counts.from_states({"armed": 2, "claimed": 1, "accepted": 6, "uncertain": 1}, audience=10)
    assert counts.claimed == 3
    assert counts.holds
    assert not Counts.from_states({"accepted": 9}, audience=10).holds
    assert (counts + counts).audience == 20


@pytest.mark.parametrize(
    ("states", "frozen", "policy", "undecided", "finished"),
    [
        ({"accepted": 9, "rejected": 1}, True, Policy.NEVER_REPEAT, 0, True),
        ({}, True, Policy.NEVER_REPEAT, 0, False),  # ten were counted and nobody is in the ledger
        ({"accepted": 9}, True, Policy.NEVER_REPEAT, 0, False),  # one is missing
        ({"accepted": 9, "deferred": 1}, True, Policy.NEVER_REPEAT, 0, False),
        ({"accepted": 9, "armed": 1}, True, Policy.NEVER_REPEAT, 0, False),
        ({"accepted": 10}, False, Policy.NEVER_REPEAT, 0, False),  # still counting
        ({"accepted": 9, "uncertain": 1}, True, Policy.NEVER_REPEAT, 1, True),
        ({"accepted": 9, "uncertain": 1}, True, Policy.ASK, 1, False),
        ({"accepted": 9, "uncertain": 1}, True, Policy.ASK, 0, True),
        ({"accepted": 9, "uncertain": 1}, True, Policy.REPEAT, 1, False),
    ],
)
def test_finished_is_said_only_when_everyone_is_accounted_for(states, frozen, policy, undecided, finished) -> None:
    counts = Counts.from_states(states, audience=10)
    assert is_finished(counts, frozen=frozen, policy=policy, undecided=undecided) is finished


def test_a_finished_or_cancelled_sending_cannot_be_paused_and_the_error_says_why() -> None:
    for state in (SendingState.FINISHED, SendingState.CANCELLED):
        with pytest.raises(WrongState, match=r"sent to everyone|cancelled"):
            next_state(state, Verb.PAUSE)
    assert next_state(SendingState.PAUSED, Verb.RESUME) is SendingState.SENDING


def test_a_send_that_is_hours_late_asks_first() -> None:
    assert not is_overdue(starts_at=NOW - timedelta(hours=5), now=NOW)
    assert is_overdue(starts_at=NOW - timedelta(hours=7), now=NOW)


def test_a_server_that_cannot_be_reached_is_left_alone_longer_each_time() -> None:
    assert [server_backoff(failures).total_seconds() for failures in (1, 2, 3, 20)] == [1, 2, 4, 60]
