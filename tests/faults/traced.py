"""strace, which kills a process on entering its N-th system call, or lets that call fail."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.nursery import Child


@contextmanager
def traced(worker: Child, injection: str) -> Iterator[None]:
    """`worker` was started gated and is let go under strace with e.g. `fdatasync:signal=SIGKILL:when=3`.

    Calls are counted in each thread by itself.
    """
    program = shutil.which("strace")
    if program is None:
        pytest.fail("strace is not installed; run tools/system-packages.")
    call = injection.partition(":")[0]
    command = [program, "-f", "-qq", "-e", f"trace={call}", "-e", f"inject={injection}", "-p", str(worker.pid)]
    tracer = subprocess.Popen([*command, "-o", os.devnull], stderr=subprocess.PIPE, text=True)
    try:
        _wait_until_traced(worker.pid, tracer)
        worker.let_go()
        yield
    finally:
        tracer.terminate()
        tracer.communicate(timeout=20)


def _wait_until_traced(pid: int, tracer: "subprocess.Popen[str]") -> None:
    ends = time.monotonic() + 10
    while "TracerPid:\t0\n" in Path(f"/proc/{pid}/status").read_text():
        if tracer.poll() is not None or time.monotonic() > ends:
            pytest.fail(f"strace cannot trace: {tracer.communicate()[1]}")
        time.sleep(0.01)
