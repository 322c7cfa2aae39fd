"""The statements that every message passes, as SQL whose text never changes: databases prepare them once.

Building the same queries anew for each window cost more than running them. What is seldom stays with the models.
Every statement is conditional on state, epoch and lease, and says which rows it really changed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from beetroot.audience.actions.batches import among, as_array
from beetroot.audience.rules import Recipient
from beetroot.dispatch.rules.deliveries import State

_CLAIM = """
    UPDATE dispatch_delivery SET state = 'claimed', worker_id = %s, epoch = %s, arming = 0, lease_until = %s
    WHERE edition_id = %s AND state = '{state}' AND id IN (
        SELECT id FROM dispatch_delivery
        WHERE edition_id = %s AND state = '{state}' AND {due} ORDER BY {order} LIMIT %s {lock})
    RETURNING id, subscription_id, format, subject_style"""
# One state at a time: so the index gives the rows in order, and a claim costs the same however many wait.
_QUEUED = {"state": "queued", "due": "(not_before IS NULL OR not_before <= %s)", "order": "id"}
_PUT_OFF = {"state": "deferred", "due": "not_before <= %s", "order": "not_before"}

_ADD = """
    INSERT INTO dispatch_delivery (edition_id, subscription_id, state, format, subject_style,
        decided, not_before, reply, epoch, arming, lane, attempts, repeats, relay)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, 0, '', 0, 0, '')"""

_RENEW = """
    UPDATE dispatch_worker
    SET heartbeat = %s, lease_until = %s, messages_per_second = %s, arming = COALESCE(%s, arming)
    WHERE id = %s AND epoch = %s AND lease_until > %s"""

_ARM = """
    UPDATE dispatch_delivery SET state = 'armed', arming = %s, armed_at = %s, lease_until = %s, not_before = NULL
    WHERE edition_id = %s AND worker_id = %s AND epoch = %s AND state = 'claimed' AND lease_until > %s AND {among}
    RETURNING id"""

_SETTLE = """
    UPDATE dispatch_delivery SET state = %s, lane = %s, reply = %s, not_before = NULL, lease_until = NULL
    WHERE edition_id = %s AND worker_id = %s AND epoch = %s AND arming = %s
    AND state IN ('armed', 'uncertain', 'claimed') AND {among}"""

_RUNNING = """
    SELECT sending.id, sending.first_armed_at FROM dispatch_sending sending
    JOIN issues_edition edition ON edition.issue_id = sending.issue_id
    WHERE edition.id = %s AND sending.state = 'sending'"""

_WAITING = """
    SELECT count(*) FROM (
        SELECT 1 FROM dispatch_delivery WHERE edition_id = %s AND state = 'queued' LIMIT %s) waiting"""

_DIGESTS = "SELECT sha256 FROM issues_rendering WHERE edition_id = %s AND kind = 'mail'"


def add(*, edition_id: int, readers: Iterable[Recipient], doubt: tuple[datetime, str] | None = None) -> None:
    """Writes down a delivery for each reader. A thousand objects of the model would take five times as long.

    `doubt`: they are uncertain from the beginning, not to be repeated before then, with the reason.
    """
    native = connection.vendor == "postgresql"
    state = State.UNCERTAIN if doubt else State.QUEUED
    not_before, reply = (_at(doubt[0]), doubt[1]) if doubt else (None, "")
    rows = [
        (
            edition_id,
            reader if native else reader.hex,
            state.value,
            each.format,
            each.subject_style,
            False,
            not_before,
            reply,
        )
        for each in readers
        for reader in (each.subscription_id,)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, rows)


def claim(*, edition_id: int, worker_id: int, epoch: int, now: datetime, until: datetime, limit: int) -> list[Any]:
    """Claims due rows, put-off ones first; gives (id, subscription id, format, subject style) in order of ids."""
    rows: list[Any] = []
    for which in (_PUT_OFF, _QUEUED):
        if len(rows) < limit:
            lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
            parameters = [worker_id, epoch, _at(until), edition_id, edition_id, _at(now), limit - len(rows)]
            rows += _rows(_CLAIM.format(**which, lock=lock), parameters)
    return sorted(rows)


def renew_worker(
    *, worker_id: int, epoch: int, now: datetime, until: datetime, arming: int | None, messages_per_second: float
) -> bool:
    """Renews the lease of a worker that still has one, and notes its arming; False where it has none."""
    parameters = [_at(now), _at(until), messages_per_second, arming, worker_id, epoch, _at(now)]
    return _changed(_RENEW, parameters) == 1


def arm(
    *, edition_id: int, worker_id: int, epoch: int, arming: int, now: datetime, until: datetime, ids: Iterable[int]
) -> set[int]:
    """Arms rows that this worker holds; gives those that it really held."""
    parameters = [arming, _at(now), _at(until), edition_id, worker_id, epoch, _at(now), as_array(ids)]
    return {row[0] for row in _rows(_ARM.format(among=among("id")), parameters)}


def settle(
    *, edition_id: int, worker_id: int, epoch: int, arming: int, state: State, lane: str, reply: str, ids: Sequence[int]
) -> None:
    """Writes a final state for rows of one arming; not for those that were settled otherwise meanwhile."""
    parameters = [state.value, lane, reply, edition_id, worker_id, epoch, arming, as_array(ids)]
    _changed(_SETTLE.format(among=among("id")), parameters)


def running_sending(edition_id: int) -> tuple[int, object] | None:
    """Id and first arming (None before it) of the edition's sending, if it runs."""
    return next(iter(_rows(_RUNNING, [edition_id])), None)


def waiting(*, edition_id: int, most: int) -> int:
    """How many rows of an edition are queued, counted up to `most`."""
    return int(_rows(_WAITING, [edition_id, most])[0][0])


def digests(edition_id: int) -> frozenset[str]:
    """Of an edition's frozen mails as they are now."""
    return frozenset(row[0] for row in _rows(_DIGESTS, [edition_id]))


def _rows(sql: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _changed(sql: str, parameters: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount


def _at(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
