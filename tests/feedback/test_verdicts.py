"""What a row of bounces means for a reader, as a table."""

from datetime import date, timedelta

import pytest

from beetroot.feedback.rules import Struck, counts_against_reader, envelope_sender, is_crowd, is_for_us, is_lost
from beetroot.mail.refusals import Reason

TODAY = date(2026, 3, 30)


def soft(*days_ago: int) -> list[Struck]:
    return [Struck(False, TODAY - timedelta(days=days)) for days in days_ago]


def dead(*days_ago: int) -> list[Struck]:
    return [Struck(True, TODAY - timedelta(days=days)) for days in days_ago]


@pytest.mark.parametrize(
    ("strikes", "sure", "lost"),
    [
        ([], False, False),
        (dead(0), True, True),
        (dead(0), False, False),
        (dead(7, 0), False, True),
        (dead(0, 0), False, False),
        (dead(7) + soft(0), False, False),
        (soft(0), False, False),
        (soft(21, 14, 7, 0), False, False),
        (soft(28, 21, 14, 7, 0), False, True),
        (soft(4, 3, 2, 1, 0), False, False),
        (soft(200, 21, 14, 7, 0), False, False),
        (dead(100), False, False),
    ],
)
def test_when_mail_to_a_reader_stops(strikes: list[Struck], sure: bool, lost: bool) -> None:
    assert is_lost(strikes, today=TODAY, sure=sure) is lost


@pytest.mark.parametrize(("dead_today", "readers", "crowd"), [(50, 100, False), (51, 100, True), (400, 10_000, False)])
def test_many_dead_on_one_day_are_not_believed(dead_today: int, readers: int, crowd: bool) -> None:
    assert is_crowd(dead_today=dead_today, readers=readers) is crowd


def test_a_server_that_blocks_us_says_nothing_about_the_mailbox() -> None:
    assert [reason for reason in Reason if not counts_against_reader(reason)] == [Reason.BLOCKED]


@pytest.mark.parametrize(
    ("address", "mine"),
    [
        ("leave@letter.example", True),
        ("Postmaster@LETTER.example", True),
        ("bounce+abc-abcdefghijklmnop@letter.example", True),
        ("bounce+abc-short@letter.example", False),
        ("ada@letter.example", False),
        ("leave@other.example", False),
        ("", False),
    ],
)
def test_for_whom_mail_is_taken(address: str, mine: bool) -> None:
    assert is_for_us(address, domains=["letter.example"]) is mine


def test_nothing_but_our_own_form_is_kept_of_an_address() -> None:
    assert envelope_sender("ada+tag@example.net") == ""
    assert envelope_sender("<Bounce+ABC-abcdefghijklmnop@x.example>") == "bounce+abc-abcdefghijklmnop"
