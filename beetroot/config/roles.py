"""A web process becomes public or desk before its application is built (design decisions 7 and 11)."""

import secrets
from typing import Literal

from django.conf import settings

from beetroot.config.uploads import LONGEST_FORM

WebRole = Literal["public", "desk"]

#: Readers bring no session and no sign-in; the public process has no code on its path that would read one.
_DESK_ONLY = {
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "beetroot.config.door.SecondFactorGate",
    "django.contrib.messages.middleware.MessageMiddleware",
}
_PUBLIC_ONLY = {"beetroot.config.hosts.FormerHosts"}


def enter(role: WebRole) -> None:
    """Narrows this process to one role; call once, before the first request is answered."""
    settings.ROOT_URLCONF = f"beetroot.config.urls_{role}"
    others = _DESK_ONLY if role == "public" else _PUBLIC_ONLY
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name not in others]
    if role == "public":
        # Only second pages of forms are signed here, for an hour; whoever seizes this process can sign nothing else.
        settings.SECRET_KEY = secrets.token_urlsafe(48)
        settings.CSRF_FAILURE_VIEW = "beetroot.public.views.errors.refused"
        settings.FILE_UPLOAD_HANDLERS = ["beetroot.config.uploads.NoFiles"]
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = LONGEST_FORM
