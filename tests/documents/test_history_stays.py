"""The typed histories are kept by the database itself: what was recorded is not rewritten and
not deleted; only what says until when a row holds is written later."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils.translation import gettext

from assignments.models import Assignment, TaskDeadline
from assignments.services import save_task, set_deadline
from documents import services
from documents.audit import append_only
from documents.models import (
    DocumentDeadline,
    DocumentDuty,
    GuidanceLetter,
    GuidanceWait,
    StatusChange,
)
from resolutions.models import Measurement, Portfolio, Project, ProjectMove, Stage, Target
from resolutions.services import move_project, record_measurement
from tests.factories import (
    DAY,
    AgencyFactory,
    PersonFactory,
    PlannedDocumentFactory,
    TaskFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LATER = date(2022, 3, 1)
EACH = pytest.mark.parametrize("model", append_only.CLOSING, ids=lambda model: model.__name__)


@pytest.fixture
def item():
    """A document and a task, each with rows in all of their histories."""
    task = TaskFactory(deadline_kind="day", due_on=LATER)
    people = {"lead": AgencyFactory(), "in_charge": PersonFactory()}
    save_task(task, **people, on=DAY, by=None)
    deadline = {"deadline_kind": "day", "due_on": LATER, "effective_on": DAY, "by": None}
    set_deadline(TaskFactory(), **deadline)
    document = PlannedDocumentFactory(
        planned_on=DAY, deadline_kind="day", due_on=LATER, lead_agency=people["lead"]
    )
    services.await_guidance(document, effective_on=DAY, expected="Hướng dẫn", by=None)
    GuidanceLetter.objects.create(wait=document.waits.get(), symbol="77-CV/TU", sent_on=DAY)
    portfolio = Portfolio.objects.create(resolution=document.resolution, name="Dự án")
    stage = Stage.objects.create(portfolio=portfolio, order=1, name="Lập hồ sơ")
    project = Project.objects.create(portfolio=portfolio, name="Khu đô thị")
    move_project(project, stage=stage, effective_on=DAY, by=None)
    target = Target.objects.create(
        resolution=document.resolution, name="Diện tích", unit="ha", target_value=Decimal(750)
    )
    record_measurement(target, on=DAY, value=Decimal(213), by=None)
    return document


def written(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def rows_of(model):
    return list(model.objects.order_by("pk").values())


def other_than(field, held):
    """A value that a column does not hold, fit for its type where the database asks for it."""
    kind = field.get_internal_type()
    if kind == "JSONField":
        return '{"x": 1}'
    if kind in ("DateField", "DateTimeField"):
        return "1999-09-09"
    if kind == "BooleanField":
        return not held
    return "x" if kind in ("CharField", "TextLine", "TextBlock", "TextField") else 9


@EACH
def test_no_recorded_column_is_rewritten(model, item):
    before = rows_of(model)
    assert before

    for field in model._meta.concrete_fields:
        if field.name in append_only.CLOSING[model]:
            continue
        with pytest.raises(IntegrityError, match="append-only"):
            written(
                f'UPDATE "{model._meta.db_table}" SET "{field.column}" = %s',
                other_than(field, before[0][field.attname]),
            )

    assert rows_of(model) == before


@EACH
def test_no_row_is_deleted(model, item):
    before = rows_of(model)

    with pytest.raises(IntegrityError, match="append-only"):
        written(f'DELETE FROM "{model._meta.db_table}"')
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        model.objects.all().delete()

    assert rows_of(model) == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no TRUNCATE")
@EACH
def test_no_table_is_emptied(model, item):
    with pytest.raises(IntegrityError, match="append-only"):
        written(f'SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE "{model._meta.db_table}" CASCADE')


@pytest.mark.parametrize(
    ("model", "column", "value"),
    [
        (StatusChange, "superseded_on", LATER),
        (DocumentDeadline, "superseded_on", LATER),
        (DocumentDuty, "superseded_on", LATER),
        (TaskDeadline, "superseded_on", LATER),
        (GuidanceWait, "ended_on", LATER),
        (Assignment, "valid_to", LATER),
        (GuidanceLetter, "holds", False),
    ],
)
def test_a_row_may_end_and_go_on(model, column, value, item):
    """Of each table the columns that say until when a row holds."""
    row = model.objects.order_by("-pk").first()
    was = getattr(row, column)

    for written_now in (value, was):
        model.objects.filter(pk=row.pk).update(**{column: written_now})
        row.refresh_from_db()
        assert getattr(row, column) == written_now


def test_closing_columns_are_these():
    told = {model.__name__: set(columns) for model, columns in append_only.CLOSING.items()}

    assert told == {
        "StatusChange": {"superseded_on"},
        "DocumentDeadline": {"superseded_on"},
        "DocumentDuty": {"superseded_on"},
        "TaskDeadline": {"superseded_on"},
        "GuidanceWait": {"ended_on", "received"},
        "GuidanceLetter": {"holds"},
        "Assignment": {"valid_to"},
        "ProjectMove": set(),
        "Measurement": set(),
    }
    for model, columns in append_only.CLOSING.items():
        assert columns <= {field.name for field in model._meta.concrete_fields}


def test_a_column_of_a_later_migration_is_protected_by_itself():
    named = {field.column for field in StatusChange._meta.concrete_fields}

    assert {*append_only.protected_columns(StatusChange)} == named - {"superseded_on"}


def test_what_has_a_history_is_not_deleted_with_it(item):
    things = [
        item,
        Assignment.objects.first().task,
        TaskDeadline.objects.last().task,
        ProjectMove.objects.get().project,
        Measurement.objects.get().target,
        GuidanceLetter.objects.get().wait,
    ]

    for thing in things:
        with pytest.raises(ProtectedError):
            thing.delete()


@pytest.mark.parametrize("kind", ["target", "project"])
def test_the_workshop_says_why_what_has_a_history_stays(kind, item, client):
    thing = {
        "target": Target.objects.get(),
        "project": Project.objects.get(),
    }[kind]
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    app, name = thing._meta.app_label, thing._meta.model_name
    address = reverse(f"admin:{app}_{name}_delete", args=[thing.pk])

    page = client.get(address)
    answer = client.post(address, {"post": "yes"})

    assert page.status_code == 200
    assert "Không thể xóa" in page.text
    assert answer.status_code in (200, 403)
    assert type(thing).objects.filter(pk=thing.pk).exists()


def test_the_workshop_reads_measurements_and_writes_none(item, client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    measured = Measurement.objects.get()

    page = client.post(
        reverse("admin:resolutions_measurement_change", args=[measured.pk]), {"value": "1"}
    )

    assert page.status_code == 403
    assert Measurement.objects.get().value == Decimal(213)
    assert client.get(reverse("admin:resolutions_measurement_add")).status_code == 403


def test_the_form_keeps_its_promise(item, client):
    """It says that what is recorded cannot be erased."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    said = gettext(
        "What is recorded stays in the history and cannot be erased. An entry made by mistake "
        "is struck out on the page of the document."
    )

    page = client.get(reverse("documents:document_event", args=[item.pk, "resume"]))

    assert said in page.text
