"""One newsroom, its mail servers and its workers, as the tests of this folder break them."""

import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults import counting, results
from tests.faults.counting import Account, Ledger
from tests.faults.nursery import Child, Nursery
from tests.mail.servers import Sink

CONNECTIONS = 4
WINDOW = 64
QUICK = {"LEASE": 8, "_RENEW_SECONDS": 1.0}
"""A lease that tests can wait for."""


@dataclass
class Scene:
    """`readers`: the size of the audience. `workers` were started and may have ended."""

    home: Path
    database_url: str
    nursery: Nursery = field(repr=False)
    sink: Sink = field(repr=False)
    readers: int
    workers: list[Child] = field(default_factory=list)
    sinks: list[Sink] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
    kills: int = 0
    order: dict[str, Any] = field(default_factory=dict)

    @property
    def database(self) -> str:
        return "SQLite" if self.database_url.startswith("sqlite") else "PostgreSQL"

    # --- processes ---

    def start(self, *, wait: int = 0, until_idle: bool = True, sink: Sink | None = None, **order: Any) -> Child:
        """A worker; `order` as `Nursery.start` takes it."""
        server = sink or self.sink
        if server not in self.sinks:
            self.sinks.append(server)
        smtp = f"{server.url}?tls=none"
        told = {"home": str(self.home), "database_url": self.database_url, "smtp": smtp} | self.order | order
        worker = self.nursery.start("work", wait, until_idle, **told)
        self.workers.append(worker)
        return worker

    def work(self, **how: Any) -> int:
        """A worker, to its end."""
        code = self.start(**how).wait()
        if code == 1:
            print(self.nursery.log.read_text()[-3000:])  # noqa: T201 - pytest shows it where the test fails
        return code

    def act(self, task: str, *arguments: Any) -> int:
        """A person's act; its exit code."""
        told = {"home": str(self.home), "database_url": self.database_url} | self.order
        return self.nursery.start(task, *arguments, **told).wait()

    def probe(self, sink: Sink | None = None) -> None:
        """`doctor --probe`: from now on the next envelope leaves in the flight of a final dot (ADR 16)."""
        told = {"home": str(self.home), "database_url": self.database_url} | self.order
        assert self.nursery.start("probe", smtp=f"{(sink or self.sink).url}?tls=none", **told).wait() == 0

    def kill(self, worker: Child) -> None:
        """kill -9, counted."""
        assert worker.is_alive, "the worker was too fast to show anything"
        worker.kill()
        self.kills += 1

    def stop(self) -> None:
        """Ends what a failed test has left."""
        for worker in self.workers:
            with suppress(ProcessLookupError):
                worker.signal(signal.SIGKILL)

    def copy(self, to: Path) -> "Scene":
        """A copy of the folder, as a snapshot of a disk is: with its SQLite database, under another path."""
        home = Path(shutil.copytree(self.home, to))
        url = self.database_url.replace(str(self.home), str(home))
        return Scene(home, url, self.nursery, self.sink, self.readers, sinks=self.sinks, order=self.order)

    # --- what is seen ---

    def ledger(self) -> Ledger:
        """The ledger now. Whoever is uncertain is remembered as listed."""
        seen = counting.read(self.database_url, self.home / "keys")
        self.listed.update(reader.message_id for reader in seen.readers if reader.state == "uncertain")
        return seen

    @property
    def taken(self) -> int:
        """Mails that the servers have stored."""
        return sum(len(sink.stored) for sink in self.sinks)

    def until(self, holds: Callable[[], object], *, seconds: float = 60, what: str = "it") -> float:
        """Waits until it holds; gives the seconds it took."""
        began = time.monotonic()
        while not holds():
            assert time.monotonic() - began < seconds, (
                f"{what} did not come within {seconds:g} s: {self.account().said}"
            )
            time.sleep(0.02)
        return time.monotonic() - began

    def until_taken(self, number: int, *, seconds: float = 60) -> float:
        """Waits for the servers to have so many mails."""
        return self.until(lambda: self.taken >= number, seconds=seconds, what=f"mail number {number}")

    def account(self) -> Account:
        """Both sides now."""
        seen = self.ledger()
        return counting.account(seen, counting.stored(self.sinks), listed=frozenset(self.listed))

    def assert_exact(
        self, fault: str, *, uncertain_at_most: int, open_rows: bool = False, audience: int | None = None, **told: Any
    ) -> Account:
        """The invariant of docs/reliability.md, and its line in the results."""
        found = self.account()
        results.note(fault, database=self.database, account=found, bound=uncertain_at_most, kills=self.kills, **told)
        assert sum(found.states.values()) == (audience or self.readers), found.said
        assert (found.lost, found.twice, found.unlisted) == (0, 0, 0), found
        assert found.uncertain <= uncertain_at_most, found.said
        if not open_rows:
            assert not {"queued", "claimed", "armed", "deferred"} & set(found.states), found.said
        return found
