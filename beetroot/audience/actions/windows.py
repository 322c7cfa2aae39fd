"""In which order an import writes: a long list in the file's own order would hit the indexes at random."""

from collections.abc import Iterator
from itertools import chain, islice

from beetroot.audience.actions.judging import Judged

ROWS_A_STEP = 500
"""Of one write transaction of some 20 ms on SQLite; others wait behind it."""
ROWS_A_WINDOW = 100 * ROWS_A_STEP
"""Held in memory, some 40 MB. At a million readers an index has about 15,000 pages: a step of rows that are neighbours
among so many writes a hundredth of them, one of rows as they come writes a page for every row and index."""
VERSION = 1
"""Of this order: an import that was broken off goes on in the same one."""


def steps_in_order(rows: Iterator[Judged], *, done: int) -> Iterator[list[Judged]]:
    """Rows by windows, each sorted by its index HMAC, then by line; in steps. The next window is read meanwhile.

    `rows` begin at the window in which the first `done` rows, in this very order, are to be left out.
    """
    window = list(islice(rows, ROWS_A_WINDOW))
    skipped = done % ROWS_A_WINDOW
    while window:
        window.sort(key=_place, reverse=True)
        del window[len(window) - skipped :]
        following: list[Judged] = []
        while window:
            step = window[: -ROWS_A_STEP - 1 : -1]
            del window[-ROWS_A_STEP:]
            yield step
            following.extend(islice(rows, len(step)))
        # After a window that was begun before, as many rows are missing.
        window, skipped = list(chain(following, islice(rows, ROWS_A_WINDOW - len(following)))), 0


def _place(row: Judged) -> tuple[bytes, int]:
    return row.marks.index, row.line
