"""Writes of the left-most app that carry a rule: moving a project, recording a measurement,
adding a line to a note."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from resolutions.days import check_day
from resolutions.models import (
    Measurement,
    Narrative,
    Project,
    ProjectMove,
    Resolution,
    Stage,
    Target,
)
from resolutions.names import signature


@transaction.atomic
def move_project(
    project: Project,
    *,
    stage: Stage,
    effective_on: date,
    by: User | None,
    date_is_upper_bound: bool = False,
    note: str = "",
    source_name: str = "",
    source_quote: str = "",
) -> ProjectMove:
    """Record that ``project`` reached ``stage`` on ``effective_on``.

    Raises ValidationError when the stage is another portfolio's, the day is in the future, or
    it lies before the project's last move.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    if stage.portfolio_id != project.portfolio_id:
        raise ValidationError(_("This stage belongs to another portfolio."))
    if effective_on > timezone.localdate():
        raise ValidationError(_("The date lies in the future. Give today or an earlier day."))
    last = project.moves.order_by("-effective_on", "-pk").first()
    if last is not None and effective_on < last.effective_on:
        raise ValidationError(
            _("The project has already moved on %(day)s. Give that day or a later one.")
            % {"day": last.effective_on.strftime("%d/%m/%Y")}
        )
    return ProjectMove.objects.create(
        project=project,
        stage=stage,
        effective_on=effective_on,
        date_is_upper_bound=date_is_upper_bound,
        by=by,
        note=note,
        source_name=source_name,
        source_quote=source_quote,
    )


def record_measurement(
    target: Target,
    *,
    on: date,
    value: Decimal,
    source_name: str = "",
    source_quote: str = "",
) -> Measurement:
    """Record the value of ``target`` measured on a day that has come.

    Raises ValidationError for a day in the future.
    """
    if on > timezone.localdate():
        raise ValidationError(_("The date lies in the future. Give today or an earlier day."))
    return Measurement.objects.create(
        target=target, on=on, value=value, source_name=source_name, source_quote=source_quote
    )


@transaction.atomic
def record_narrative(
    resolution: Resolution,
    *,
    on: date,
    text: str,
    source_name: str = "",
    source_quote: str = "",
    by: User | None,
) -> Narrative:
    """Record what a report says in words of a governing document, as at a day that has come.
    The same words of the same day are recorded once.

    Raises ValidationError for a day in the future.
    """
    check_day(on)
    resolution = Resolution.objects.select_for_update().get(pk=resolution.pk)
    made = Narrative(
        resolution=resolution,
        on=on,
        text=text,
        source_name=source_name,
        source_quote=source_quote,
    )
    made.full_clean()
    there = Narrative.objects.filter(resolution=resolution, on=on, text=made.text).first()
    if there is not None:
        return there
    made.save()
    return made


@transaction.atomic
def add_note(item: Any, *, text: str, by: User, now: datetime) -> Any:
    """Add a line to the note of an item, after what it says already: the day, who, and the
    text. Nothing else of the item changes.

    Raises ValidationError when the note would be too long.
    """
    item = type(item)._base_manager.select_for_update().get(pk=item.pk)
    day = timezone.localtime(now).strftime("%d/%m/%Y")
    line = f"{day}, {signature(by)}: {text.strip()}"
    item.note = f"{item.note}\n{line}".strip()
    longest = item._meta.get_field("note").max_length
    if len(item.note) > longest:
        raise ValidationError(
            _("The note would be longer than %(longest)d characters. Shorten it first.")
            % {"longest": longest}
        )
    item.full_clean()
    item._history_user = by
    item.save()
    return item
