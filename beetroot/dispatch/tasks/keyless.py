"""The keyless worker: Django's small tasks, pages whose time to go live or to expire has come, redactions to finish."""

import logging
import time
from threading import Event

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from beetroot.dispatch.actions import compacting
from beetroot.dispatch.tasks.waiting import NextDue, Patience, refresh_connections
from beetroot.newsroom.actions import purge
from beetroot.record.actions import go_on_with_redactions

_log = logging.getLogger("beetroot.dispatch")

_PUBLISH_SECONDS = 30
_PAUSE_SECONDS = 1.0


def run(*, until_idle: bool, wait: int, stop: Event) -> NextDue | None:
    """See `run_worker`."""
    patience = Patience(until_idle, wait)
    published = -_PUBLISH_SECONDS * 1.0
    while not stop.is_set():
        refresh_connections()
        if time.monotonic() - published >= _PUBLISH_SECONDS:
            call_command("publish_scheduled", verbosity=0)
            published = time.monotonic()
            compact_old_ledgers(stop)
            go_on_with_redactions()
            purge(today=timezone.now().date())
        _run_ready_tasks()
        due = _next_due()
        if patience.is_over(due):
            return due
        stop.wait(_PAUSE_SECONDS)
    return None


def compact_old_ledgers(stop: Event) -> None:
    """Ledgers that finished long ago become counts, in short transactions."""
    while not stop.is_set() and compacting.compact_chunk(after_days=settings.BEETROOT_DISPATCH.compact_after_days):
        refresh_connections()


def _run_ready_tasks() -> None:
    """django-tasks-db's own worker, until no task is ready."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="beetroot",
        excluded_queue_names=[],
    ).run()


def _next_due() -> NextDue | None:
    later = DBTaskResult.objects.filter(status="READY", run_after__isnull=False).order_by("run_after").first()
    return NextDue(later.run_after) if later else None
