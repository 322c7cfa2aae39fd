"""One reader who cannot be sent to, and people who act while the issue leaves."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from tests.faults import counting
from tests.faults.results import IS_LONG
from tests.faults.scenes import CONNECTIONS, Scene
from tests.mail.servers import Sink, Slow, running

pytestmark = pytest.mark.slow

HOSTILE = {
    "reader3@example.net": "evil@example.net>\r\nRCPT TO:<victim@example.org",
    "reader4@example.net": "no address at all",
    "reader5@example.net": "",
    "reader6@example.net": "a" * 70 + "@" + "b" * 400 + ".example",
    "reader7@example.net": "nul\x00@example.net",
    "reader8@example.net": "dots..@-example-.net",
    "reader10@example.net": "@example.net",
}


class Throttling(Sink):
    """Puts off whoever is at gmail.com, until it is opened."""

    is_open = False

    def answer(self, step, usual):
        if step == "RCPT" and not self.is_open and self.commands[-1].endswith("@gmail.com>"):
            return "451 4.7.28 our system has detected an unusual rate of mail"
        return super().answer(step, usual)


def test_poisoned_addresses_end_with_a_reason_and_the_others_get_the_issue(scene: Scene) -> None:
    assert scene.act("poison", HOSTILE) == 0
    assert scene.work() == 0
    found = scene.assert_exact("poisoned addresses; a rendering that fails for one reader", uncertain_at_most=0)
    assert found.states["accepted"] >= scene.readers - len(HOSTILE)
    refused = [reader for reader in scene.ledger().readers if reader.state == "rejected"]
    assert refused
    assert all(reader.reply.startswith("ours: ") for reader in refused)
    assert "victim" not in str(scene.sink.commands)
    logged = scene.nursery.log.read_text()
    assert "signed on slot=1" in logged, "the log says what the worker does"
    assert not [word for word in ("example.net", "victim", "evil", "b" * 20) if word in logged]


def test_people_edit_leave_and_import_while_the_issue_leaves(any_scene: Scene) -> None:
    with running(Sink(replies={"dot": Slow("250 2.0.0 queued", pause=0.004)})) as slow:
        worker = any_scene.start(sink=slow)
        any_scene.until_taken(20)
        assert any_scene.act("edit") == 1, "an issue that has begun to leave was reopened"
        assert any_scene.act("leave", 40) == 0
        assert any_scene.act("import_readers", 30) == 0
        assert any_scene.act("pause") == 0
        assert any_scene.act("resume") == 0
        assert worker.wait() == 0
        found = any_scene.assert_exact("an editor edits, readers leave, an import runs", uncertain_at_most=0)
    assert found.states == Counter(accepted=any_scene.readers - 40, suppressed=40)
    assert not [mail for mail in slow.stored if "newcomer" in mail.recipients[0]]


def test_nothing_is_armed_a_second_after_its_reader_left(any_scene: Scene) -> None:
    """Those at the end of the list leave while the issue is on its way to them."""
    leavers = 200 if IS_LONG else 40
    with running(Sink(replies={"dot": Slow("250 2.0.0 queued", pause=0.004)})) as slow:
        worker = any_scene.start(sink=slow)
        any_scene.until_taken(20)
        assert any_scene.act("leave", leavers) == 0
        left = datetime.now(tz=UTC)
        assert worker.wait() == 0
    found = any_scene.assert_exact("readers leave during the send", uncertain_at_most=0)
    assert found.states["suppressed"] > leavers // 2, found.said
    theirs = f"SELECT armed_at FROM dispatch_delivery ORDER BY id DESC LIMIT {leavers}"  # noqa: S608 - a number of ours
    for (armed,) in counting.query(any_scene.database_url, theirs)[0]:
        at = datetime.fromisoformat(armed).replace(tzinfo=UTC) if isinstance(armed, str) else armed
        assert at is None or at <= left + timedelta(seconds=1)


class Dawdling(Sink):
    """Takes a quarter of a second for whoever is at gmail.com; `began` has when."""

    began: ClassVar[list[float]] = []

    def answer(self, step, usual):
        if step == "RCPT" and self.commands[-1].endswith("@gmail.com>"):
            self.began.append(time.monotonic())
            return Slow("250 2.1.5 ok", pause=0.02)
        return super().answer(step, usual)


def test_a_slow_provider_gets_half_of_the_connections_and_the_others_the_rest(scene: Scene) -> None:
    with running(Dawdling()) as server:
        assert scene.work(sink=server, wait=30, limits={"SLOW_SECONDS": 0.1}) == 0
        scene.assert_exact("one provider slow", uncertain_at_most=0)
    known = [at for at in server.began if at > server.began[0] + 1]
    assert len(known) > 10
    at_once = [sum(0 <= at - other < 0.2 for other in known) for at in known]
    assert max(at_once) <= CONNECTIONS // 2


def test_one_provider_that_throttles_holds_up_nobody_else(any_scene: Scene) -> None:
    server = Throttling()
    with running(server):
        assert any_scene.work(sink=server) == 0
        states = any_scene.ledger().states
        assert states == Counter(accepted=any_scene.readers - 40, deferred=40)
        server.is_open = True
        any_scene.act("time_passes")
        assert any_scene.work(sink=server) == 0
        any_scene.assert_exact("one provider throttled", uncertain_at_most=0)
