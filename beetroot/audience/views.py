"""The desk's page of totals: counts and curves, no address, no group so small that it is somebody."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from beetroot.audience.actions import by_language, counts, history
from beetroot.audience.rules.totals import curves
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Permission

WIDTH, HEIGHT = 720, 200
_WEEKS = 26
_KINDS = {"asked": _("signed up"), "confirmed": _("confirmed"), "left": _("left"), "bounced": _("bounced")}


@require_GET
def totals(request: HttpRequest) -> HttpResponse:
    """Every newsletter: its states, its languages, and half a year by weeks."""
    if not (isinstance(request.user, User) and request.user.may(Permission.SEE_COUNTS)):
        raise PermissionDenied
    states = {str(row["newsletter"]): row for row in counts()}
    shown = [_one(newsletter, states[newsletter.slug]) for newsletter in Newsletter.objects.order_by("name")]
    title = _("Readers")
    context = {"newsletters": shown, "header_icon": "group", "page_title": title, "header_title": title}
    return render(request, "audience/desk/totals.html", context | {"width": WIDTH, "height": HEIGHT})


def _one(newsletter: Newsletter, states: dict[str, Any]) -> dict[str, Any]:
    weeks = _weeks(timezone.now().date())
    rows = history(newsletter=newsletter, since=weeks[0])
    series = [(kind, str(name), _by_week(rows[kind], weeks)) for kind, name in _KINDS.items()]
    lines, top = curves(series, width=WIDTH, height=HEIGHT)
    return {
        "newsletter": newsletter,
        "states": states,
        "languages": by_language(newsletter=newsletter),
        "curves": lines,
        "top": top,
        "first": date_format(weeks[0], "MONTH_DAY_FORMAT"),
        "last": date_format(weeks[-1], "MONTH_DAY_FORMAT"),
        "table": [
            (date_format(week, "DATE_FORMAT"), [line.numbers[index] for line in lines])
            for index, week in reversed(list(enumerate(weeks)))
        ],
    }


def _weeks(today: date) -> list[date]:
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in range(_WEEKS - 1, -1, -1)]


def _by_week(days: dict[date, int], weeks: list[date]) -> list[int]:
    found = dict.fromkeys(weeks, 0)
    for day, number in days.items():
        monday = day - timedelta(days=day.weekday())
        if monday in found:
            found[monday] += number
    return list(found.values())
