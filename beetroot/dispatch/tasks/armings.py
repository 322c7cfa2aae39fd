"""The numbers of armings, each on disk before it is used: the next one is raised while the last window is under way.

So no arming waits for the disk, and identity.json is never more than one ahead of what the database knows.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class ArmingNumbers:
    """`raise_counter` raises the counter durably and returns it (lib.identity).

    `left`: a number that an earlier life raised and never used. It is used now: raising once more would put the file
    two ahead until the next commit, which is how a database gives itself away that has gone back in time.

    For the same reason a number whose commit failed is used again, but only where it was not committed after all:
    `last_committed` reads that from the database, after whatever still commits there.
    """

    def __init__(
        self, raise_counter: Callable[[], int], *, last_committed: Callable[[], int], left: int | None = None
    ) -> None:
        self._raise, self._last_committed, self._left = raise_counter, last_committed, left
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="counter")
        self._next: Future[int] | None = None
        self._given: int | None = None

    def take(self) -> int:
        """The next number. Raises what `raise_counter` and `last_committed` raise; then the next call asks again."""
        if self._given is not None and self._given == self._last_committed() + 1:
            return self._given
        self._given = None
        self._given = self._fresh()
        return self._given

    def _fresh(self) -> int:
        left, self._left = self._left, None
        if left is not None:
            return left
        waiting, self._next = self._next, None
        return waiting.result() if waiting is not None else self._raise()

    def prepare(self) -> None:
        """The last number is committed: begins to raise the next one. A crash must leave one step at most."""
        self._given = None
        if self._next is None:
            self._next = self._thread.submit(self._raise)

    def close(self) -> None:
        """Ends the thread, after the step that it may be at."""
        self._thread.shutdown()
