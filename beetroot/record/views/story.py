"""The record under one story: read it for facts, then confirm, edit, skip or reject them sentence by sentence."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from beetroot.record import actions
from beetroot.record.models import FACTS, Anchor, Event, Fact
from beetroot.record.rendering.desk import desk, suggestion
from beetroot.record.rules.vocabulary import Exchange
from beetroot.record.views.access import for_confirmers, staff
from beetroot.record.views.forms import SuggestForm, fact_form
from beetroot.stories.models import StoryPage


@require_safe
@for_confirmers
def show_story(request: HttpRequest, page_id: int) -> HttpResponse:
    """One card a sentence. Anchors are found again first, so that an edited story shows its facts in place."""
    story = get_object_or_404(StoryPage, pk=page_id)
    actions.find_again(story=story)
    view = desk(story)
    everything = "all" in request.GET or not view.waiting
    context = {
        "story": story,
        "desk": view,
        "cards": view.cards if everything else view.first_look,
        "everything": everything,
        "form": SuggestForm(initial={"situation": last_situation(story)}),
        "page_title": _("Record"),
        "page_subtitle": story.title,
        "header_icon": "list-ul",
    }
    return render(request, "record/desk/story.html", context)


@require_POST
@for_confirmers
def find_facts(request: HttpRequest, page_id: int) -> HttpResponse:
    """Reads the story and suggests what is new in it."""
    story = get_object_or_404(StoryPage, pk=page_id)
    form = SuggestForm(request.POST)
    situation = form.cleaned_data["situation"] if form.is_valid() else None
    try:
        found = actions.suggest_from_story(
            story=story, situation=situation, by=staff(request), server=settings.BEETROOT_LANGUAGE_SERVER
        )
    except actions.RecordError as error:
        messages.error(request, str(error))
    else:
        said = ngettext("%(n)s new suggestion.", "%(n)s new suggestions.", found.total) % {"n": found.total}
        messages.success(request, said)
        if found.unanswered:
            messages.warning(
                request, _("The language server gave no answer that can be used; the rules alone found these.")
            )
    return redirect("record:story", page_id)


@require_POST
@for_confirmers
def decide(request: HttpRequest, page_id: int) -> HttpResponse:
    """Confirms or rejects the facts named in `fact` (each "kind:id"); goes on to the next open card.

    `given` and `got` confirm them too, and mark the events among them as that.
    """
    story = get_object_or_404(StoryPage, pk=page_id)
    decision = request.POST.get("decision", "")
    verb: Any = _VERBS.get(decision)
    for ref in request.POST.getlist("fact"):
        fact = _fact(*ref.partition(":")[::2])
        if verb is None or not _is_in(fact, story):
            raise Http404
        try:
            verb(fact=fact, by=staff(request), **_marked(fact, decision))
        except actions.RecordError as error:
            messages.error(request, str(error))
    return redirect(_next_card(story, request.POST.get("card", ""), everything="all" in request.POST))


@for_confirmers
def edit_fact(request: HttpRequest, page_id: int, kind: str, fact_id: UUID) -> HttpResponse:
    """One fact in full; saving it confirms it."""
    story = get_object_or_404(StoryPage, pk=page_id)
    fact = _fact(kind, str(fact_id))
    if not _is_in(fact, story):
        raise Http404
    shown = suggestion(fact)  # as it is, before the form writes what was typed into it
    form = fact_form(type(fact))(request.POST or None, instance=fact)
    seen = request.POST.get("seen", "")
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm(fact=fact, by=staff(request), changes=form.changes(), seen=seen_revision(seen))
        except actions.EditedMeanwhile as error:
            form.add_error(None, str(error))
            seen = ""  # they have read it now: saving once more decides
        except actions.RecordError as error:
            form.add_error(None, str(error))
        else:
            return redirect(_next_card(story, request.POST.get("card", "")))
    anchors = Anchor.objects.filter(fact_id=fact.pk, story=story.uuid)
    context = {
        "story": story,
        "fact": shown,
        "form": form,
        "anchors": anchors,
        "seen": seen or actions.last_revision(fact),
        "card": request.GET.get("card", request.POST.get("card", "")),
        "page_title": shown.label,
        "page_subtitle": story.title,
        "header_icon": "edit",
    }
    return render(request, "record/desk/fact.html", context, status=400 if form.errors else 200)


_VERBS = {"confirm": actions.confirm, "reject": actions.reject} | dict.fromkeys(Exchange.values, actions.confirm)


def _marked(fact: Fact, decision: str) -> dict[str, Any]:
    """What "given" and "got" change about an event."""
    return {"changes": {"exchange": decision}} if isinstance(fact, Event) and decision in Exchange.values else {}


def _fact(kind: str, fact_id: str) -> Fact:
    if kind not in FACTS:
        raise Http404
    try:
        return FACTS[kind]._default_manager.get(pk=UUID(fact_id))
    except (ValueError, FACTS[kind].DoesNotExist):
        raise Http404 from None


def _is_in(fact: Fact, story: StoryPage) -> bool:
    return Anchor.objects.filter(fact_kind=fact.kind(), fact_id=fact.pk, story=story.uuid).exists()


def last_situation(story: StoryPage) -> UUID | None:
    """The situation most facts of the story already are in."""
    for kind, model in FACTS.items():
        if not hasattr(model, "situation"):
            continue
        anchored = Anchor.objects.filter(story=story.uuid, fact_kind=kind).values("fact_id")
        row = model._default_manager.filter(pk__in=anchored, situation__isnull=False).first()
        if row is not None:
            return row.situation_id  # type: ignore[attr-defined]
    return None


def _next_card(story: StoryPage, card: str, *, everything: bool = False) -> str:
    """The story's page at the first open card from this one on, so that one key a card is enough.

    It stays with the first look until that is done, unless everything was on the page.
    """
    here = int(card) if card.isdecimal() else 1
    view = desk(story)
    wide = everything or not view.first_look
    numbers = [one.number for one in view.cards if one.open and (wide or one.first)]
    following = next((number for number in numbers if number >= here), numbers[0] if numbers else here)
    return f"{reverse('record:story', args=[story.pk])}{'?all' if everything else ''}#card-{following}"


def seen_revision(text: str) -> int | None:
    """The revision that a form was made from; None for a form that does not say."""
    return int(text) if text.isdecimal() else None
