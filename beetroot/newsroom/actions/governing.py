"""The newsroom, its people, newsletters and keys; and who may do what."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.auth.models import Permission as DjangoPermission
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone

from beetroot.lib.errors import BeetrootError
from beetroot.newsroom.models import AuditEntry, KeyRecord, Newsletter, Newsroom, SecondFactor, User
from beetroot.newsroom.rules import DESK_PERMISSIONS, Permission, Role

_FORMER = "former-"
_ADDRESS_LIKE = re.compile(r"[^\s@]@[^\s@]+\.")


class NewsroomError(BeetrootError):
    """The newsroom's own settings, people or keys do not allow this."""


class NotAllowed(NewsroomError):
    """This person's roles do not include that; ask an operator, or somebody who has the role."""


class AddressInAudit(NewsroomError):
    """An audit line must not hold anything that looks like a mail address."""


def require(*, by: User, permission: Permission) -> None:
    """Raises NotAllowed unless one of the person's roles holds the permission."""
    if not by.may(permission):
        raise NotAllowed(f"{by.get_username()} may not {permission.value}. Ask an operator for the role.")


def audit(*, by: User | None, verb: str, about: models.Model | None = None, **detail: str | int | bool | None) -> None:
    """Writes one audit line. Raises AddressInAudit rather than let an address in."""
    if any(isinstance(value, str) and _ADDRESS_LIKE.search(value) for value in detail.values()):
        raise AddressInAudit(f"The audit line {verb!r} would hold a mail address; it was not written.")
    subject = f"{about._meta.label_lower}:{about.pk}" if about is not None else ""
    AuditEntry.objects.create(by=by, verb=verb, about=subject, detail=detail)


@transaction.atomic
def found(*, name: str, language: str = "en", **settings: Any) -> Newsroom:
    """Makes the newsroom's one row and the groups of its roles; called again, it changes nothing.

    Raises ValidationError naming each wrong field.
    """
    Newsroom(name=name, language=language, **settings).clean_fields()
    newsroom, created = Newsroom.objects.get_or_create(id=1, defaults={"name": name, "language": language, **settings})
    for role in Role:
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.add(*_desk_permissions(role))
    if created:
        audit(by=None, verb="newsroom founded", about=newsroom)
    return newsroom


def _desk_permissions(role: Role) -> list[DjangoPermission]:
    names = [name.split(".") for name in DESK_PERMISSIONS[role]]
    return [DjangoPermission.objects.get(content_type__app_label=app, codename=code) for app, code in names]


@transaction.atomic
def hire(
    *,
    by: User | None,
    username: str,
    password: str,
    roles: Iterable[Role],
    email: str = "",
    name: str = "",
    on_proof_list: bool = False,
) -> User:
    """A new member of staff with these roles. `by` is None only while the newsroom is being founded."""
    if by is not None:
        require(by=by, permission=Permission.CHANGE_SETTINGS)
    first, _, last = name.partition(" ")
    user = User.objects.create_user(
        username=username,
        email=email,
        password=password,
        first_name=first,
        last_name=last,
        on_proof_list=on_proof_list,
    )
    user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    audit(by=by, verb="hired", about=user, roles=", ".join(sorted(roles)))
    return user


@transaction.atomic
def start_newsletter(*, by: User | None, slug: str, **fields: Any) -> Newsletter:
    """A new newsletter. Raises ValidationError naming each wrong field."""
    if by is not None:
        require(by=by, permission=Permission.CHANGE_SETTINGS)
    newsletter = Newsletter(slug=slug, **fields)
    newsletter.full_clean()
    newsletter.save()
    keep_consent(newsletter=newsletter, by=by)
    audit(by=by, verb="newsletter started", about=newsletter)
    return newsletter


