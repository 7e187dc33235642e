"""What was recorded of a governing document by mistake is struck out: the row stays, a newer
one says why, and nothing counts it from then on."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from resolutions.folding import clean_line
from resolutions.models import Measurement, Project, ProjectMove, Target
from resolutions.names import name_of
from resolutions.saving import save_clean


@transaction.atomic
def strike_out_move(
    move: ProjectMove, *, reason: str, seen: int | None = None, by: User | None
) -> ProjectMove:
    """Strike out a move that was entered twice or by mistake: the project stands where the
    moves that are left say, on every day. What was known on an earlier day stays.

    ``seen`` is the id of the last row of the project that the person saw. Raises
    ValidationError without a reason, for a move that was struck out already, when something
    else was recorded since, and when the move after it would lead from a stage to itself.
    """
    project = Project.objects.select_for_update().get(pk=move.project_id)
    rows = project.moves.select_related("stage", "undone_by__by")
    move = rows.get(pk=move.pk)
    reason = _reason(reason)
    if move.undoes_id is not None:
        raise ValidationError(_("This entry strikes out another one. It stays."))
    if hasattr(move, "undone_by"):
        raise _struck_already(move.undone_by)
    last = project.moves.order_by("-pk").values_list("pk", flat=True).first()
    if seen is not None and seen != last:
        raise ValidationError(
            _("Meanwhile something else was recorded of this project. Look at it again."),
            code="changed",
        )
    chain = list(rows.standing().latest_first())
    place = next(place for place, row in enumerate(chain) if row.pk == move.pk)
    if 0 < place < len(chain) - 1 and chain[place - 1].stage_id == chain[place + 1].stage_id:
        raise ValidationError(
            _(
                "After it the project came back to “%(stage)s” on %(day)s. Strike that move "
                "out first."
            )
            % {
                "stage": chain[place - 1].stage.name,
                "day": chain[place - 1].effective_on.strftime("%d/%m/%Y"),
            }
        )
    return _undo_move(move, reason=reason, by=by)


def _undo_move(move: ProjectMove, *, reason: str, by: User | None) -> ProjectMove:
    return ProjectMove.objects.create(
        project_id=move.project_id,
        stage=move.stage,
        effective_on=move.effective_on,
        date_is_upper_bound=move.date_is_upper_bound,
        undoes=move,
        note=reason,
        by=by,
    )


@transaction.atomic
def strike_out_project(
    project: Project, *, reason: str, seen: int | None = None, by: User | None
) -> Project:
    """Strike out a project that should not be in its portfolio: each of its moves is struck
    out, so that it stands at no stage and is counted on no day. What was known on an earlier
    day stays; a new move brings it in again.

    ``seen`` is the id of the last row of the project that the person saw. Raises
    ValidationError without a reason, for a project that stands nowhere already, and when
    something else was recorded since.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    reason = _reason(reason)
    standing = project.moves.standing().latest_first()
    last = project.moves.select_related("by").order_by("-pk").first()
    if not standing.exists():
        if last is not None and last.undoes_id is not None:
            raise _struck_already(last)
        raise ValidationError(_("The project stands at no stage: no figure counts it."))
    if seen is not None and last is not None and seen != last.pk:
        raise ValidationError(
            _("Meanwhile something else was recorded of this project. Look at it again."),
            code="changed",
        )
    for move in list(standing):
        _undo_move(move, reason=reason, by=by)
    return project


@transaction.atomic
def strike_out_measurement(row: Measurement, *, reason: str, by: User | None) -> Measurement:
    """Strike out a value that was never measured, or was entered twice: no value is left of it.
    What was known on an earlier day stays.

    Raises ValidationError without a reason, and for a value that was corrected or struck out
    already.
    """
    Target.objects.select_for_update().get(pk=row.target_id)
    row = Measurement.objects.select_related("corrected_by__by").get(pk=row.pk)
    reason = _reason(reason)
    if row.strikes_out:
        raise ValidationError(_("This entry strikes out another one. It stays."))
    if hasattr(row, "corrected_by"):
        if row.corrected_by.strikes_out:
            raise _struck_already(row.corrected_by)
        raise ValidationError(
            _("This value was corrected already. Strike out the newer one."), code="unchanged"
        )
    made = Measurement(
        target_id=row.target_id,
        on=row.on,
        value=row.value,
        corrects=row,
        strikes_out=True,
        reason=reason,
        by=by,
    )
    save_clean(made)
    return made


def _reason(reason: str) -> str:
    told = clean_line(reason)
    if not told:
        raise ValidationError({"reason": _("Say why the entry is struck out.")})
    return told


def _struck_already(by_row: Any) -> ValidationError:
    at: datetime = timezone.localtime(by_row.recorded_at)
    return ValidationError(
        _("%(who)s struck this entry out already, at %(at)s. Nothing is left to do.")
        % {
            "who": name_of(by_row.by) or _("Somebody else"),
            "at": at.strftime("%H:%M %d/%m/%Y"),
        },
        code="unchanged",
    )
