"""The order in which a long list is written. No database."""

import os
import random
import select
import signal
from datetime import date

import pytest

from beetroot.audience.actions import windows
from beetroot.audience.actions.judging import Judge, Judged, judging
from beetroot.audience.actions.sealed_records import Marks
from beetroot.audience.rules.sources import Standing


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(windows, "ROWS_A_STEP", 3)
    monkeypatch.setattr(windows, "ROWS_A_WINDOW", 12)


def rows(number: int) -> list[Judged]:
    drawn = random.Random(7)  # noqa: S311
    marks = [Marks(bytes([drawn.randrange(40)]), "", (), b"", "", ()) for _ in range(number)]
    return [Judged(line, Standing.READER, None, "", False, mark, b"") for line, mark in enumerate(marks)]


def test_no_row_is_lost_and_each_window_is_in_order():
    steps = list(windows.steps_in_order(iter(rows(40)), done=0))
    assert {len(step) for step in steps[:-1]} <= {3}
    written = [row for step in steps for row in step]
    assert sorted(row.line for row in written) == list(range(40))
    window = [(row.marks.index, row.line) for row in written[12:24]]
    assert window == sorted(window)
    assert {row.line for row in written[12:24]} == set(range(12, 24))


@pytest.mark.parametrize("done", [0, 3, 9, 12, 15, 33, 36, 39, 40])
def test_what_was_done_is_left_out_and_the_rest_comes_as_it_would_have(done):
    whole = [row.line for step in windows.steps_in_order(iter(rows(40)), done=0) for row in step]
    begun = done - done % 12
    rest = [row.line for step in windows.steps_in_order(iter(rows(40)[begun:]), done=done) for row in step]
    assert rest == whole[done:]


def test_marks_and_records_are_not_shown():
    assert repr(rows(1)[0]._replace(sealed=b"secret")) == "Judged(0)"


def test_an_import_that_is_killed_leaves_no_process_with_keys_behind(keyring):
    judge = Judge(keyring, "", date(2026, 1, 1), dry_run=True, take_roles=True)
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.setsid()
        with judging(judge, many=True) as pool:
            pool.submit(os.getpid).result()
            os.write(theirs, b"judging")
            signal.pause()
    os.close(theirs)
    assert os.read(ours, 7) == b"judging"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    ended = select.select([ours], [], [], 10)[0]  # once nobody holds the other end
    os.close(ours)
    if not ended:
        os.killpg(child, signal.SIGKILL)
    assert ended