@transaction.atomic
def keep_consent(*, newsletter: Newsletter, by: User | None) -> int:
    """After a change of what readers agree to: the text gets the next version, the older ones stay. Returns the
    current version; unchanged words change nothing."""
    last = newsletter.consent_texts.order_by("-version").first()
    if last is not None and last.text == newsletter.consent_text:
        return last.version
    version = last.version + 1 if last else newsletter.consent_version
    newsletter.consent_texts.create(version=version, text=newsletter.consent_text, since=timezone.now().date())
    Newsletter.objects.filter(pk=newsletter.pk).update(consent_version=version)
    newsletter.consent_version = version
    audit(by=by, verb="consent text changed", about=newsletter, version=version)
    return version


def newsletter_named(slug: str) -> Newsletter:
    """The newsletter with this short name. Raises NewsroomError naming those that exist."""
    newsletter = Newsletter.objects.filter(slug=slug).first()
    if newsletter is None:
        known = ", ".join(Newsletter.objects.values_list("slug", flat=True)) or "none yet"
        raise NewsroomError(f"There is no newsletter {slug!r}; there is: {known}.")
    return newsletter


@transaction.atomic
def register_key(*, id: str, purpose: str, public: bytes | None, by: User | None = None) -> KeyRecord:
    """Makes this the current key of its purpose; the one before it is kept as retired, never deleted."""
    KeyRecord.objects.filter(purpose=purpose, state=KeyRecord.State.CURRENT).update(state=KeyRecord.State.RETIRED)
    record = KeyRecord.objects.create(id=id, purpose=purpose, public=public, made_on=timezone.now().date())
    audit(by=by, verb="key registered", about=record, purpose=purpose)
    return record


@transaction.atomic
def keep_sealed(*, keys: dict[str, bytes], by: User | None = None) -> int:
    """Keeps private keys, each sealed to the offline recovery key, beside their public halves; returns how many."""
    kept = sum(KeyRecord.objects.filter(id=key_id).update(escrow=sealed) for key_id, sealed in keys.items())
    audit(by=by, verb="keys sealed to the recovery key", keys=kept)
    return kept


def purge(*, today: date) -> None:
    """What has had its day: audit lines, accounts of former colleagues, sessions. Repeated, it changes nothing."""
    room = Newsroom.objects.first()
    if room is None:
        return
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    User.objects.filter(is_active=True).exclude(left_on=None).update(left_on=None)
    User.objects.filter(is_active=False, left_on=None).update(left_on=today)
    due = User.objects.filter(is_active=False, left_on__lt=today - timedelta(days=room.former_staff_days))
    for person in due.exclude(username__startswith=_FORMER):
        _erase_person(person)
    _purge_audit(before=timezone.now() - timedelta(days=room.audit_days))


def _purge_audit(*, before: datetime) -> None:
    with transaction.atomic():
        gone, _ = AuditEntry.objects.filter(at__lt=before).delete()
        if gone:
            audit(by=None, verb="old audit lines purged", lines=gone)


@transaction.atomic
def _erase_person(person: User) -> None:
    """The row stays, as issues and audit point at it; nothing in it says who it was."""
    person.username = f"{_FORMER}{person.pk}"
    person.first_name = person.last_name = person.email = ""
    person.on_proof_list = person.is_staff = person.is_superuser = False
    person.last_login = None
    if person.left_on is not None:
        person.date_joined = datetime.combine(person.left_on, time(), tzinfo=UTC)
    person.set_unusable_password()
    SecondFactor.objects.filter(user=person).delete()
    person.second_factor = None
    person.save()
    person.groups.clear()
    _forget_in_wagtail(person)
    audit(by=None, verb="former colleague erased", about=person)


def _forget_in_wagtail(person: User) -> None:
    """Its log has names of accounts as labels; its profiles have pictures."""
    log = apps.get_model("wagtailcore", "ModelLogEntry")
    mine = {"content_type__app_label": "newsroom", "content_type__model": "user", "object_id": str(person.pk)}
    log._default_manager.filter(**mine).update(label=person.username, data={})
    for profile in apps.get_model("wagtailusers", "UserProfile")._default_manager.filter(user=person):
        if profile.avatar:
            profile.avatar.delete(save=False)
        profile.delete()
