"""A mail server that means harm at every step, while the worker is killed: both sides are counted."""

import random
import time
from typing import cast

import pytest

from tests.faults.liar import Liar, lying
from tests.faults.results import IS_LONG
from tests.faults.scenes import CONNECTIONS, QUICK, Scene
from tests.faults.test_servers import SHORT
from tests.mail.servers import Sink

pytestmark = pytest.mark.slow

LIMITS = SHORT | QUICK | {"IDLE_SECONDS": 1, "HOLD_SECONDS": 0.5}


@pytest.mark.parametrize("seed", range(8 if IS_LONG else 1))
@pytest.mark.parametrize("ahead", [False, True] if IS_LONG else [True])
def test_a_server_that_lies_by_dice_while_the_worker_is_killed(any_scene: Scene, ahead: bool, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - moments, not a secret
    if ahead:
        any_scene.probe()
    with lying(Liar(seed)) as liar:
        for life in range(25):
            worker = any_scene.start(sink=cast(Sink, liar), limits=LIMITS)  # what is asked of one, the other has
            if life < 2:
                taken = any_scene.taken
                any_scene.until(lambda: any_scene.taken > taken or not worker.is_alive)  # noqa: B023 - called at once
                time.sleep(dice.random() / 5)
            if life < 2 and worker.is_alive:
                any_scene.kill(worker)
            else:
                assert worker.wait() == 0
            if _go_on(any_scene):
                break
        found = any_scene.assert_exact(
            "a server that lies by dice, kill -9", uncertain_at_most=liar.muddled + CONNECTIONS * any_scene.kills
        )
    assert any_scene.ledger().sending == "finished", found.said
    unsent = [reader for reader in any_scene.ledger().readers if reader.state in {"uncertain", "rejected"}]
    assert all(reader.reply and "@" not in reader.reply for reader in unsent)
    assert "example.net" not in any_scene.nursery.log.read_text(), "an address stands in the log"


def _go_on(scene: Scene) -> bool:
    """Whether it is over; else everything that waits is due, and a pause is ended."""
    seen = scene.ledger()
    if seen.sending == "paused":
        assert seen.reason
        scene.act("resume")
    scene.act("time_passes")
    return seen.sending == "finished"
