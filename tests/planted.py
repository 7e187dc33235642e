"""A mark in every text and an unlikely number in every row: what the search for leaks looks for."""

import io
import itertools
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q

from assignments.models import (
    ApiToken,
    Assignment,
    Deputation,
    GuardedAct,
    Office,
    Person,
    SavedView,
    SignedInSession,
    Task,
    TaskDeadline,
)
from assignments.models.login import PasswordDue
from assignments.models.task import AssignmentRole
from assignments.roles import Role
from documents import services
from documents.audit import append_only
from documents.filters import people_in_charge
from documents.models import (
    Attachment,
    CentralGuidance,
    ColumnMeaning,
    DocumentDeadline,
    DocumentDuty,
    EventCount,
    ExtensionRequest,
    GuidanceLetter,
    GuidanceWait,
    Handover,
    ImportBatch,
    Instruction,
    InstructionMove,
    InstructionReply,
    NationalMark,
    PlannedDocument,
    Report,
    Seal,
    StatusChange,
    TaskLink,
)
from documents.status import DocumentStatus
from tests.factories import (
    DAY,
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    TaskFactory,
    UserFactory,
    pdf_file,
)
from tests.samples import one_of_each

APPS = ("resolutions", "assignments", "documents")
MARK = re.compile(r"zq[0-9a-f]+zq")
# Rows of strangers are numbered from here, each model in a range of its own, so that a number
# found anywhere tells which row it is.
FIRST_NUMBER = 700_000_000
NUMBER = re.compile(r"(?<![0-9A-Za-z_.-])7\d{8}(?![0-9A-Za-z])")

# Texts that are no words of anybody: what a program reads, or whose form the database asks for.
NOT_SAID = {
    (Attachment, "place"),
    (Attachment, "sha256"),
    (Attachment, "cautions"),
    (Report, "form_token"),
    (ExtensionRequest, "form_token"),
    (User, "password"),
    (SignedInSession, "session_data"),
}


def models_planted():
    """Every model of the apps that has a table of its own."""
    found = [m for app in APPS for m in apps.get_app_config(app).get_models()]
    return [model for model in [*found, User] if not model._meta.proxy]


# --- whose rows they are ---------------------------------------------------------------------


def own_and_foreign(agency):
    """One object of every kind of this agency and of a stranger, tied to each other by every
    tie there is, and more of the stranger's beside the own ones."""
    own = one_of_each(agency=agency)
    number_from(FIRST_NUMBER)
    stranger = AgencyFactory(name="Sở Tài chính")
    clerk = UserFactory(username="stranger", first_name="Lạ", role=Role.OFFICE)
    OfficeFactory(person=PersonFactory(user=clerk), agency=stranger)
    foreign = one_of_each(agency=stranger, by=clerk)
    foreign[User] = clerk
    _tie(own, foreign, agency, stranger, clerk)
    return SimpleNamespace(own=own, foreign=foreign, stranger=stranger, clerk=clerk)


def _tie(own, foreign, agency, stranger, clerk):
    document, task = own[PlannedDocument], own[Task]
    hidden, hidden_task = foreign[PlannedDocument], foreign[Task]
    TaskLink.objects.create(task=hidden_task, document=document)
    TaskLink.objects.create(task=task, document=hidden)

    beside = {"resolution": document.resolution, "lead_agency": stranger, "by": clerk}
    PlannedDocumentFactory(**beside)
    waiting = PlannedDocumentFactory(**beside, status=DocumentStatus.DRAFTING)
    for one in (waiting, hidden):
        one.also_concretises.add(own[PlannedDocument].resolution)
    services.await_guidance(
        waiting, effective_on=DAY, expected="Hướng dẫn của Ban Tổ chức Trung ương", by=clerk
    )
    guidance = document.waits.get().guidance
    if guidance is not None:
        with append_only.lifted():
            GuidanceWait.objects.filter(document=waiting).update(guidance=guidance)
    same = {"status": DocumentStatus.ISSUED, "symbol": "88-KH/TU"}
    PlannedDocumentFactory(**{**beside, **same})
    own["issued"] = PlannedDocumentFactory(
        resolution=document.resolution, lead_agency=agency, **same
    )
    own["integrated"] = PlannedDocumentFactory(
        resolution=document.resolution, lead_agency=agency, status=DocumentStatus.DRAFTING
    )
    services.integrate(own["integrated"], effective_on=DAY, into=hidden, by=None)

    other_task = TaskFactory(resolution=document.resolution)
    Assignment.objects.create(task=other_task, role=AssignmentRole.LEAD, agency=stranger)
    for item in (hidden, hidden_task, other_task):
        services.attach_file(item=item, file=pdf_file(), by=clerk)
    Report.objects.create(document=document, agency=stranger, text="Phần của sở", by=clerk)
    Report.objects.create(task=hidden_task, agency=stranger, text="Việc của sở", by=clerk)
    # What an agency said of an item stays its own when the item goes to another.
    own["report on foreign"] = Report.objects.create(
        document=hidden, agency=agency, text="Đã làm trước khi bàn giao"
    )
    services.attach_file(item=hidden, file=pdf_file(), by=None, report=own["report on foreign"])
    own["report on foreign task"] = Report.objects.create(
        task=hidden_task, agency=agency, text="Đã làm trước khi bàn giao"
    )
    own["request on foreign"] = ExtensionRequest.objects.create(
        task=hidden_task,
        agency=agency,
        text="Xin thêm thời gian",
        due_before=DAY,
        due_asked=date(2022, 6, 30),
    )
    own["instruction on foreign"] = Instruction.objects.create(
        document=hidden, text="Phối hợp.", author=own[Person], agency=agency, given_on=DAY
    )
    own["instruction on foreign task"] = Instruction.objects.create(
        task=hidden_task, text="Phối hợp.", author=own[Person], agency=agency, given_on=DAY
    )
    SavedView.objects.create(
        name="Riêng", page="documents", query="q=rieng", visibility="private", owner=clerk
    )


