"""What is told of a governing document is recorded: a project moves, a value is measured, a
report says something in words, a line is added to a note."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from resolutions.days import check_day
from resolutions.folding import clean_line
from resolutions.kinds import NarrativeSubject
from resolutions.log import sign
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
from resolutions.numbers import printed_number
from resolutions.saving import save_clean


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

    A move that lies before others recorded already is put in its place and says why it is
    entered only now; one to a wrong stage is struck out (``strike_out_move``). Raises
    ValidationError when the stage is another portfolio's, when the project stood there already
    or came there next, and when the day is in the future.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    if stage.portfolio_id != project.portfolio_id:
        raise ValidationError(_("This stage belongs to another portfolio."))
    check_day(effective_on)
    moves = list(project.moves.standing().select_related("stage").latest_first())
    last = next((move for move in moves if move.effective_on <= effective_on), None)
    later = [move for move in moves if move.effective_on > effective_on]
    if later and not clean_line(note):
        raise ValidationError({"note": _("Say why this is entered only now.")})
    if later and later[-1].stage_id == stage.pk:
        raise ValidationError(
            _(
                "It is recorded that the project came to “%(stage)s” on %(day)s. If it was "
                "earlier, strike out that move first."
            )
            % {"stage": stage.name, "day": later[-1].effective_on.strftime("%d/%m/%Y")}
        )
    if last is not None and last.stage_id == stage.pk:
        raise ValidationError(
            _("The project has stood at “%(stage)s” since %(day)s. Nothing was changed.")
            % {"stage": stage.name, "day": last.effective_on.strftime("%d/%m/%Y")},
            code="unchanged",
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


@transaction.atomic
def record_measurement(
    target: Target,
    *,
    on: date,
    value: Decimal,
    source_name: str = "",
    source_quote: str = "",
    by: User | None,
) -> Measurement:
    """Record the value of ``target`` measured on a day that has come. The same value of the
    same day is recorded once.

    Raises ValidationError for a day in the future, and for another value of a day that has
    one: of the two one is wrong, and is corrected.
    """
    check_day(on)
    target = Target.objects.select_for_update().get(pk=target.pk)
    there = target.measurements.standing().filter(on=on).first()
    if there is not None and there.value == value:
        return there
    _refuse_second_value(there)
    made = Measurement(
        target=target,
        on=on,
        value=value,
        source_name=source_name,
        source_quote=source_quote,
        by=by,
    )
    save_clean(made)
    return made


@transaction.atomic
def correct_measurement(
    wrong: Measurement,
    *,
    on: date,
    value: Decimal,
    reason: str,
    source_name: str = "",
    source_quote: str = "",
    by: User | None,
) -> Measurement:
    """Record what ``wrong`` should have said. That row stays as it was entered and holds no
    more.

    Raises ValidationError without a reason, when nothing would change, or when the row was
    corrected already.
    """
    check_day(on)
    target = Target.objects.select_for_update().get(pk=wrong.target_id)
    if wrong.strikes_out:
        raise ValidationError(_("This entry strikes out another one. It stays."))
    if Measurement.objects.filter(corrects=wrong).exists():
        raise ValidationError(
            _("This value was corrected already. Correct the newer one."), code="unchanged"
        )
    if (on, value) == (wrong.on, wrong.value):
        raise ValidationError(
            _("This is what is recorded already. Nothing was changed."), code="unchanged"
        )
    others = target.measurements.standing().exclude(pk=wrong.pk)
    _refuse_second_value(others.filter(on=on).first())
    made = Measurement(
        target=target,
        on=on,
        value=value,
        corrects=wrong,
        reason=clean_line(reason),
        source_name=source_name,
        source_quote=source_quote,
        by=by,
    )
    save_clean(made)
    return made


def _refuse_second_value(there: Measurement | None) -> None:
    """Of one day a target has one value."""
    if there is not None:
        raise ValidationError(
            _("For %(day)s another value is recorded: %(value)s. If it is wrong, correct it.")
            % {
                "day": there.on.strftime("%d/%m/%Y"),
                "value": printed_number(there.value),
            }
        )


@transaction.atomic
def record_narrative(
    resolution: Resolution,
    *,
    on: date,
    text: str,
    subject: str = NarrativeSubject.PROGRESS,
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
        subject=subject,
        source_name=source_name,
        source_quote=source_quote,
        by=by,
    )
    made.full_clean()
    told = Narrative.objects.standing().filter(resolution=resolution, on=on, subject=subject)
    there = told.filter(text=made.text).first()
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
    sign(item, by=by)
    item.save()
    return item
