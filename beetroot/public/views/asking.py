"""What forms at the doors have in common: who asks too often, what stands in the form, and the second page.

The website's form, a form embedded elsewhere and the JSON interface are one path: no field that is left out and no
other address goes around the judgement (attack 21).
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from beetroot.newsroom.models import Newsroom
from beetroot.public.rules import Crowd, Press, Verdict, judge
from beetroot.public.rules.providers import domains, is_unsafe, meant

CROWD = Crowd()
MAX_JSON = 8_192
_STAMP = signing.TimestampSigner(salt="beetroot.public.signup")
_LONGEST = 320


@dataclass(frozen=True)
class Asked:
    """A posted form, judged. `suggestion` and `unsafe` depend on the typed words alone, never on the list."""

    fields: Mapping[str, str] = field(repr=False)
    address: str = field(repr=False)
    verdict: Verdict
    crowded: bool
    unsafe: bool
    suggestion: str | None = field(repr=False)
    as_json: bool
    other_ways: tuple[str, ...] = ()

    def said(self, name: str, otherwise: str = "") -> str:
        """A field, cut to a sensible length."""
        return self.fields.get(name, otherwise)[:_LONGEST]


def read(request: HttpRequest) -> Asked:
    """The form or JSON document of this request. A document that is none counts as an empty form."""
    as_json = request.content_type == "application/json"
    fields = _json(request) if as_json else {name: str(value) for name, value in request.POST.items()}
    address = fields.get("email", "").strip()
    room = Newsroom.objects.only("unsafe_providers", "other_ways").first()
    unsafe = room is not None and is_unsafe(address, domains(room.unsafe_providers))
    suggestion = meant(address[:_LONGEST])
    press = CROWD.press(request.META.get("REMOTE_ADDR", ""), now=timezone.now())
    verdict = judge(
        trap=fields.get("website", ""),
        press=press,
        form_age=_form_age(fields.get("stamp", "")),
        doubtful=unsafe or suggestion is not None,
    )
    ways = tuple(room.other_ways.split()) if room else ()
    return Asked(fields, address, verdict, press is Press.LARGE, unsafe, suggestion, as_json, ways)


def too_many(language: str) -> str:
    """What is said to a network from which a flood comes."""
    with translation.override(language):
        return _(
            "Too many sign-ups come from your network just now. Please try again in two hours, or from another one."
        )


def stamp() -> str:
    """Goes into a second page: when it was made, and that it is answered once."""
    return _STAMP.sign_object({"made": timezone.now().timestamp(), "nonce": secrets.token_urlsafe(9)})


def _form_age(text: str) -> timedelta | None:
    """How long ago the second page was made; a stamp that is not ours, or was used before, counts as none."""
    try:
        stamped = _STAMP.unsign_object(text)
        age = timedelta(seconds=timezone.now().timestamp() - stamped["made"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    fitting = judge(trap="", press=Press.CALM, form_age=age) is Verdict.TAKE
    return age if not fitting or CROWD.spend(stamped["nonce"]) else timedelta(seconds=-1)


def _json(request: HttpRequest) -> dict[str, str]:
    body = request.read(MAX_JSON + 1)
    try:
        document: Any = json.loads(body) if len(body) <= MAX_JSON else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(document, dict):
        return {}
    return {str(name): value for name, value in document.items() if isinstance(value, str)}
