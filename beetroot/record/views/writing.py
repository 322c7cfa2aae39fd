"""While a story is written: facts from selected words, passages from the record, warnings."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beetroot.newsroom.rules import Permission
from beetroot.record import actions
from beetroot.record.models import FACTS, Situation, SituationFact
from beetroot.record.rendering import story_text
from beetroot.record.rendering.inserting import label, passages
from beetroot.record.rendering.warning import warnings
from beetroot.record.views.access import for_confirmers, staff
from beetroot.record.views.forms import fact_form
from beetroot.record.views.story import last_situation
from beetroot.stories import rendering as stories
from beetroot.stories.models import StoryPage

#: What selected words can become, and the column that takes them.
MADE = {"statement": "content", "event": "name", "figure": "printed", "claim": "wording"}


@for_confirmers
def show_words(request: HttpRequest, page_id: int) -> HttpResponse:
    """The story's text; words selected in it (or pasted) become a statement, an event, a figure or a claim."""
    story = get_object_or_404(StoryPage, pk=page_id)
    context = {
        "story": story,
        "paragraphs": story_text(stories.latest(story)).split("\n\n"),
        "kinds": [(kind, str(FACTS[kind]._meta.verbose_name)) for kind in MADE],
        "page_title": _("Words of the story"),
        "page_subtitle": story.title,
        "header_icon": "list-ul",
    }
    return render(request, "record/desk/words.html", context)


@for_confirmers
def make_fact(request: HttpRequest, page_id: int) -> HttpResponse:
    """The form of a new fact, filled with the words; saving it confirms and fastens it."""
    story = get_object_or_404(StoryPage, pk=page_id)
    asked = request.POST or request.GET
    kind, quote = asked.get("kind", ""), asked.get("quote", "").strip()
    if kind not in MADE:
        raise Http404
    fresh = FACTS[kind]()
    if isinstance(fresh, SituationFact):
        fresh.situation_id = last_situation(story)
    data = request.POST if request.method == "POST" else None
    form = fact_form(FACTS[kind])(data, instance=fresh, initial={MADE[kind]: quote})
    if request.method == "POST" and form.is_valid():
        try:
            fact = actions.add_from_words(fact=form.save(commit=False), story=story, quote=quote, by=staff(request))
        except actions.RecordError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(what)s: confirmed.") % {"what": str(fact)[:80]})
            return redirect("record:words", story.pk)
    context: dict[str, Any] = {
        "story": story,
        "form": form,
        "kind": kind,
        "quote": quote,
        "page_title": str(FACTS[kind]._meta.verbose_name),
        "page_subtitle": story.title,
        "header_icon": "edit",
    }
    return render(request, "record/desk/make.html", context, status=400 if form.errors else 200)


def insert(request: HttpRequest, page_id: int) -> HttpResponse:
    """Passages of a situation; one press puts one at the end of the draft."""
    story = get_object_or_404(StoryPage, pk=page_id)
    user = staff(request)
    if not user.may(Permission.WRITE_STORY):
        raise PermissionDenied
    chosen = request.POST.get("situation") or request.GET.get("situation") or last_situation(story) or ""
    public = Situation.objects.filter(private=False)
    situation = public.filter(pk=chosen).first() if chosen else public.first()
    made = passages(situation) if situation else {}
    if request.method == "POST":
        name = request.POST.get("passage", "")
        if name not in made:
            raise Http404
        actions.insert_passage(story=story, block=made[name], name=name, by=user)
        messages.success(request, _("%(what)s stands at the end of the draft.") % {"what": label(name)})
        return redirect(reverse("wagtailadmin_pages:edit", args=[story.pk]))
    context = {
        "story": story,
        "situation": situation,
        "situations": public,
        "passages": [(name, label(name), _shown(block)) for name, block in made.items()],
        "page_title": _("Insert from the record"),
        "page_subtitle": story.title,
        "header_icon": "list-ul",
    }
    return render(request, "record/desk/insert.html", context)


def _shown(block: tuple[str, Any]) -> list[str]:
    """A block's HTML, of which every value was escaped when it was made."""
    return block[1]["items"] if block[0] == "list" else [block[1]]


@require_POST
def warn(request: HttpRequest) -> JsonResponse:
    """Warnings about the text being typed, as JSON; nothing of it is kept."""
    user = staff(request)
    if not user.may(Permission.WRITE_STORY):
        raise PermissionDenied
    kept = user.may(Permission.CONFIRM_FACT)
    return JsonResponse({"warnings": warnings(request.POST.get("text", ""), kept=kept)})