def add_foreign(world):
    """More of what the stranger has, beside what the agency has and with the same people."""
    document, member = world.own[PlannedDocument], world.own[Person]
    beside = {"resolution": document.resolution, "lead_agency": world.stranger}
    due = {"deadline_kind": "day", "due_on": DAY, "board_member": member, "by": world.clerk}
    for status in (DocumentStatus.DRAFTING, DocumentStatus.SUBMITTED, DocumentStatus.ISSUED):
        made = PlannedDocumentFactory(**beside, **due, status=status)
        made.also_concretises.add(world.foreign[PlannedDocument].resolution)
        task = TaskFactory(resolution=document.resolution, deadline_kind="day", due_on=DAY)
        Assignment.objects.create(task=task, role=AssignmentRole.LEAD, agency=world.stranger)
        Assignment.objects.create(task=task, role=AssignmentRole.IN_CHARGE, person=member)
        TaskLink.objects.create(task=task, document=made)
        for item in ({"document": made}, {"task": task}):
            told = {"agency": world.stranger, "text": "Phần của sở", "by": world.clerk}
            Report.objects.create(**item, **told)
            ExtensionRequest.objects.create(
                **item, **told, due_before=DAY, due_asked=date(2022, 6, 30)
            )
            given = {"text": "Sớm xong.", "author": member, "agency": world.stranger}
            Instruction.objects.create(**item, **given, given_on=DAY, due_on=DAY)
            [item] = item.values()
            services.attach_file(item=item, file=pdf_file(), by=world.clerk)
    waiting = PlannedDocumentFactory(**beside, status=DocumentStatus.DRAFTING, by=world.clerk)
    services.await_guidance(waiting, effective_on=DAY, expected="Hướng dẫn", by=world.clerk)


def number_from(first):
    """From now on the rows of each model are numbered from a number of its own."""
    with connection.cursor() as cursor:
        for place, model in enumerate(models_planted()):
            if not isinstance(model._meta.pk, models.AutoField):
                continue
            table, number = model._meta.db_table, first + place * 1_000_000
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, number]
                )
                continue
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, number])


# --- what a person may read ------------------------------------------------------------------

# Whoever is signed in reads these: what was decided, and the directory of agencies.
FOR_ALL = {
    "basis",
    "narrative",
    "target",
    "measurement",
    "portfolio",
    "stage",
    "project",
    "projectmove",
    "resolution",
    "furtheryear",
    "agency",
    "succession",
    "meeting",
}


def may_read(user, on):
    """By model the rows that this person may read: the rule of the app, or where the model has
    none, that of what it belongs to."""
    documents = PlannedDocument.objects.visible_to(user, on=on)
    tasks = Task.objects.visible_to(user, on=on)
    instructions = Instruction.objects.visible_to(user, on=on)
    own = Person.objects.filter(user=user)
    of_documents, of_tasks = (Q(document__in=documents.values("pk")), Q(task__in=tasks))
    named = Q(pk__in=own) | Q(pk__in=people_in_charge())
    for rows in (Report.objects.visible_to(user, on=on), instructions):
        named |= Q(user__in=rows.values("by"))
    named |= Q(pk__in=instructions.values("author")) | Q(pk__in=instructions.values("person"))
    people = Person.objects.filter(named)
    if user.has_perm("assignments.view_person"):
        people = Person.objects.all()
    if user.has_perm("assignments.add_deputation"):
        deputations = Deputation.objects.all()
    else:
        deputations = Deputation.objects.in_force(on).of_deputy(user)
    may_edit = user.has_perm("documents.add_planneddocument")
    may_hand_over = user.has_perm("documents.add_handover")
    rows = {
        PlannedDocument: documents,
        Task: tasks,
        Instruction: instructions,
        InstructionReply: InstructionReply.objects.filter(instruction__in=instructions),
        InstructionMove: InstructionMove.objects.filter(instruction__in=instructions),
        Attachment: Attachment.objects.visible_to(user, on=on),
        Report: Report.objects.visible_to(user, on=on),
        ExtensionRequest: ExtensionRequest.objects.visible_to(user, on=on),
        GuidanceLetter: GuidanceLetter.objects.filter(wait__document__in=documents),
        CentralGuidance: CentralGuidance.objects.filter(waits__document__in=documents),
        TaskLink: TaskLink.objects.filter(of_documents & of_tasks),
        Person: people,
        Office: Office.objects.filter(person__in=people),
        Deputation: deputations,
        SavedView: SavedView.objects.usable_by(user),
        # Who made a view that others use is named beside it.
        User: User.objects.filter(
            Q(pk=user.pk) | Q(pk__in=SavedView.objects.usable_by(user).values("owner"))
        ),
        ApiToken: ApiToken.objects.filter(user=user),
        SignedInSession: SignedInSession.objects.filter(user_id=user.pk),
        PasswordDue: PasswordDue.objects.filter(user=user),
        Handover: Handover.objects.all() if may_hand_over else Handover.objects.none(),
        ImportBatch: ImportBatch.objects.all() if may_edit else ImportBatch.objects.none(),
        ColumnMeaning: ColumnMeaning.objects.all()
        if may_edit
        else ColumnMeaning.objects.none(),
    }
    # What the administrators, and nobody else, are shown of their own work.
    for model in (GuardedAct, Seal, EventCount):
        may_view = user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
        rows[model] = model.objects.all() if may_view else model.objects.none()
    for model in (StatusChange, DocumentDeadline, DocumentDuty, GuidanceWait):
        rows[model] = model.objects.filter(of_documents)
    for model in (TaskDeadline, Assignment, NationalMark):
        rows[model] = model.objects.filter(of_tasks)
    for model in models_planted():
        if model._meta.model_name in FOR_ALL:
            rows[model] = model._base_manager.all()
    return rows


