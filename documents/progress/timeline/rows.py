"""The rows of the merged timeline, out of every dated table, in the same columns.

One UNION answers it, so that a page may show its latest rows, or any page of them, with one
query.
"""

from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Left, NullIf

from assignments.deadlines import DeadlineOrigin
from assignments.models import Task, TaskDeadline
from documents.models import (
    DocumentDeadline,
    GuidanceWait,
    PlannedDocumentQuerySet,
    StatusChange,
)
from documents.progress.timeline.entries import Happening
from documents.status import DocumentStatus, Event
from resolutions.models import Measurement, Narrative, ProjectMove, Resolution
from resolutions.moments import Moment

# A narrative is quoted so far; the page has it whole.
EXCERPT = 280
_COLUMNS = (
    "t_what",
    "t_on",
    "t_old",
    "t_new",
    "t_row",
    "t_event",
    "t_unsure",
    "t_item",
    "t_item_pk",
    "t_old_on",
    "t_new_on",
    "t_value",
    "t_words",
    "t_note",
)
_ORDER = ("-t_on", "t_what", "t_event", "t_old", "t_new", "-t_row")


def rows_of(
    resolution: Resolution,
    moment: Moment,
    *,
    documents: PlannedDocumentQuerySet,
    tasks: QuerySet[Task],
) -> QuerySet[Any]:
    """The rows of the timeline by the moment, newest first, as one UNION; of the planned
    documents and tasks among ``documents`` and ``tasks`` alone.

    A narrative counts from its own day, of those that had been recorded.
    """
    changes = StatusChange.objects.known(moment).filter(document__in=documents.values("pk"))
    awaits = Q(new=DocumentStatus.AWAITING_GUIDANCE) & ~Q(event=Event.PLAN)
    ended = GuidanceWait.objects.filter(
        document=OuterRef("document"), ended_on=OuterRef("effective_on")
    )
    closes = Q(event__in=[Event.INTEGRATE, Event.WITHDRAW])
    resumes = Q(event=Event.RESUME) | (closes & Exists(ended))
    moves = ProjectMove.objects.known(moment).filter(project__portfolio__resolution=resolution)
    measured = Measurement.objects.standing(moment).filter(
        target__resolution=resolution, on__lte=moment.on
    )
    told = Narrative.objects.standing(moment).filter(
        resolution=resolution, on__lte=moment.told_by
    )
    parts = [
        _status(changes.exclude(awaits | resumes)),
        _waits(changes.filter(awaits), Happening.WAIT_BEGUN),
        _waits(changes.filter(resumes), Happening.WAIT_ENDED),
        _deadlines(DocumentDeadline, "document", documents, moment),
        _deadlines(TaskDeadline, "task", tasks, moment),
        _moves(moves, moment),
        _measured(measured),
        _told(told),
    ]
    return parts[0].union(*parts[1:], all=True).order_by(*_ORDER)


# --- the same columns out of each table -----------------------------------------------------


def _columns(rows: Any, what: Happening | Case, **given: Any) -> Any:
    """``rows`` in the columns of the timeline; a column not given is empty."""
    text, whole = models.TextField(), models.BigIntegerField()
    empty: dict[str, Any] = {
        "t_what": Value(what.value, output_field=text) if isinstance(what, Happening) else what,
        "t_old": Value("", output_field=text),
        "t_new": Value("", output_field=text),
        "t_row": F("pk"),
        "t_event": Value("", output_field=text),
        "t_unsure": Value(value=False),
        "t_item": Value("", output_field=text),
        "t_item_pk": Cast(Value(None), whole),
        "t_old_on": Cast(Value(None), models.DateField()),
        "t_new_on": Cast(Value(None), models.DateField()),
        "t_value": Cast(Value(None), models.DecimalField(max_digits=16, decimal_places=2)),
        "t_words": Value("", output_field=text),
        "t_note": Value("", output_field=text),
    }
    named = empty | {f"t_{name}": value for name, value in given.items()}
    columns = {name: named[name] for name in _COLUMNS}
    return rows.order_by().annotate(**columns).values_list(*_COLUMNS)


def _status(changes: Any) -> Any:
    return _columns(
        changes,
        Happening.STATUS,
        on=F("effective_on"),
        old=F("old"),
        new=F("new"),
        event=F("event"),
        unsure=F("date_is_upper_bound"),
        item=F("document__title"),
        item_pk=F("document_id"),
        words=F("symbol"),
        note=F("note"),
    )


