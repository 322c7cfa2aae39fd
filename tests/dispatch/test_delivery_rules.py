"""What becomes of one delivery, as tables."""

from datetime import timedelta

import pytest

from beetroot.dispatch.rules.deliveries import (
    LANES,
    NEXT,
    OPEN,
    REPLY_CHARACTERS,
    Armed,
    Notes,
    Result,
    State,
    backoff,
    is_expired,
    judge,
    lane_of,
    settle,
    without_addresses,
)

ACCEPTED = Result(3, 20, 5, State.ACCEPTED)
NOTES = Notes(armings=frozenset({4, 5}), dots=frozenset({(5, 20), (5, 21), (4, 22)}), answers={(5, 20): ACCEPTED})


@pytest.mark.parametrize(
    ("what", "armed", "notes", "state"),
    [
        ("its answer was noted", Armed(3, 20, 5), NOTES, State.ACCEPTED),
        ("the dot was noted, no answer", Armed(3, 21, 5), NOTES, State.UNCERTAIN),
        ("armed, never begun", Armed(3, 23, 5), NOTES, State.QUEUED),
        ("the dot belongs to an earlier arming", Armed(3, 22, 5), NOTES, State.QUEUED),
        ("the journal knows nothing of this arming", Armed(3, 20, 6), NOTES, State.UNCERTAIN),
        ("no journal, or another boot", Armed(3, 20, 5), None, State.UNCERTAIN),
    ],
)
def test_a_dead_workers_journal_settles_what_it_had_armed(what, armed, notes, state) -> None:
    assert settle(armed, notes).state is state, what


@pytest.mark.parametrize(
    ("kind", "code", "phase", "state", "whole"),
    [
        ("accepted", 250, "dot", State.ACCEPTED, False),
        ("rejected", 550, "rcpt", State.REJECTED, False),
        ("rejected", 554, "dot", State.REJECTED, False),
        ("rejected", None, "mail", State.REJECTED, False),  # ours: not even asked
        ("rejected", 550, "mail", State.QUEUED, True),  # our sender is refused, not the reader
        ("deferred", 451, "rcpt", State.DEFERRED, False),
        ("uncertain", None, "dot", State.UNCERTAIN, False),
        ("unsent", None, "connect", State.QUEUED, False),
        ("unsent", None, "data", State.DEFERRED, False),  # it may be this message that breaks the server
    ],
)
def test_each_outcome_has_its_state(kind, code, phase, state, whole) -> None:
    verdict = judge(kind=kind, code=code, phase=phase, ascii_recipient=True)
    assert (verdict.state, verdict.whole_sending) == (state, whole)


def test_a_server_that_refuses_smtputf8_at_mail_refuses_one_reader_only() -> None:
    verdict = judge(kind="rejected", code=555, phase="mail", ascii_recipient=False)
    assert (verdict.state, verdict.whole_sending) == (State.REJECTED, False)


def test_only_a_claimed_delivery_is_armed_and_only_an_armed_one_is_accepted() -> None:
    assert {state for state, after in NEXT.items() if State.ARMED in after} == {State.CLAIMED}
    assert {state for state, after in NEXT.items() if State.ACCEPTED in after} == {
        State.ARMED,
        State.UNCERTAIN,
        State.SUPPRESSED,  # these two: the log says that it left before it could be taken out of Postfix's queue
        State.CANCELLED,
    }
    assert all(NEXT[state] for state in OPEN)
    assert NEXT[State.ACCEPTED] == {State.SUPPRESSED, State.CANCELLED}, "never back to the queue"


def test_waits_grow_and_a_message_is_given_up_after_four_days() -> None:
    waits = [backoff(attempts) for attempts in range(1, 12)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=30), timedelta(hours=4))
    assert not is_expired(age=timedelta(days=4))
    assert is_expired(age=timedelta(days=4, seconds=1))


def test_every_domain_has_a_lane_and_there_are_at_most_thirty_beside_other() -> None:
    assert (lane_of("googlemail.com"), lane_of("example.org")) == ("gmail", "other")
    assert len(LANES) <= 31
    assert max(map(len, LANES)) <= 12


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.1.1 <anna@example.org>: user unknown",
        "550 no anna@example.org here",
        "451 try (anna@example.org) later\r\n250 fine\x00",
        "anna@example.org",
    ],
)
def test_a_stored_reply_is_one_line_without_addresses(reply: str) -> None:
    stored = without_addresses(reply)
    assert "anna" not in stored
    assert "example.org" not in stored
    assert stored.isprintable()
    assert len(without_addresses("x" * 5000)) == REPLY_CHARACTERS
