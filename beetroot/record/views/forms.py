"""Forms of the desk; saving always goes through an action, so that every change has its revision."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from beetroot.record import actions
from beetroot.record.models import Actor, Correction, Fact, Figure, Situation
from beetroot.record.rules.vocabulary import FigureState, Review

# What is linked by the rules or in other places, and would only be in the way on a card's form.
_LEFT_OUT = frozenset({"sources", "situation", "occasion", "nested_in", "origin", "series"})


class FactForm(forms.ModelForm[Any]):
    """Any fact; pickers offer the actors that are not merged away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if (
                isinstance(field, forms.ModelChoiceField)
                and field.queryset is not None
                and field.queryset.model is Actor
            ):
                field.queryset = Actor.objects.filter(merged_into=None)
        if "supersedes" in self.fields:
            self.fields["supersedes"].queryset = self._older()  # type: ignore[attr-defined]
            self.fields["supersedes"].help_text = _(
                "The older figure; the board then asks what of it is to be corrected."
            )

    def _older(self) -> models.QuerySet[Figure]:
        """Figures that this one may replace: those that stand, and the one that it replaces already."""
        standing = Q(review_status=Review.CONFIRMED, state=FigureState.CURRENT) | Q(pk=self.instance.supersedes_id)
        if self.instance.situation_id:
            standing &= Q(situation=self.instance.situation_id)
        return Figure.objects.filter(standing).exclude(pk=self.instance.pk).order_by("what", "-made_at")

    def changes(self) -> dict[str, Any]:
        """The columns that this form sets; lists of others are not among them."""
        many = {field.name for field in self._meta.model._meta.many_to_many}
        return {name: value for name, value in self.cleaned_data.items() if name not in many}


def fact_form(model: type[Fact]) -> type[FactForm]:
    """The form of one kind of fact."""
    names = [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.auto_created and field.name not in _LEFT_OUT and not _is_printed(field)
    ]
    small: dict[str, type[forms.Widget] | forms.Widget] = {
        field.name: forms.Textarea(attrs={"rows": 3})
        for field in model._meta.concrete_fields
        if isinstance(field, models.TextField)
    }
    form: Any = forms.modelform_factory(model, form=FactForm, fields=names, widgets=small)
    return form


def _is_printed(field: "models.Field[Any, Any]") -> bool:
    return field.name.endswith("_text") and field.name != "original_text"


class ClaimLinkForm(WagtailAdminModelForm):
    """What stands for or against a claim; offered is what somebody confirmed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("statement", "event", "figure", "source", "claim", "to_statement"):
            field: Any = self.fields[name]
            field.queryset = field.queryset.filter(review_status=Review.CONFIRMED)
        self.fields["statement"].help_text = _("What speaks: choose a statement, an event, a figure or a source.")
        self.fields["claim"].help_text = _("What it is about: choose a claim or a statement.")

    def clean(self) -> dict[str, Any]:
        """One thing that says it, and one that it is said of."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        origins = [name for name in ("statement", "event", "figure", "source") if found.get(name)]
        if len(origins) != 1:
            self.add_error("statement", _("Choose one statement, event, figure or source that says it."))
        if bool(found.get("claim")) == bool(found.get("to_statement")):
            self.add_error("claim", _("Choose the claim or the statement that it is about."))
        return found

    def validate_constraints(self) -> None:
        """Said above in words; the action looks at the constraints again."""


class CorrectionForm(forms.ModelForm[Correction]):
    """What we wrote and what is right."""

    class Meta:
        model = Correction
        fields = ("was", "now", "note", "state", "grave")
        help_texts = {"grave": _("The Monday brief offers a letter to the readers of each newsletter that carried it.")}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("was", "now", "note")}


class RedactionForm(forms.Form):
    """Words to take out, one a line, and why."""

    words = forms.CharField(
        label=_("Words"),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_("One a line, each way of writing a name: other alphabets and endings too. This cannot be undone."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is kept; do not repeat the words."))

    def values(self) -> dict[str, Any]:
        """The arguments of `actions.redact`."""
        return {"words": self.cleaned_data["words"].splitlines(), "reason": self.cleaned_data["reason"]}


class SuggestForm(forms.Form):
    """Which situation the facts of a story belong to."""

    situation = forms.ModelChoiceField(
        Situation.objects.all(), required=False, label=_("Situation"), empty_label=_("none yet")
    )


class ActorForm(WagtailAdminModelForm):
    """An actor with its other names, and a way to make it one with another."""

    aliases = forms.CharField(
        label=_("Other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, other alphabets too. Stories that use one of them mean this actor."),
    )
    merge_into = forms.ModelChoiceField(
        Actor.objects.filter(merged_into=None),
        label=_("This is the same as"),
        required=False,
        help_text=_("All facts and names go over to the other one."),
    )

    take_out = forms.CharField(
        label=_("These names are somebody else’s"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line, out of the other names: they become an actor of their own."),
    )
    take_facts = forms.MultipleChoiceField(
        label=_("And these facts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is said by or of that other actor goes over with the names."),
    )
    romanise = forms.BooleanField(
        label=_("Also in Latin letters"),
        required=False,
        help_text=_("Adds each name in another alphabet as it is read."),
    )

    class Meta:
        model = Actor
        fields = ("name", "schema", "position", "country", "summary", "hidden")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.made_at:
            self.initial["aliases"] = "\n".join(self.instance.aliases)
            self.fields["take_facts"].choices = [
                (f"{fact.kind()}:{fact.pk}", f"{fact._meta.verbose_name}: {fact}"[:160])
                for fact in actions.facts_naming(self.instance)
            ]
            self.fields["merge_into"].queryset = Actor.objects.filter(merged_into=None).exclude(pk=self.instance.pk)
        else:
            del self.fields["merge_into"], self.fields["take_out"], self.fields["take_facts"]

    def clean(self) -> dict[str, Any]:
        """Facts go over to an actor that has names of its own."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("take_facts") and not cleaned.get("take_out", "").strip():
            self.add_error("take_out", _("Say which names are the other actor's; the facts go over with them."))
        return cleaned