# --- marks -----------------------------------------------------------------------------------


def plant():
    """Put a mark before every text of every row. Gives by mark its model, row and field."""
    marks: dict = {}
    numbers = itertools.count()
    with append_only.lifted():
        for model in models_planted():
            fields = [field for field in model._meta.concrete_fields if _bears_a_mark(field)]
            for row in model._base_manager.all() if fields else ():
                _mark_row(row, fields, marks, numbers)
    return marks


def _bears_a_mark(field):
    return (
        isinstance(field, (models.CharField, models.TextField))
        and not field.choices
        and not field.primary_key
        and (field.model, field.name) not in NOT_SAID
        and (field.editable or field.model is PlannedDocument)
    )


def _mark_row(row, fields, marks, numbers):
    given = {}
    for field in fields:
        mark = f"zq{next(numbers):x}zq"
        marks[mark] = (type(row), row.pk, field.name)
        value = getattr(row, field.attname) or ""
        text = f"https://{mark}.example" if "url" in field.name else f"{mark} {value}".strip()
        given[field.attname] = text[: field.max_length] if field.max_length else text
    rows = type(row)._base_manager.filter(pk=row.pk)
    try:
        with transaction.atomic():
            rows.update(**given)
    except IntegrityError:  # a text that must be empty, or of one form: leave it as it is
        for name, text in given.items():
            try:
                with transaction.atomic():
                    rows.update(**{name: text})
            except IntegrityError:
                del marks[MARK.search(text)[0]]


def hidden_from(user, marks, on):
    """The marks and numbers of rows that this person may not read, with what they stand for."""
    visible = {
        model: set(rows.order_by().values_list("pk", flat=True))
        for model, rows in may_read(user, on).items()
    }
    found = {
        mark: (model.__name__, pk, field)
        for mark, (model, pk, field) in marks.items()
        if pk not in visible[model] or (field == "username" and pk != user.pk)
    }
    for model in models_planted():
        for pk in model._base_manager.values_list("pk", flat=True):
            is_told_by_number = not isinstance(pk, int) or pk >= FIRST_NUMBER
            if is_told_by_number and pk not in visible[model]:
                found[str(pk)] = (model.__name__, pk, "number")
    return found


UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What differs from one answer to the next though nothing changed.
_OF_THE_MOMENT = re.compile(
    r'(?:name="csrfmiddlewaretoken" value|nonce|name="sending" value)="[^"]*"'
)


@dataclass(frozen=True)
class Told:
    """What an answer told: its marks and numbers, and the text itself."""

    status: int
    kept: str
    found: frozenset[str]
    text: str

    @classmethod
    def by(cls, answer) -> "Told":
        """All that is in an answer: its headers and its body, whatever it is packed in."""
        body = b"".join(answer)
        if body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(body)) as packed:
                names = [name for name in packed.namelist() if name.startswith("xl/")]
                body = b"\n".join(packed.read(name) for name in names)
        text = body.decode("utf-8", "replace")
        said = f"{dict(answer.headers)}\n{text}"
        found = {match for kind in (MARK, NUMBER, UUID) for match in kind.findall(said)}
        kept = answer.headers.get("Cache-Control", "")
        return cls(answer.status_code, kept, frozenset(found), _OF_THE_MOMENT.sub("", text))

    def differs_from(self, other: "Told") -> list[str]:
        """The lines of the other answer that this one did not have."""
        lines = set(self.text.splitlines())
        return [line for line in other.text.splitlines() if line not in lines]
