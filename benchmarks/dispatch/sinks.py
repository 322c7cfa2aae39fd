"""Servers that take mail: two that throw it away, one that answers after 20 ms, and a real Postfix."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.flows.servers import answers, free_port, postfix, until

_AS_NOBODY = ["-u", "nobody"] if os.geteuid() == 0 else []  # smtp-sink refuses to run as root
CSINK = Path(__file__).parents[3] / "shared" / "tools" / "csink.c"


@dataclass(frozen=True)
class Sink:
    """`connections`: how many each sender opens. `share`: of the readers that others get, as this one is slow.

    `ours`: which of our own cells are measured here, if not all.
    """

    name: str
    port: int
    connections: int = 16
    share: float = 1.0
    all_senders: bool = False
    ours: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"


_SLOW = ("Beetroot, RSA", "Beetroot, RSA, PostgreSQL", "Beetroot, RSA, PostgreSQL, 2 workers")
SINKS: dict[str, Sink] = {
    sink.name: sink
    for sink in (
        Sink("smtp-sink", 0, all_senders=True),
        Sink("csink", 0, ours=("Beetroot, RSA", "Beetroot, Ed25519")),
        Sink("csink, 20 ms", 0, connections=64, share=0.5, ours=_SLOW),
        Sink("csink, 20 ms, 4 connections", 0, connections=4, share=0.05, ours=_SLOW[1:]),
        Sink("Postfix", 0, share=0.2, ours=("Beetroot, RSA",)),
    )
}
"""Those there are, before they have a port."""


@contextmanager
def sinks(folder: Path, *, names: Sequence[str]) -> Iterator[list[Sink]]:
    """Started, and stopped afterwards. Without csink's source those that need it are left out."""
    with ExitStack() as stack:
        program = folder / "csink"
        if CSINK.exists():
            subprocess.run(["gcc", "-O2", "-w", "-o", program, CSINK], check=True)
        yield [
            replace(SINKS[name], port=_start(stack, name, program))
            for name in names
            if CSINK.exists() or not name.startswith("csink")
        ]


def _start(stack: ExitStack, name: str, program: Path) -> int:
    if name == "Postfix":
        return stack.enter_context(postfix()).port
    port = free_port()
    if name == "smtp-sink":
        _run(stack, [_postfix_tool("smtp-sink"), *_AS_NOBODY, f"127.0.0.1:{port}", "1000"], port)
    else:
        _run(stack, [str(program), str(port), f"{program}-{port}", "20" if "20 ms" in name else "0"], port)
    return port


def _run(stack: ExitStack, command: list[str], port: int) -> None:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    until(lambda: answers(port), what=command[0])


def _postfix_tool(name: str) -> str:
    return shutil.which(name, path="/usr/sbin:/usr/bin") or name
