"""A portfolio with its stages, the projects in it, and their moves."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resolutions.fields import AmountInput, WholeInput
from resolutions.folding import clean_line
from resolutions.forms.dates import date_field, refuse_impossible_days
from resolutions.forms.refusals import show_refusal
from resolutions.forms.sources import SourceFields
from resolutions.models import Portfolio, Project, ProjectMove, Stage
from resolutions.services import (
    StageRow,
    add_projects,
    move_project,
    save_portfolio,
    save_project,
)

# Empty places for new stages that the form offers beside those there are.
_NEW_STAGES = 6
# Projects that one form takes in.
_MOST_PROJECTS = 200


@dataclass(frozen=True)
class StagePlace:
    """The two fields of one stage, as the page lays them out."""

    order: forms.BoundField
    name: forms.BoundField
    pk: int | None

    @property
    def fields(self) -> list[forms.BoundField]:
        """Both, in the order in which they are read."""
        return [self.order, self.name]


class PortfolioForm(forms.ModelForm):
    """A portfolio and its stages in their order. A new stage goes into an empty place, one
    whose name is emptied goes out."""

    class Meta:
        model = Portfolio
        fields = ["name", "description", "source_name", "source_quote"]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "source_quote": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = list(self.instance.stages.all()) if self.instance.pk else []
        last = max((stage.order for stage in own), default=0)
        given: list[tuple[str, int | None, int, str]] = [
            (f"stage_{stage.pk}", stage.pk, stage.order, stage.name) for stage in own
        ]
        given += [(f"new_{n}", None, last + n, "") for n in range(1, _NEW_STAGES + 1)]
        self._stages = [(key, pk) for key, pk, _order, _name in given]
        for number, (key, _pk, order, name) in enumerate(given, start=1):
            self.fields[f"{key}_order"] = WholeInput(
                label=_("Place of stage %(n)d") % {"n": number},
                min_value=1,
                max_value=999,
                initial=order,
                required=False,
            )
            self.fields[f"{key}_name"] = forms.CharField(
                label=_("Name of stage %(n)d") % {"n": number},
                max_length=300,
                initial=name,
                required=False,
                # Grows with a long name; a name is one line all the same.
                widget=forms.Textarea(attrs={"rows": 1}),
            )

    @property
    def stage_places(self) -> list[StagePlace]:
        """The fields of the stages, those there are first."""
        return [
            StagePlace(self[f"{key}_order"], self[f"{key}_name"], pk)
            for key, pk in self._stages
        ]

    def clean(self):
        cleaned = super().clean()
        for key, _pk in self._stages:
            named = " ".join(clean_line(cleaned.get(f"{key}_name") or "").split())
            cleaned[f"{key}_name"] = named
            if (
                named
                and cleaned.get(f"{key}_order") is None
                and not self.errors.get(f"{key}_order")
            ):
                self.add_error(f"{key}_order", _("Give the place of this stage."))
        return cleaned

    def commit(self, *, by) -> Portfolio | None:
        """Call the service; a refusal goes onto the form and returns None."""
        cleaned = self.cleaned_data
        rows = [
            StageRow(cleaned[f"{key}_order"] or 0, cleaned[f"{key}_name"], pk)
            for key, pk in self._stages
        ]
        try:
            return save_portfolio(self.instance, stages=rows, by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class _AtStage(SourceFields):
    """Where projects stand from a day on."""

    stage = forms.ModelChoiceField(Stage.objects.none(), label=_("Stage"))
    effective_on = date_field(_("Since"))
    date_is_upper_bound = forms.BooleanField(
        label=_("The exact day is not known; it was so on this day at the latest"),
        required=False,
    )

    def __init__(self, *args, portfolio: Portfolio, **kwargs):
        super().__init__(*args, **kwargs)
        self.portfolio = portfolio
        self.fields["stage"].queryset = portfolio.stages.all()
        self.fields["stage"].label_from_instance = lambda stage: stage.name
        self.initial.setdefault("effective_on", timezone.localdate())

    def clean(self):
        cleaned = super().clean()
        refuse_impossible_days(self, "effective_on")
        return cleaned


class ProjectsForm(_AtStage):
    """Take projects into a portfolio: named ones, and so many that the source only counts."""

    names = forms.CharField(
        label=_("Names of the projects"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One project a line."),
    )
    unnamed = WholeInput(
        label=_("Projects that the source only counts"),
        required=False,
        min_value=0,
        max_value=_MOST_PROJECTS,
        help_text=_("How many projects the source gives without their names."),
    )
    expected = WholeInput(hidden=True, required=False, min_value=0)
    field_order = (
        "names",
        "unnamed",
        "stage",
        "effective_on",
        "date_is_upper_bound",
        "source_name",
        "source_quote",
        "expected",
    )

    def clean_names(self) -> list[str]:
        names = [clean_line(line) for line in self.cleaned_data["names"].splitlines()]
        names = [name for name in names if name]
        longest = Project._meta.get_field("name").max_length
        if too_long := next((name for name in names if len(name) > longest), None):
            raise ValidationError(
                _("“%(name)s…” is longer than %(longest)d characters.")
                % {"name": too_long[:60], "longest": longest}
            )
        if len(names) > _MOST_PROJECTS:
            raise ValidationError(
                _("At most %(n)d projects at once. Send the rest afterwards.")
                % {"n": _MOST_PROJECTS}
            )
        return names

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["names"] and not cleaned["unnamed"]:
            self.add_error("names", _("Name the projects, or say how many there are."))
        return cleaned

    def commit(self, *, by) -> list[Project] | None:
        """Call the service; a refusal goes onto the form and returns None."""
        values: dict[str, Any] = self.cleaned_data | {
            "unnamed": self.cleaned_data["unnamed"] or 0
        }
        try:
            return add_projects(self.portfolio, **values, by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class ProjectForm(forms.ModelForm):
    """The name and the area of a project."""

    class Meta:
        model = Project
        fields = ["name", "area_ha", "is_unnamed", "source_name", "source_quote"]
        field_classes = {"area_ha": AmountInput}
        widgets = {"source_quote": forms.Textarea(attrs={"rows": 2})}

    def commit(self, *, by) -> Project | None:
        """Call the service; a refusal goes onto the form and returns None."""
        try:
            return save_project(self.instance, by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None


class MoveForm(_AtStage):
    """A project reaches a stage on a day."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = (
        "stage",
        "effective_on",
        "date_is_upper_bound",
        "note",
        "source_name",
        "source_quote",
    )

    def __init__(self, *args, project: Project, **kwargs):
        super().__init__(*args, portfolio=project.portfolio, **kwargs)
        self.project = project

    def commit(self, *, by) -> ProjectMove | None:
        """Call the service; a refusal goes onto the form and returns None."""
        try:
            return move_project(self.project, **self.cleaned_data, by=by)
        except ValidationError as refusal:
            show_refusal(self, refusal)
            return None
