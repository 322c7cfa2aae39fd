"""Every part of a newsroom, running: the kernel lets none of them write a core file or show its memory."""

from pathlib import Path

import pytest

from tests.flows.newsrooms import Newsroom, ending
from tests.flows.servers import free_port, until

pytestmark = pytest.mark.slow
PARTS = {
    "public site": ("serve", "--role", "public"),
    "desk": ("serve", "--role", "desk"),
    "keyed worker": ("worker",),
    "keyless worker": ("worker", "--role", "keyless"),
    "feedback": ("feedback", "serve"),
}


def core_limit(process: int) -> list[str]:
    """Soft and hard limit of the size of core files, in bytes (proc(5))."""
    lines = Path(f"/proc/{process}/limits").read_text().splitlines()
    return next(line.split()[4:6] for line in lines if line.startswith("Max core file size"))


@pytest.mark.parametrize("part", PARTS)
def test_no_part_may_write_a_core_file(newsroom: Newsroom, part: str) -> None:
    port = free_port(1)
    command = PARTS[part] + (("--lmtp", f"127.0.0.1:{port}") if part == "feedback" else ())
    with ending(newsroom.with_environment(BEETROOT_PORT=str(port)).start(*command)) as process:
        until(lambda: core_limit(process.pid) == ["0", "0"], what="the limit")