def _waits(changes: Any, what: Happening) -> Any:
    """A wait begins and ends with a change of status, which knows when it was recorded; the
    wait says for what, by which letter, and what came."""
    ends = what == Happening.WAIT_ENDED
    day = "ended_on" if ends else "since"
    wait = GuidanceWait.objects.filter(
        **{"document": OuterRef("document"), day: OuterRef("effective_on")}
    ).order_by("-pk")
    named = Coalesce(NullIf(F("expected"), Value("")), F("guidance__title"))
    words = wait.values("received") if ends else wait.annotate(named=named).values("named")
    began = wait.filter(since_is_upper_bound=False).values("since")
    return _columns(
        changes,
        what,
        on=F("effective_on"),
        old=F("old"),
        new=F("new"),
        unsure=F("date_is_upper_bound"),
        item=F("document__title"),
        item_pk=F("document_id"),
        words=Coalesce(Subquery(words[:1]), Value(""), output_field=models.TextField()),
        note=F("note"),
        **({"old_on": Subquery(began[:1])} if ends else {}),
    )


def _deadlines(
    model: type[DocumentDeadline] | type[TaskDeadline],
    owner: str,
    owners: Any,
    moment: Moment,
) -> Any:
    known = model._default_manager.known(moment)
    before = (
        known.filter(**{owner: OuterRef(owner)})
        .filter(
            Q(effective_on__lt=OuterRef("effective_on"))
            | Q(effective_on=OuterRef("effective_on"), pk__lt=OuterRef("pk"))
        )
        .latest_first()
        .annotate(wording=Coalesce(NullIf(F("deadline_text"), Value("")), F("deadline_kind")))
    )
    of_task = owner == "task"
    return _columns(
        known.filter(is_original=False, **{f"{owner}__in": owners.order_by().values("pk")}),
        _of_origin(
            (Happening.TASK_DEADLINE, Happening.TASK_DAYS_GIVEN_BACK, Happening.TASK_COUNTED)
            if of_task
            else (Happening.DEADLINE, Happening.DAYS_GIVEN_BACK, Happening.COUNTED)
        ),
        on=F("effective_on"),
        old=Coalesce(
            Subquery(before.values("wording")[:1]), Value(""), output_field=models.TextField()
        ),
        new=Coalesce(NullIf(F("deadline_text"), Value("")), F("deadline_kind")),
        item=F(f"{owner}__{'text' if of_task else 'title'}"),
        item_pk=F(f"{owner}_id"),
        old_on=Subquery(before.values("due_on")[:1]),
        new_on=F("due_on"),
        words=F("decided_by"),
        note=F("reason"),
    )


def _of_origin(kinds: tuple[Happening, Happening, Happening]) -> Case:
    """What happened to a deadline, by where it comes from: moved, days given back, counted."""
    moved, given_back, counted = (Value(kind.value) for kind in kinds)
    return Case(
        When(origin=DeadlineOrigin.CREDIT, then=given_back),
        When(origin=DeadlineOrigin.EVENT, then=counted),
        default=moved,
        output_field=models.TextField(),
    )


def _moves(moves: Any, moment: Moment) -> Any:
    earlier = ProjectMove.objects.known(moment).filter(project=OuterRef("project"))
    earlier = earlier.filter(
        Q(effective_on__lt=OuterRef("effective_on"))
        | Q(effective_on=OuterRef("effective_on"), pk__lt=OuterRef("pk"))
    )
    came_from = earlier.latest_first().values("stage__name")[:1]
    return _columns(
        moves,
        Happening.PROJECT,
        on=F("effective_on"),
        old=Coalesce(Subquery(came_from), Value(""), output_field=models.TextField()),
        new=F("stage__name"),
        unsure=F("date_is_upper_bound"),
        item=F("project__name"),
        note=F("note"),
    )


def _measured(measured: Any) -> Any:
    return _columns(
        measured,
        Happening.MEASURED,
        on=F("on"),
        item=F("target__name"),
        value=F("value"),
        words=F("target__unit"),
        note=F("reason"),
    )


def _told(told: Any) -> Any:
    return _columns(
        told,
        Happening.NARRATIVE,
        on=F("on"),
        words=F("source_name"),
        note=Left("text", EXCERPT),
    )
