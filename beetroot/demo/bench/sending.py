"""One issue sent by real workers, each a process of its own, and what that took."""

import multiprocessing
import resource
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from threading import Event
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from beetroot.demo.bench.founding import closed_issue
from beetroot.dispatch import actions as dispatch
from beetroot.dispatch.actions import rolls
from beetroot.dispatch.actions.probing import probe_server
from beetroot.dispatch.models import Sending
from beetroot.dispatch.rendering import status
from beetroot.dispatch.tasks import run_worker
from beetroot.issues.models import Issue
from beetroot.lib.errors import BeetrootError
from beetroot.lib.keyring import Keyring
from beetroot.mail.message import Template
from beetroot.newsroom.models import Newsletter, User

_LOOK_SECONDS = 0.5
_FORK = multiprocessing.get_context("fork")


class BenchFailed(BeetrootError):
    """The issue was not sent to everybody; look at the mail server, then try again."""


@dataclass(frozen=True)
class Job:
    """`server` is a URL as in smtp_url; `connections` are those of each worker; `signature` as in `signatures`.

    `probe`: the server is asked first, with one mail more, whether it takes the next envelope with a final dot.
    """

    server: str
    connections: int
    workers: int = 1
    signature: str = "rsa"
    probe: bool = True


@dataclass(frozen=True)
class Figures:
    """What a sending took. `seconds` run from the workers' start, with the audience frozen, to "finished".

    `cpu_us_per_message` is the processor time of the workers and their presses; `peak_rss_mb` the memory of all of them
    together, everything a worker has loaded included, and of a press what it does not share with its worker.
    """

    messages: int
    seconds: float
    messages_per_second: float
    cpu_us_per_message: float
    peak_rss_mb: float
    database: str
    signature: str
    workers: int
    connections: int
    message_octets: int
    freezing_seconds: float


def send(job: Job, *, newsletter: Newsletter, keyring: Keyring) -> Figures:
    """Sends one more issue to every reader. Raises BenchFailed where not all of them were accepted."""
    settings.BEETROOT_SMTP_URL, settings.BEETROOT_CONNECTIONS = job.server, job.connections
    settings.BEETROOT_SIGNATURES = job.signature
    if job.probe:
        probe_server()
    issue = closed_issue(newsletter)
    frozen = _freeze(issue)
    vendor = connection.vendor
    connections.close_all()  # no worker may share one
    began = time.monotonic()
    cpu_seconds, peak_mb = _work(job, keyring)
    seconds = time.monotonic() - began
    counts = status(issue)["totals"]
    if counts["accepted"] != counts["audience"]:
        raise BenchFailed(f"Of {counts['audience']} messages {counts['accepted']} were accepted: {_reason(issue)}.")
    messages = counts["audience"]
    return Figures(
        messages=messages,
        seconds=round(seconds, 3),
        messages_per_second=round(messages / seconds, 1),
        cpu_us_per_message=round(cpu_seconds / messages * 1e6, 1),
        peak_rss_mb=round(peak_mb, 1),
        database=vendor,
        signature=job.signature,
        workers=job.workers,
        connections=job.connections,
        message_octets=_octets(issue),
        freezing_seconds=round(frozen, 2),
    )


def _freeze(issue: Issue) -> float:
    """Seconds for writing the audience down."""
    dispatch.queue(issue=issue, by=User.objects.get(username="bench"), now=True)
    rolls.start_due(now=timezone.now())
    sending, began = Sending.objects.get(issue=issue), time.monotonic()
    for edition in issue.editions.all():
        while rolls.freeze_chunk(sending=sending, edition=edition):
            pass
    return time.monotonic() - began


def _work(job: Job, keyring: Keyring) -> tuple[float, float]:
    """Seconds of the processors, and the most memory that all workers had at one time, in MB."""
    pipes = []
    for _ in range(job.workers):
        ours, theirs = _FORK.Pipe(duplex=False)
        process = _FORK.Process(target=_worker, args=(keyring, theirs))
        process.start()
        theirs.close()
        pipes.append((process, ours))
    peak = 0.0
    while any(process.is_alive() for process, _ours in pipes):
        wait([process.sentinel for process, _ours in pipes if process.is_alive()], timeout=_LOOK_SECONDS)
        peak = max(peak, sum(_memory(process.pid or 0) for process, _ours in pipes))
    seconds = 0.0
    for process, ours in pipes:
        process.join()
        if process.exitcode != 0 or not ours.poll():
            raise BenchFailed("A worker ended with an error; its messages stand above.")
        used, most = ours.recv()
        seconds, peak = seconds + used, max(peak, most)
    return seconds, peak


def _memory(pid: int) -> float:
    """MB of a worker and of what its presses do not share with it; 0 where it has ended."""
    try:
        kilobytes = _kilobytes(pid, "Rss:") + sum(_kilobytes(each, "Private_") for each in _descendants(pid))
    except OSError:
        return 0.0
    return kilobytes / 1024


def _descendants(pid: int | str) -> list[str]:
    """Of a worker: its foreman, and that one's presses."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return children + [each for child in children for each in _descendants(child)]


def _kilobytes(pid: int | str, names: str) -> int:
    """proc_pid_smaps(5): the sum of the lines that begin so."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(names))


def _worker(keyring: Keyring, told: Any) -> None:
    before = _cpu()
    run_worker(role="keyed", keyring=keyring, until_idle=True, wait=2, stop=Event())
    connections.close_all()
    told.send((_cpu() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def _cpu() -> float:
    """Of this process and of the presses that it has ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _octets(issue: Issue) -> int:
    """Of the frozen mail that most readers get, before it is signed and addressed."""
    row = issue.editions.get().renderings.get(kind="mail", format="full", subject_style="subject")
    template = Template.from_bytes(bytes(row.content))
    return sum(map(len, template.body.constants)) + sum(len(value.fill(_EMPTY)) for _name, value in template.fields)


_EMPTY = dict.fromkeys(("to", "date", "message_id", "leave_token"), b"")


def _reason(issue: Issue) -> str:
    return Sending.objects.get(issue=issue).reason or "see the worker's messages"
