"""The second factor of a member of staff: enrol, verify a code, renew recovery codes, remove, reset (ADR 31).

Who has verified is remembered in the session as the factor's id; the hash that ties a session to its account holds the
same id (User), so that enrolling, removing and resetting end every other session.
"""

import hmac
import time
import uuid
from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from beetroot.lib import one_time_codes
from beetroot.newsroom.actions.governing import NewsroomError, audit, require
from beetroot.newsroom.models import RecoveryCode, SecondFactor, User
from beetroot.newsroom.rules import Permission, seconds_to_wait

Used = Literal["code", "recovery code"]


class WrongCode(NewsroomError):
    """This code is wrong, too old, or was used before. Wait for the next one your phone shows."""


class NotNow(NewsroomError):
    """Too many wrong codes; no further one is looked at for a while."""

    def __init__(self, *, seconds: int) -> None:
        super().__init__(f"Too many wrong codes. Try again in {max(1, round(seconds / 60))} minutes.")
        self.seconds = seconds


def sealing_key() -> bytes:
    """32 bytes from the desk's web secret, which no backup holds and no other process reads (secret.key)."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"second factors of staff", "sha256")


@transaction.atomic
def enrol(*, by: User, secret: bytes, code: str) -> list[str]:
    """Makes this secret the person's second factor in place of an earlier one, once a code proves that their phone
    has it. Returns the new recovery codes, which cannot be shown again. Raises WrongCode."""
    step = one_time_codes.matching_step(secret, code, now=time.time())
    if step is None:
        raise WrongCode
    _drop(by)
    sealed = one_time_codes.seal_secret(secret, key=sealing_key())
    by.second_factor = SecondFactor.objects.create(id=uuid.uuid4(), sealed=sealed, last_step=step)
    by.save(update_fields=["second_factor"])
    audit(by=by, verb="second factor enrolled", about=by)
    return _new_recovery_codes(by.second_factor)


def verify(*, by: User, code: str) -> Used:
    """Takes a code once: of the clock, or for recovery. Raises WrongCode, NotNow, and Unreadable where the secret was
    sealed under another web secret. A try is counted before it is judged, so that trying in parallel gains nothing."""
    factor = SecondFactor.objects.get(user=by)
    _count_try(factor, user=by)
    used = _judge(factor, code)
    if used is None:
        raise WrongCode
    SecondFactor.objects.filter(id=factor.id).update(tries=0, not_before=None)
    if used == "recovery code":
        audit(by=by, verb="signed in by recovery code", about=by, left=factor.codes.count())
    return used


@transaction.atomic
def renew_recovery_codes(*, by: User) -> list[str]:
    """Ten new ones; the earlier ones are worth nothing from now on."""
    factor = SecondFactor.objects.get(user=by)
    factor.codes.all().delete()
    audit(by=by, verb="recovery codes renewed", about=by)
    return _new_recovery_codes(factor)


@transaction.atomic
def remove_second_factor(*, by: User) -> None:
    """A person takes their own away; whether they may is the newsroom's setting, which the next sign-in asks."""
    _drop(by)
    by.second_factor = None
    by.save(update_fields=["second_factor"])
    audit(by=by, verb="second factor removed", about=by)


@transaction.atomic
def reset_second_factor(*, user: User, by: User) -> None:
    """For a phone and codes that are lost: the factor goes, every session of the account ends. Raises NotAllowed, and
    NewsroomError where there is none."""
    require(by=by, permission=Permission.CHANGE_SETTINGS)
    if user.second_factor_id is None:
        raise NewsroomError(f"{user.get_username()} has no second factor; nothing to reset.")
    _drop(user)
    audit(by=by, verb="second factor reset", about=user)


def _drop(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()


def _count_try(factor: SecondFactor, *, user: User) -> None:
    now = timezone.now()
    if factor.not_before is not None and factor.not_before > now:
        raise NotNow(seconds=round((factor.not_before - now).total_seconds()))
    wait = seconds_to_wait(tries=factor.tries + 1)
    counted = SecondFactor.objects.filter(id=factor.id, tries=factor.tries, not_before=factor.not_before).update(
        tries=F("tries") + 1, not_before=now + timedelta(seconds=wait) if wait else None
    )
    if not counted:  # somebody tries at the same moment
        raise NotNow(seconds=60)
    if wait and not factor.not_before:
        audit(by=None, verb="too many wrong codes", about=user)


def _judge(factor: SecondFactor, code: str) -> Used | None:
    key = sealing_key()
    secret = one_time_codes.open_secret(bytes(factor.sealed), key=key)
    step = one_time_codes.matching_step(secret, code, now=time.time())
    if step is not None:
        fresh = SecondFactor.objects.filter(id=factor.id, last_step__lt=step).update(last_step=step)
        return "code" if fresh else None
    gone, _ = factor.codes.filter(mark=one_time_codes.recovery_mark(code, key=key)).delete()
    return "recovery code" if gone else None


def _new_recovery_codes(factor: SecondFactor) -> list[str]:
    codes, key = one_time_codes.new_recovery_codes(), sealing_key()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, mark=one_time_codes.recovery_mark(code, key=key)) for code in codes
    )
    return codes
