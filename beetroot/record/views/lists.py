"""Lists and editors of situations, actors, sources, agreements and relations in Wagtail's own look."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import ModelForm, modelform_factory
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets import Button, SlugInput

from beetroot.record import actions
from beetroot.record.models import (
    Actor,
    Agreement,
    Claim,
    ClaimLink,
    Fact,
    Forecast,
    ForecastEntry,
    Indicator,
    IndicatorReading,
    Poll,
    Relation,
    Resolution,
    Situation,
    Source,
    Term,
)
from beetroot.record.rules.names import romanised
from beetroot.record.views.access import RecordPolicy
from beetroot.record.views.forms import ActorForm, ClaimLinkForm

#: The hidden field of an edit form: the last revision of the fact when it was opened.
SEEN = "seen_revision"

#: What the address of an empty form may say that it is about.
ABOUT = frozenset({"situation", "forecast", "indicator"})


def _columns(form: Any) -> dict[str, Any]:
    own = {field.name for field in form.instance._meta.concrete_fields}
    return {name: value for name, value in form.cleaned_data.items() if name in own}


def _save(form: Any, instance: Any, *, by: Any, new: bool) -> Any:
    """Through the actions, then the lists that a form also holds."""
    if isinstance(instance, Situation):
        columns = _columns(form)
        if new:
            return actions.start_situation(by=by, **columns)
        return actions.change_situation(situation=instance, by=by, seen=form.cleaned_data.get(SEEN), **columns)
    if isinstance(instance, Resolution):
        return actions.resolve(by=by, **_columns(form))
    seen = form.cleaned_data.get(SEEN)
    then = actions.as_seen(fact=instance, seen=seen) if seen and not new else {}
    saved = (
        actions.add(fact=instance, by=by)
        if new
        else actions.confirm(fact=instance, by=by, changes=_columns(form), seen=seen)
    )
    many = {field.name for field in saved._meta.many_to_many} & set(form.cleaned_data)
    wanted = {
        name: form.cleaned_data[name] for name in many if not _is_as_seen(form.cleaned_data[name], then.get(name))
    }
    if wanted:
        actions.set_lists(fact=saved, by=by, **wanted)
    if isinstance(saved, Actor):
        return _save_names(form, saved, by=by, then=then)
    return saved


def _is_as_seen(rows: Any, then: list[str] | None) -> bool:
    """Whether the list is the one that the form was opened with; then somebody else's changes of it stay."""
    return then is not None and sorted(str(row.pk) for row in rows) == sorted(then)


def _save_names(form: Any, actor: Actor, *, by: Any, then: Mapping[str, Any]) -> Actor:
    given = [name.strip() for name in form.cleaned_data["aliases"].splitlines() if name.strip()]
    if then and {*given, then.get("name")} == {*then.get("names", ()), then.get("name")}:
        given = actor.aliases  # as this form was opened with: what somebody else added or took out since stays
    latin = [romanised(name) for name in (actor.name, *given)] if form.cleaned_data["romanise"] else []
    actions.set_aliases(actor=actor, aliases=[*given, *latin], by=by)
    taken = [name.strip() for name in form.cleaned_data.get("take_out", "").splitlines() if name.strip()]
    if taken:
        chosen = set(form.cleaned_data["take_facts"])
        facts = [fact for fact in actions.facts_naming(actor) if f"{fact.kind()}:{fact.pk}" in chosen]
        actions.split_actor(actor=actor, forms=taken, by=by, facts=facts)
    other = form.cleaned_data.get("merge_into")
    return actions.merge_actors(actor=actor, into=other, by=by) if other else actor


