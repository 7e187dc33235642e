"""A portfolio with its ordered stages, and the projects that come into it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from resolutions.models import Portfolio, Project, Resolution, Stage
from resolutions.saving import save_clean
from resolutions.services.recording import move_project

# What the name of a project says that the source only counts. It is data, not interface.
UNNAMED = "Dự án {n:02} (nguồn không nêu tên)"
# Beyond every place that a form gives a stage.
_AWAY = 10_000


@dataclass(frozen=True)
class StageRow:
    """A stage as a form gives it: an existing one by its id, a new one without. Without a name
    it goes out."""

    order: int
    name: str
    pk: int | None = None


@transaction.atomic
def save_portfolio(
    portfolio: Portfolio, *, stages: Iterable[StageRow], by: User | None
) -> Portfolio:
    """Save a portfolio with its stages in their order.

    Raises ValidationError for a portfolio without stages, two stages in one place or of one
    name, a second portfolio of the same name, and for a stage taken out that projects have
    passed through.
    """
    Resolution.objects.select_for_update().get(pk=portfolio.resolution_id)
    namesakes = Portfolio.objects.filter(
        resolution=portfolio.resolution_id, name=portfolio.name
    )
    if namesakes.exclude(pk=portfolio.pk).exists():
        raise ValidationError({"name": _("A portfolio of this name is already recorded here.")})
    kept = [row for row in stages if row.name]
    _check_stages(kept)
    save_clean(portfolio)
    gone = portfolio.stages.exclude(pk__in=[row.pk for row in kept if row.pk])
    if used := gone.filter(moves__isnull=False).first():
        raise ValidationError(
            _("Projects have passed through “%(stage)s”. It can be renamed, not taken out.")
            % {"stage": used.name}
        )
    gone.delete()
    # Places are taken once: all move away before each goes to its own.
    portfolio.stages.update(order=F("order") + _AWAY)
    for row in kept:
        stage = portfolio.stages.get(pk=row.pk) if row.pk else Stage(portfolio=portfolio)
        stage.order, stage.name = row.order, row.name
        save_clean(stage)
    return portfolio


def _check_stages(rows: list[StageRow]) -> None:
    if not rows:
        raise ValidationError(_("Name at least one stage that the projects pass through."))
    if len({row.order for row in rows}) < len(rows):
        raise ValidationError(_("Two stages of a portfolio cannot share a place."))
    if len({row.name.casefold() for row in rows}) < len(rows):
        raise ValidationError(_("Two stages bear the same name."))


@transaction.atomic
def add_projects(
    portfolio: Portfolio,
    *,
    names: Iterable[str],
    unnamed: int = 0,
    stage: Stage,
    effective_on: date,
    expected: int | None = None,
    by: User | None,
    **told: Any,
) -> list[Project]:
    """Take projects into a portfolio at a stage: those that are named, and so many that the
    source only counts.

    ``expected`` is how many projects the portfolio had when the form was opened. Raises
    ValidationError when it has another number by now, and for a name that is there already.
    """
    portfolio = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    # A project that was struck out is there no more; its name may come again.
    there = list(portfolio.projects.in_portfolio().values_list("name", flat=True))
    if expected is not None and len(there) != expected:
        raise ValidationError(
            _("Projects were added meanwhile: there are %(n)d now. Check, then send again.")
            % {"n": len(there)},
            code="changed",
        )
    names = list(names)
    known = {name.casefold() for name in there}
    for name in names:
        if name.casefold() in known:
            raise ValidationError(
                {"names": _("“%(name)s” is already in the portfolio.") % {"name": name}}
            )
        known.add(name.casefold())
    made = [Project(portfolio=portfolio, name=name) for name in names]
    number = portfolio.projects.count() + len(names)
    made += [
        Project(portfolio=portfolio, name=UNNAMED.format(n=number + n), is_unnamed=True)
        for n in range(1, unnamed + 1)
    ]
    for project in made:
        project.source_name = told.get("source_name", "")
        project.source_quote = told.get("source_quote", "")
        save_clean(project)
        move_project(project, stage=stage, effective_on=effective_on, by=by, **told)
    return made


@transaction.atomic
def save_project(project: Project, *, by: User) -> Project:
    """Save the name or the area of a project; one that is named now is no longer known only
    from a count."""
    Portfolio.objects.select_for_update().get(pk=project.portfolio_id)
    namesakes = Project.objects.in_portfolio().filter(
        portfolio=project.portfolio_id, name=project.name
    )
    if namesakes.exclude(pk=project.pk).exists():
        raise ValidationError(
            {"name": _("“%(name)s” is already in the portfolio.") % {"name": project.name}}
        )
    save_clean(project)
    return project
