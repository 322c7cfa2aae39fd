"""Rows of requests that come at the same time share a commit; each request learns what became of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import DatabaseError

from beetroot.audience.actions.together import Together
from beetroot.audience.models import SignUp


def test_what_comes_while_one_is_written_is_written_in_one_go():
    writes, begun, go_on = [], Event(), Event()

    def write(rows):
        writes.append(len(rows))
        begun.set()
        assert go_on.wait(10)

    together = Together(write)
    with ThreadPoolExecutor(6) as threads:
        first = threads.submit(together.save, SignUp())
        assert begun.wait(10)
        others = [threads.submit(together.save, SignUp()) for _ in range(5)]
        while len(together._waiting) < 5:
            pass
        assert not any(other.done() for other in others)
        go_on.set()
        for each in (first, *others):
            each.result(10)
    assert writes == [1, 5]


def test_nobody_is_told_that_a_row_is_written_which_is_not():
    meet = Barrier(3)

    def write(_rows):
        raise DatabaseError("the disk is full")

    together = Together(write)

    def save():
        meet.wait(10)
        together.save(SignUp())

    with ThreadPoolExecutor(3) as threads:
        for each in [threads.submit(save) for _ in range(3)]:
            with pytest.raises(DatabaseError):
                each.result(10)
    assert together._waiting == []