class _InWords:
    """What an action refuses is said at the form, with everything that was typed still in it."""

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except actions.RecordError as error:
            if isinstance(error, actions.EditedMeanwhile):
                # They have read it now: saving once more decides.
                form.data = form.data.copy()
                form.data[SEEN] = str(actions.last_revision(form.instance))
            form.add_error(None, str(error))
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class RecordCreateView(_InWords, generic.CreateView):
    """Adds through an action, which writes the revision and the audit line. A task of the board says what it is about
    in the address: `?forecast=ID`."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **{name: value for name, value in self.request.GET.items() if name in ABOUT}}

    def save_instance(self) -> Any:
        instance = self.form.save(commit=False)
        return _save(self.form, instance, by=self.request.user, new=True)


class RecordEditView(_InWords, generic.EditView):
    """Changes through an action. The form carries the revision that it was opened with, so that of two people who edit
    at once each changes only what they changed."""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if isinstance(form.instance, Fact | Situation):
            seen = actions.last_revision(form.instance)
            form.fields[SEEN] = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=seen)
        return form

    def save_instance(self) -> Any:
        self.has_content_changes = self.form.has_changed()
        return _save(self.form, self.form.instance, by=self.request.user, new=False)


class RecordViewSet(ModelViewSet):
    """What all five have in common."""

    add_view_class = RecordCreateView
    edit_view_class = RecordEditView
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 50

    @property
    def permission_policy(self) -> RecordPolicy:
        return RecordPolicy(self.model)


class SituationCreateView(RecordCreateView):
    """A new situation speaks the newsroom's language until somebody says otherwise."""

    def get_initial_form_instance(self) -> Situation:
        return Situation(language=Situation.usual_language())


class SituationIndexView(generic.IndexView):
    """The list, each row with a way to its board."""

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        board = Button(_("Board"), reverse("record:board", args=[instance.slug]), icon_name="list-ul", priority=5)
        return [board, *super().get_list_more_buttons(instance)]


class SituationViewSet(RecordViewSet):
    model = Situation
    index_view_class = SituationIndexView
    add_view_class = SituationCreateView
    icon = "folder-open-inverse"
    menu_label = _("Situations")
    list_display = ("title", "stage", "private")
    search_fields = ("title", "summary")
    panels = (
        MultiFieldPanel(
            [
                TitleFieldPanel("title", classname=""),  # fills the short name while it is typed
                FieldPanel("slug", widget=SlugInput(attrs={"data-w-slug-allow-unicode-value": "false"})),
                *(FieldPanel(name) for name in ("summary", "subject")),
            ],
            heading=_("For readers"),
        ),
        MultiFieldPanel([FieldPanel(name) for name in ("start", "stage", "language", "questions")], heading=_("State")),
        MultiFieldPanel([FieldPanel(name) for name in ("scope_note", "private")], heading=_("For the desk")),
    )


class ActorViewSet(RecordViewSet):
    model = Actor
    icon = "group"
    menu_label = _("Actors")
    list_display = ("name", "schema", "position", "country", "hidden", "review_status")
    list_filter = ("schema", "review_status", "hidden")
    search_fields = ("name", "position")

    def get_form_class(self, for_update: bool = False) -> type[ActorForm]:
        return ActorForm


class SourceViewSet(RecordViewSet):
    model = Source
    icon = "doc-full"
    menu_label = _("Sources")
    list_display = ("title", "publisher", "published", "private")
    list_filter = ("private", "reliability")
    search_fields = ("title", "publisher", "authors")
    form_fields = (
        "title", "authors", "publisher", "published", "accessed", "url", "archived_url", "archived_sha256", "language",
        "reliability", "note", "private", "situations",
    )  # fmt: skip


class AgreementViewSet(RecordViewSet):
    model = Agreement
    icon = "form"
    menu_label = _("Agreements")
    list_display = ("name", "signed", "domain", "review_status")
    list_filter = ("domain", "review_status")
    search_fields = ("name",)
    form_fields = ("situation", "name", "parties", "signed", "signed_text", "domain", "clauses", "sources")


class RelationViewSet(RecordViewSet):
    model = Relation
    icon = "link"
    menu_label = _("Relations")
    list_display = ("subject", "type", "object", "domain", "start", "review_status")
    list_filter = ("type", "domain", "exchange")
    search_fields = ("words",)
    form_fields = (
        "situation", "subject", "type", "object", "direction", "domain", "words", "exchange", "in_return_for", "start",
        "start_text", "end", "end_text", "state", "strength", "sources",
    )  # fmt: skip


