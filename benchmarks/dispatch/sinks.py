"""Servers that take mail: two that throw it away, one that answers after 20 ms, and a real Postfix."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.flows.servers import answers, free_port, postfix, until

_AS_NOBODY = ["-u", "nobody"] if os.geteuid() == 0 else []  # smtp-sink refuses to run as root
CSINK = Path(__file__).parents[3] / "shared" / "tools" / "csink.c"


@dataclass(frozen=True)
class Sink:
    """`connections`: how many each sender opens. `share`: of the readers that others send to, as this one is slow.

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


@contextmanager
def sinks(folder: Path, *, quick: bool) -> Iterator[list[Sink]]:
    """Started, and stopped afterwards. Without csink's source or Postfix those that need them are left out."""
    with ExitStack() as stack:
        port = free_port()
        _run(stack, [_postfix_tool("smtp-sink"), *_AS_NOBODY, f"127.0.0.1:{port}", "1000"], port)
        made = [Sink("smtp-sink", port, all_senders=True)]
        if CSINK.exists():
            program = folder / "csink"
            subprocess.run(["gcc", "-O2", "-w", "-o", program, CSINK], check=True)
            made.append(_csink(stack, program, "csink", ours=("Beetroot, RSA", "Beetroot, Ed25519")))
            slow = ("Beetroot, RSA", "Beetroot, RSA, PostgreSQL", "Beetroot, RSA, PostgreSQL, 2 workers")
            made.append(_csink(stack, program, "csink, 20 ms", latency=20, connections=64, share=0.2, ours=slow))
            if not quick:
                name = "csink, 20 ms, 4 connections"
                made.append(_csink(stack, program, name, latency=20, connections=4, share=0.05, ours=slow[1:]))
        box = stack.enter_context(postfix())
        made.append(Sink("Postfix", box.port, share=0.1, ours=("Beetroot, RSA",)))
        yield made


def _csink(
    stack: ExitStack, program: Path, name: str, *, latency: int = 0, connections: int = 16, share: float = 1.0,
    ours: tuple[str, ...],
) -> Sink:  # fmt: skip
    port = free_port()
    _run(stack, [str(program), str(port), f"{program}-{port}", str(latency)], port)
    return Sink(name, port, connections=connections, share=share, ours=ours)


def _run(stack: ExitStack, command: list[str], port: int) -> None:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    until(lambda: answers(port), what=command[0])


def _postfix_tool(name: str) -> str:
    return shutil.which(name, path="/usr/sbin:/usr/bin") or name
