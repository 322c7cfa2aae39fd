"""A state machine (Hypothesis) over engine, editor, readers and mail server, with the mail server as the model.

Whatever order things happen in: what the server has stored is in the ledger, nobody has it twice who was never listed
as uncertain, whoever left before it was armed has nothing, and the parts add up to the audience.
"""

import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.faults import counting, results
from tests.faults.conftest import READERS, Founded
from tests.faults.results import IS_LONG
from tests.faults.scenes import CONNECTIONS, WINDOW, Scene
from tests.mail.servers import CLOSE, RESET, Say, Sink, running

pytestmark = pytest.mark.slow

PLACES = ["after_raise", "after_arm", "before_dot", "after_dot", "after_answer", "after_note", "before_settle"]
SAID: dict[str, list[Say]] = {
    "dot": ["250 2.0.0 queued", "451 4.3.0 later", "554 5.7.1 no", CLOSE, RESET],
    "RCPT": ["451 4.7.1 greylisted", "550 5.1.1 no such user", CLOSE],
    "MAIL": ["421 4.3.2 going down"],
    "DATA": ["451 4.3.0 later", RESET],
}
UNKNOWN = {CLOSE, RESET}
ON_THE_WAY = {"accepted", "uncertain", "armed"}


class Newsroom(RuleBasedStateMachine):
    """`founded` is set by the test that runs this."""

    founded: ClassVar[Founded]

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="beetroot-machine-"))
        home = Path(shutil.copytree(self.founded.home, self.folder / "newsroom"))
        self.server = running(Sink(replies={step: [] for step in SAID}))
        self.sink = self.server.__enter__()
        self.scene = Scene(home, f"sqlite://{home}/newsroom.sqlite3", self.founded.nursery, self.sink, READERS)
        self.left: set[str] = set()
        self.lost_connections = 0
        self.counted = counting.audience(self.scene.database_url).everybody
        self.perhaps_counted: frozenset[UUID] = frozenset()
        self.reopened = False

    # --- the engine ---

    @rule()
    def a_worker_starts(self) -> None:
        if sum(worker.is_alive for worker in self.scene.workers) < 2:
            self.scene.start()

    @rule(place=st.sampled_from(PLACES), number=st.integers(1, 25))
    def a_worker_dies_at_a_place(self, place: str, number: int) -> None:
        self.scene.work(failpoint=f"{place}:{number}")
        self.scene.kills += 1

    @rule(how=st.sampled_from([signal.SIGKILL, signal.SIGTERM]))
    def workers_are_ended(self, how: signal.Signals) -> None:
        for worker in self.scene.workers:
            worker.signal(how)
            worker.wait()
        self.scene.kills += how is signal.SIGKILL

    @rule()
    def time_passes(self) -> None:
        self.scene.act("time_passes")

    # --- people ---

    @rule(task=st.sampled_from(["pause", "resume", "edit"]))
    def an_editor_acts(self, task: str) -> None:
        succeeded = self.scene.act(task) == 0
        self.reopened |= task == "edit" and succeeded

    @rule(number=st.integers(1, 5))
    def readers_leave(self, number: int) -> None:
        self.scene.act("leave", number * 3)

    @rule()
    def an_import_runs(self) -> None:
        """Whom the freezing has not passed belongs to the audience; only whom a worker meets at that moment may."""
        before = counting.audience(self.scene.database_url)
        self.scene.act("import_readers", 3)
        after = counting.audience(self.scene.database_url)
        new = after.everybody - before.everybody
        self.counted |= after.still_to_come(new)
        self.perhaps_counted |= before.still_to_come(new) - self.counted

    # --- the mail server ---

    @rule(step=st.sampled_from(sorted(SAID)), number=st.integers(1, 6), data=st.data())
    def the_server_misbehaves(self, step: str, number: int, data: st.DataObject) -> None:
        said = data.draw(st.sampled_from(SAID[step]))
        self.lost_connections += number if step == "dot" and said in UNKNOWN else 0
        self.sink._left.setdefault(step, []).extend([said] * number)

    # --- what always holds ---

    @invariant()
    def both_sides_agree(self) -> None:
        mails = counting.stored(
            [self.sink]
        )  # first the server, then the ledger: a mail is in the ledger before it leaves
        seen = self.scene.ledger()
        states = {reader.message_id: reader.state for reader in seen.readers}
        assert not [each for each, number in mails.items() if number > 1 and each not in self.scene.listed]
        assert not [each for each in mails if states.get(each) not in ON_THE_WAY], seen.states
        assert all(number <= WINDOW for number in seen.armed.values()), seen.armed

    def teardown(self) -> None:
        if not hasattr(self, "scene"):
            return
        try:
            self._end()
        finally:
            self.scene.stop()
            self.server.__exit__(None, None, None)
            shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self) -> None:
        for worker in self.scene.workers:
            worker.wait()
        for left in self.sink._left.values():
            left.clear()
        for _ in range(4):
            self.scene.act("time_passes")
            self.scene.act("resume")
            self.scene.work()
            if self.reopened or self.scene.ledger().sending == "finished":
                break
        bound = CONNECTIONS * self.scene.kills + self.lost_connections
        found = self.scene.account()
        results.note("state machine", database="SQLite", account=found, bound=bound, kills=self.scene.kills)
        if self.reopened:  # before anything was armed; then nobody may have anything
            assert (self.scene.ledger().sending, counting.stored([self.sink])) == ("", {}), found.said
            return
        assert self.scene.ledger().sending == "finished", found.said
        assert (found.lost, found.twice, found.unlisted) == (0, 0, 0), found
        audience = {reader.subscription for reader in self.scene.ledger().readers}
        assert self.counted <= audience <= self.counted | self.perhaps_counted, found
        assert sum(found.states.values()) == len(audience), found
        assert found.uncertain <= bound, (found, bound)


def test_whatever_happens_both_sides_agree(on_sqlite: Founded) -> None:
    Newsroom.founded = on_sqlite
    shape: Callable[..., settings] = settings
    run_state_machine_as_test(
        Newsroom,
        settings=shape(
            max_examples=80 if IS_LONG else 3,
            stateful_step_count=25 if IS_LONG else 10,
            deadline=None,
            derandomize=not IS_LONG,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