class PollViewSet(RecordViewSet):
    model = Poll
    icon = "table"
    menu_label = _("Polls")
    list_display = ("question", "pollster", "fielded", "review_status")
    search_fields = ("question",)
    form_fields = (
        "situation", "question", "pollster", "pollster_as_written", "fielded", "fielded_text", "population", "sample",
        "sources",
    )  # fmt: skip


class TermViewSet(RecordViewSet):
    model = Term
    icon = "openquote"
    menu_label = _("Terms")
    list_display = ("wording", "used_by", "review_status")
    search_fields = ("wording", "meaning")
    form_fields = ("wording", "meaning", "used_by", "used_by_as_written", "language", "situations", "sources")


class ClaimViewSet(RecordViewSet):
    model = Claim
    icon = "help"
    menu_label = _("Claims")
    list_display = ("wording", "is_hypothesis", "rating", "review_status")
    list_filter = ("is_hypothesis", "review_status")
    search_fields = ("wording",)
    form_fields = ("situation", "wording", "is_hypothesis", "first_made", "rating", "rating_label", "sources")


class ClaimLinkViewSet(RecordViewSet):
    """Who denied, corrected or retracted what, and the matrix of hypotheses."""

    model = ClaimLink
    icon = "resubmit"
    menu_label = _("For and against")
    list_display = ("__str__", "link", "review_status")
    list_filter = ("link", "review_status")
    search_fields = ("claim__wording", "to_statement__content")
    form_fields = (
        "situation", "statement", "event", "figure", "source", "link", "claim", "to_statement", "sources",
    )  # fmt: skip

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        form: type[ModelForm[Any]] = modelform_factory(ClaimLink, form=ClaimLinkForm, fields=self.form_fields)
        return form


class IndicatorViewSet(RecordViewSet):
    model = Indicator
    icon = "history"
    menu_label = _("Indicators")
    list_display = ("name", "domain", "threshold", "review_status")
    search_fields = ("name", "question")
    form_fields = (
        "situation", "name", "domain", "question", "low", "high", "unit", "scale", "threshold", "side", "sources",
    )  # fmt: skip


class ReadingViewSet(RecordViewSet):
    model = IndicatorReading
    icon = "history"
    menu_label = _("Readings")
    list_display = ("indicator", "value", "as_of", "review_status")
    form_fields = ("situation", "indicator", "value", "words", "as_of", "as_of_text", "sources")


class ForecastViewSet(RecordViewSet):
    model = Forecast
    icon = "calendar"
    menu_label = _("Forecasts")
    list_display = ("question", "closes_at", "review_status")
    search_fields = ("question",)
    form_fields = (
        "situation", "question", "criteria", "fine_print", "condition", "domain", "opens_at", "closes_at", "sources",
    )  # fmt: skip


class EntryViewSet(RecordViewSet):
    model = ForecastEntry
    icon = "user"
    menu_label = _("Entries of forecasts")
    list_display = ("forecast", "who", "probability", "review_status")
    form_fields = (
        "situation", "forecast", "forecaster", "forecaster_as_written", "probability", "wording", "wording_scale",
        "abstains", "entered", "entered_text", "sources",
    )  # fmt: skip


class ResolutionViewSet(RecordViewSet):
    """Saving one scores every entry; an old one is not edited, another is added."""

    model = Resolution
    icon = "check"
    menu_label = _("Resolutions")
    list_display = ("forecast", "outcome", "resolved_at")
    form_fields = ("forecast", "outcome", "value", "evidence")


class RecordGroup(ModelViewSetGroup):
    """“Record” in the desk's menu."""

    menu_label = _("Record")
    menu_icon = "list-ul"
    menu_order = 200
    items = (
        SituationViewSet("record_situations"),
        ActorViewSet("record_actors"),
        ClaimViewSet("record_claims"),
        ClaimLinkViewSet("record_claim_links"),
        RelationViewSet("record_relations"),
        AgreementViewSet("record_agreements"),
        SourceViewSet("record_sources"),
        PollViewSet("record_polls"),
        TermViewSet("record_terms"),
        IndicatorViewSet("record_indicators"),
        ReadingViewSet("record_readings"),
        ForecastViewSet("record_forecasts"),
        EntryViewSet("record_entries"),
        ResolutionViewSet("record_resolutions"),
    )
