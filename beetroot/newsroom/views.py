"""The pages of the second factor: ask for a code, set one up, look after it. Nothing here signs anybody in."""

import time
from typing import Any, cast

import segno
from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from beetroot.lib import one_time_codes
from beetroot.lib.errors import BeetrootError
from beetroot.newsroom import actions
from beetroot.newsroom.models import Newsroom, User
from beetroot.newsroom.rules import needs_second_factor

#: What this session has proved; the secret it is setting up, sealed, for sessions are rows; until when it may put
#: another phone in place of the present one.
_VERIFIED, _PENDING, _REPLACING = "second_factor", "second_factor_pending", "second_factor_replacing"
_REPLACING_SECONDS = 900
_PLACE = "newsroom/desk/second_factor"
_CODE = forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"})
_ASK_TEMPLATE, _SET_UP_TEMPLATE = f"{_PLACE}/ask.html", f"{_PLACE}/set_up.html"
_CODES_TEMPLATE, _MANAGE_TEMPLATE = f"{_PLACE}/codes.html", f"{_PLACE}/manage.html"


class CodeForm(forms.Form):
    """One code, of the clock or for recovery."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=40, widget=_CODE)

    def __init__(self, *arguments: Any, user: User, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.user = user


class VerifyForm(CodeForm):
    """Takes the code: a valid form has used it up."""

    def clean_code(self) -> str:
        """Refusals of the action become the form's."""
        code: str = self.cleaned_data["code"]
        try:
            self.used = actions.verify(by=self.user, code=code)
        except (actions.NewsroomError, one_time_codes.Unreadable) as error:
            raise forms.ValidationError(_refusal(error)) from error
        return code


class _PasswordForm(CodeForm):
    """A session that was left open must not be enough to change how its account is guarded."""

    password = forms.CharField(
        label=gettext_lazy("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    field_order = ("password", "code")

    def clean_password(self) -> str:
        """Raises ValidationError for a wrong one."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password


class SetUpForm(_PasswordForm):
    """The code that a phone shows once it has the secret, and the password."""

    code = forms.CharField(label=gettext_lazy("The six digits that the app shows"), max_length=40, widget=_CODE)


class ManageForm(_PasswordForm, VerifyForm):
    """Password and a code that is used up; not looked at while the password is wrong."""

    def clean_code(self) -> str:
        """As VerifyForm."""
        return super().clean_code() if "password" in self.cleaned_data else str(self.cleaned_data["code"])


def has_verified(request: HttpRequest) -> bool:
    """Whether this session has proved the factor that the account has now."""
    user = cast(User, request.user)
    return user.second_factor_id is not None and request.session.get(_VERIFIED) == str(user.second_factor_id)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The code after the password."""
    user, onwards = cast(User, request.user), _onwards(request)
    if user.second_factor_id is None or has_verified(request):
        return HttpResponseRedirect(onwards)
    form = VerifyForm(request.POST or None, user=user)
    if form.is_valid():
        _remember(request, user)
        return HttpResponseRedirect(onwards if form.used == "code" else reverse("second_factor:manage"))
    return TemplateResponse(request, _ASK_TEMPLATE, {"form": form, "next": onwards})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """A phone gets the secret, as a drawing and as letters, and proves it; then the recovery codes, once."""
    user, onwards = cast(User, request.user), _onwards(request)
    if user.second_factor_id is not None and request.session.get(_REPLACING, 0) < time.time():
        return HttpResponseRedirect(reverse("second_factor:manage"))
    secret = _pending(request)
    form = SetUpForm(request.POST or None, user=user)
    if form.is_valid():
        try:
            codes = actions.enrol(by=user, secret=secret, code=form.cleaned_data["code"])
        except actions.WrongCode as error:
            form.add_error("code", _refusal(error))
        else:
            return _show_codes(request, user, codes, onwards)
    context = {"form": form, "next": onwards, "must": _must(user), **_drawn(secret, user)}
    return TemplateResponse(request, _SET_UP_TEMPLATE, context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def manage(request: HttpRequest) -> HttpResponse:
    """How many recovery codes are left; new ones, another phone, none at all."""
    user = cast(User, request.user)
    if user.second_factor is None:
        return HttpResponseRedirect(reverse("second_factor:set_up"))
    form = ManageForm(request.POST or None, user=user)
    if form.is_valid():
        return _changed(request, user)
    context = {"form": form, "left": user.second_factor.codes.count(), "must": _must(user)}
    return TemplateResponse(request, _MANAGE_TEMPLATE, context)


def _changed(request: HttpRequest, user: User) -> HttpResponse:
    if "replace" in request.POST:
        request.session[_REPLACING] = time.time() + _REPLACING_SECONDS
        return HttpResponseRedirect(reverse("second_factor:set_up"))
    if "remove" in request.POST and not _must(user):
        actions.remove_second_factor(by=user)
        _remember(request, user)
        return HttpResponseRedirect(reverse("wagtailadmin_account"))
    return _show_codes(request, user, actions.renew_recovery_codes(by=user), reverse("wagtailadmin_account"))


def _show_codes(request: HttpRequest, user: User, codes: list[str], onwards: str) -> HttpResponse:
    _remember(request, user)
    context = {"codes": codes, "next": onwards, "newsroom": Newsroom.current().name}
    return TemplateResponse(request, _CODES_TEMPLATE, context)


def _remember(request: HttpRequest, user: User) -> None:
    """This session goes on, under a new number; every other of the account ends if the factor is another now."""
    update_session_auth_hash(request, user)
    request.session[_VERIFIED] = str(user.second_factor_id)
    for key in (_PENDING, _REPLACING):
        request.session.pop(key, None)


def _pending(request: HttpRequest) -> bytes:
    """The secret that is being set up: the same until it is proved, so that a mistyped code needs no new scan."""
    key, kept = actions.sealing_key(), request.session.get(_PENDING)
    if kept:
        return one_time_codes.open_secret(bytes.fromhex(kept), key=key)
    secret = one_time_codes.new_secret()
    request.session[_PENDING] = one_time_codes.seal_secret(secret, key=key).hex()
    return secret


def _drawn(secret: bytes, user: User) -> dict[str, str | SafeString]:
    uri = one_time_codes.enrolment_uri(secret, account=user.get_username(), issuer=Newsroom.current().name)
    drawing = segno.make(uri, micro=False, error="m").svg_inline(omitsize=True, light="#fff", dark="#000")
    return {"uri": uri, "drawing": mark_safe(drawing), "letters": one_time_codes.letters(secret)}  # noqa: S308 - of numbers only


def _must(user: User) -> bool:
    return needs_second_factor(user.roles, required=settings.BEETROOT_SECOND_FACTOR)


def _onwards(request: HttpRequest) -> str:
    """Where the person wanted to go, on this host; else the desk's first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("wagtailadmin_home")


def _refusal(error: BeetrootError) -> str:
    if isinstance(error, actions.NotNow):
        minutes = max(1, round(error.seconds / 60))
        return _("Too many wrong codes. Try again in %(minutes)s min.") % {"minutes": minutes}
    if isinstance(error, one_time_codes.Unreadable):
        return _("Your second step cannot be read on this server. Ask an operator to reset it.")
    return _("This code is wrong, too old, or was used before. Wait for the next one that the app shows.")
