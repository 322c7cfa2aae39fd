"""Forms of the desk. The stories' order is typed as numbers, so that it works without JavaScript."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beetroot.audience.models import Segment
from beetroot.issues.actions import Place
from beetroot.issues.models import Issue, IssueItem
from beetroot.issues.rendering import offered_lines
from beetroot.issues.rules import FORMATS, LIMITS, SUBJECT_STYLES
from beetroot.newsroom.models import Newsletter
from beetroot.stories.models import StoryPage

OFFERED_STORIES = 100


class NewIssueForm(forms.Form):
    newsletter = forms.ModelChoiceField(Newsletter.objects.all(), label=_("Newsletter"), empty_label=None)


class IssueForm(forms.ModelForm[Issue]):
    """An issue's own fields; `version` tells which state of it the editor saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    left_out = forms.MultipleChoiceField(
        label=_("Leave out of what changed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The lines come from the record and can only be left out. A line left out counts as told."),
    )

    class Meta:
        model = Issue
        fields = ("subject", "preheader", "number", "dated", "introduction", "segment")
        widgets = {"dated": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["segment"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = Segment.objects.filter(newsletter=self.instance.newsletter)
        field.empty_label = str(_("all readers"))
        self._offer_lines()

    def _offer_lines(self) -> None:
        lines = offered_lines(self.instance)
        self.initial["left_out"] = self.instance.left_out
        field = self.fields["left_out"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        field.choices = lines
        if not lines:
            del self.fields["left_out"]

    def changes(self) -> dict[str, Any]:
        """The fields for `actions.change_issue`."""
        names = [*self.Meta.fields, *(["left_out"] if "left_out" in self.fields else [])]
        return {name: self.cleaned_data[name] for name in names}


class PlaceForm(forms.Form):
    """One story that stands in the issue."""

    story_id = forms.IntegerField(widget=forms.HiddenInput)
    order = forms.IntegerField(label=_("Place"), min_value=1, max_value=999, required=False)
    style = forms.ChoiceField(label=_("Show"), choices=IssueItem.Style.choices)
    take_out = forms.BooleanField(label=_("Take out"), required=False)


PlaceFormSet = forms.formset_factory(PlaceForm, extra=0, max_num=LIMITS.stories, absolute_max=LIMITS.stories)


class AddStoriesForm(forms.Form):
    """Stories that may be added, newest first."""

    add = forms.ModelMultipleChoiceField(
        StoryPage.objects.none(), widget=forms.CheckboxSelectMultiple, required=False, label=_("Add stories")
    )

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stories = StoryPage.objects.exclude(issue_items__issue=issue).order_by("-latest_revision_created_at", "-pk")
        field = self.fields["add"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        # The set that is checked is wider than the list that is shown: a form may be old.
        field.queryset = stories
        field.choices = [(story.pk, _named(story)) for story in stories[:OFFERED_STORIES]]


def _named(story: StoryPage) -> str:
    return story.title if story.live else str(_("%(title)s (not published)")) % {"title": story.title}


def placed_stories(places: Any, added: AddStoriesForm) -> list[Place]:
    """The stories in the order that was typed, those added last; ties keep their order."""
    kept = [form.cleaned_data for form in places if not form.cleaned_data["take_out"]]
    kept.sort(key=lambda row: row["order"] or 999)
    placed = [Place(story_id=row["story_id"], style=row["style"]) for row in kept]
    return placed + [Place(story_id=story.pk) for story in added.cleaned_data["add"]]


class TestSendForm(forms.Form):
    """An address that is typed once, or none for the proof list."""

    __test__ = False

    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=254,
        help_text=_("Typed once and not stored. Leave it empty to send to the proof list."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    format = forms.ChoiceField(
        label=_("Format"), choices=[(FORMATS[0], _("with pictures")), (FORMATS[1], _("plain text"))]
    )
    subject_style = forms.ChoiceField(
        label=_("Subject"), choices=[(SUBJECT_STYLES[0], _("its own")), (SUBJECT_STYLES[1], _("neutral"))]
    )
