"""Validators of single fields, for forms and for `full_clean`."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from beetroot.lib import edtf_dates, inline_html

language_tag = RegexValidator(
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", _("Write the language as en, be, ru or zh-Hant (BCP 47).")
)
one_line = RegexValidator(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]",
    _("Use one line without control or direction marks."),
    inverse_match=True,
)


def edtf(value: str) -> None:
    """Raises ValidationError unless the value is an EDTF date."""
    if not edtf_dates.is_valid(value):
        raise ValidationError(_("Write the date as 2022-11-15, 2022-11, 2022 or 2022-11~."))


def web_address(value: str) -> None:
    """Raises ValidationError unless the value is an http or https address without a password in it."""
    if not (inline_html.safe_target(value) or "").startswith(("http://", "https://")):
        raise ValidationError(_("Use an address that begins with https://."))
