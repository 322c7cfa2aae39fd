"""A situation's board, corrections and redactions at the desk."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from beetroot.lib.errors import BeetrootError
from beetroot.record import actions
from beetroot.record.models import FACTS, Anchor, Correction, Fact, Redaction, Situation
from beetroot.record.rendering.board import board, page_in_story
from beetroot.record.rendering.situation import situation as whole
from beetroot.record.rules.vocabulary import CorrectionState
from beetroot.record.views.access import for_confirmers, staff
from beetroot.record.views.forms import CorrectionForm, RedactionForm


@require_safe
@for_confirmers
def show_board(request: HttpRequest, slug: str) -> HttpResponse:
    """What is known, said and denied, and what waits."""
    situation = get_object_or_404(Situation, slug=slug)
    context = {
        "situation": situation,
        "board": board(situation),
        "view": whole(slug),
        "corrections": Correction.objects.filter(situation=situation),
        "page_title": _("Board"),
        "page_subtitle": situation.title,
        "header_icon": "list-ul",
    }
    return render(request, "record/desk/board.html", context)


@for_confirmers
def correct_fact(request: HttpRequest, kind: str, fact_id: UUID) -> HttpResponse:
    """Who carried it, and the form that puts a notice on all of them at once."""
    fact = _fact(kind, fact_id)
    begun = Correction.objects.filter(fact_id=fact.pk, state=CorrectionState.BEING_CORRECTED, followed_by=None).first()
    was = begun.was if begun else str(fact)
    form = CorrectionForm(request.POST or None, initial={"was": was, "state": CorrectionState.CORRECTED})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.correct(fact=fact, by=staff(request), follows=begun, **form.cleaned_data)
        except actions.RecordError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _told(made.places.count()))
            return redirect(_after(made))
    stands = Anchor.objects.filter(fact_id=fact.pk).first()
    context = {
        "fact": fact,
        "form": form,
        "carriers": actions.carriers(fact=fact),
        "against": actions.against(fact),
        "begun": begun,
        "own_page": page_in_story(stands) if stands else "",
        "page_title": _("Correction"),
        "page_subtitle": str(fact),
        "header_icon": "warning",
    }
    return render(request, "record/desk/correct.html", context, status=400 if form.errors else 200)


def _told(number: int) -> str:
    said = ngettext("The notice stands on %(n)s page.", "The notice stands on %(n)s pages.", number)
    return said % {"n": number}


def _after(made: Correction) -> str:
    situation = made.situation
    return reverse("record:board", args=[situation.slug]) if situation else reverse("wagtailadmin_home")


#: How long a request takes words out itself; the keyless worker does the rest.
_SECONDS = 3.0


@for_confirmers
def redact(request: HttpRequest) -> HttpResponse:
    """Words go out everywhere; what was done before, and what still goes on, stands below without the words."""
    form = RedactionForm(request.POST or None)
    done: Redaction | None = None
    if request.method == "POST" and form.is_valid():
        try:
            started = actions.start_redaction(by=staff(request), **form.values())
        except BeetrootError as error:
            form.add_error(None, str(error))
        else:
            form = RedactionForm()
            done = actions.go_on(redaction=started, seconds=_SECONDS)
    context: dict[str, Any] = {
        "form": form,
        "done": done,
        "redactions": Redaction.objects.select_related("by")[:50],
        "page_title": _("Redact everywhere"),
        "header_icon": "warning",
    }
    return render(request, "record/desk/redact.html", context, status=400 if form.errors else 200)


@require_POST
@for_confirmers
def go_on_redacting(request: HttpRequest, redaction_id: UUID) -> HttpResponse:
    """Goes on with one that is not over, for as long as a request may take."""
    row = get_object_or_404(Redaction, pk=redaction_id)
    row = actions.go_on(redaction=row, seconds=_SECONDS)
    messages.info(request, _("It still goes on.") if row.is_going_on else _("The words stand nowhere any more."))
    return redirect("record:redact")


def _fact(kind: str, fact_id: UUID) -> Fact:
    if kind not in FACTS:
        raise Http404
    found = FACTS[kind]._default_manager.filter(pk=fact_id).first()
    if found is None:
        raise Http404
    return found
