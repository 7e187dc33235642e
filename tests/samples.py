"""One object of every kind, and the list of every address: what the sweeping tests sweep."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import URLResolver, get_resolver

from assignments.deadlines import DeadlineKind
from assignments.models import (
    Assignment,
    Deputation,
    GuardedAct,
    SavedView,
    Succession,
    TaskDeadline,
)
from assignments.models.agency import Position
from assignments.models.task import AssignmentRole
from assignments.roles import Role
from documents import services
from documents.importing.cells import Cell, Sheet
from documents.importing.keeping import as_json
from documents.models import (
    CentralGuidance,
    DocumentDeadline,
    DocumentDuty,
    ExtensionRequest,
    GuidanceLetter,
    GuidanceWait,
    Handover,
    ImportBatch,
    InstructionReply,
    Meeting,
    NationalMark,
    Report,
    StatusChange,
    TaskLink,
)
from documents.status import DocumentStatus
from resolutions.kinds import DocumentKind
from resolutions.models import (
    Basis,
    Directive,
    Measurement,
    Narrative,
    Portfolio,
    Programme,
    Project,
    Stage,
    Target,
)
from resolutions.services import move_project
from tests.factories import (
    DAY,
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
    UserFactory,
    pdf_file,
)


@dataclass(frozen=True)
class Route:
    """An address of the site: its pattern, and the name by which the code asks for it."""

    name: str
    pattern: str
    written: str

    @property
    def arguments(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.pattern)

    def path(self, **values) -> str:
        """The address with its arguments filled in; KeyError when one is not known."""
        return "/" + re.sub(
            r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), self.pattern
        )


def routes() -> list[Route]:
    """Every address of the site, admin and API included."""
    return list(_walk(get_resolver().url_patterns))


def _walk(patterns, namespaces=(), before="", written_before=""):
    for entry in patterns:
        written = str(entry.pattern)
        plain = re.sub(r"\(\?P<(\w+)>.*?\)(?=[/$]|$)", r"<\1>", written)
        pattern = before + plain.lstrip("^").rstrip("$")
        written = written_before + written
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry.url_patterns, inner, pattern, written)
        else:
            yield Route(":".join((*namespaces, entry.name or pattern)), pattern, written)


def one_of_each(*, agency=None, by=None, training=False) -> dict[type, object]:
    """One object of every model, connected to each other; by model.

    With ``agency``, its task and its planned document are that agency's; with ``training``
    all of it is training data.
    """
    of_set = {"is_fictional": training}
    agency = agency or AgencyFactory(**of_set)
    parent = ResolutionFactory(**of_set, symbol="02-NQ/TW")
    resolution = ResolutionFactory(**of_set, title="về chuyển đổi số tỉnh")
    member = PersonFactory(**of_set, full_name="Nguyễn Thị Ánh")
    document = PlannedDocumentFactory(
        resolution=resolution,
        lead_agency=agency,
        board_member=member,
        deadline_kind=DeadlineKind.AFTER_EVENT,
        deadline_days=30,
        due_on=DAY + timedelta(days=30),
        status=DocumentStatus.DRAFTING,
    )
    services.await_guidance(
        document, effective_on=DAY, expected="Hướng dẫn của Ban Tổ chức Trung ương", by=by
    )
    document.refresh_from_db()
    task = services.set_deadline(
        TaskFactory(resolution=resolution),
        deadline_kind=DeadlineKind.AFTER_EVENT,
        deadline_days=30,
        due_on=DAY + timedelta(days=30),
        effective_on=DAY,
        by=by,
    )
    portfolio = Portfolio.objects.create(resolution=resolution, name="21 dự án đô thị")
    stage = Stage.objects.create(portfolio=portfolio, order=1, name="Đã có quy hoạch")
    project = Project.objects.create(portfolio=portfolio, name="Khu đô thị Mỹ Hóa")
    target = Target.objects.create(
        resolution=resolution, name="Doanh nghiệp", unit="doanh nghiệp", target_value=1000
    )
    instruction = services.instruct(
        document,
        text="Sớm trình Ban Thường vụ.",
        author=member,
        agency=agency,
        given_on=DAY,
        due_on=DAY + timedelta(days=9),
        by=by,
    )
    made = [
        resolution,
        _proxy(Directive, DocumentKind.DIRECTIVE, "12-CT/TU", **of_set),
        _proxy(Programme, DocumentKind.PROGRAMME, "05-CTr/TU", **of_set),
        Basis.objects.create(child=resolution, parent=parent),
        Narrative.objects.create(resolution=resolution, on=DAY, text="Đã đạt một số kết quả."),
        target,
        Measurement.objects.create(target=target, on=DAY, value=Decimal(700)),
        portfolio,
        stage,
        project,
        move_project(project, stage=stage, effective_on=DAY, by=by),
        agency,
        Succession.objects.create(
            predecessor=AgencyFactory(**of_set, valid_to=date(2025, 7, 1)),
            successor=agency,
            on=date(2025, 7, 1),
        ),
        member,
        OfficeFactory(person=member, position=Position.BOARD_MEMBER),
        task,
        Assignment.objects.create(task=task, role=AssignmentRole.LEAD, agency=agency),
        TaskDeadline.objects.get(task=task),
        document,
        DocumentDeadline.objects.get(document=document),
        DocumentDuty.objects.get(document=document),
        StatusChange.objects.filter(document=document).latest("pk"),
        GuidanceWait.objects.get(document=document),
        GuidanceLetter.objects.create(
            wait=GuidanceWait.objects.get(document=document), symbol="77-CV/TU", sent_on=DAY
        ),
        Report.objects.create(document=document, agency=agency, text="Đang soạn thảo", by=by),
        ExtensionRequest.objects.create(
            document=document,
            agency=agency,
            text="Chờ ý kiến của các sở",
            due_before=DAY + timedelta(days=30),
            due_asked=DAY + timedelta(days=60),
            by=by,
        ),
        CentralGuidance.objects.create(title="Hướng dẫn về mô hình tổ chức", **of_set),
        Meeting.objects.create(
            on=DAY + timedelta(days=Meeting.objects.count()), name="Họp Ban Thường vụ"
        ),
        TaskLink.objects.create(task=task, document=document),
        NationalMark.objects.create(
            task=task, on=DAY, text="Đã ban hành kế hoạch.", text_hash="0" * 64, by=by
        ),
        Deputation.objects.create(
            principal=member,
            deputy=PersonFactory(**of_set, user=UserFactory()),
            valid_from=DAY,
            valid_to=date(2099, 12, 31),
            decision="Quyết định số 12-QĐ/TU",
        ),
        GuardedAct.objects.create(user=UserFactory(), what=Role.CHIEF, asked_by=UserFactory()),
        instruction,
        InstructionReply.objects.create(
            instruction=instruction, text="Đã giao phòng chuyên môn.", agency=agency, by=by
        ),
        Handover.objects.create(
            from_agency=AgencyFactory(**of_set),
            to_agency=agency,
            effective_on=DAY,
            reason="Hợp nhất cơ quan",
            decision="Nghị quyết số 202/2025/QH15",
        ),
        services.attach_file(item=document, file=pdf_file(), by=by),
        annex_of(resolution, by=by),
        SavedView.objects.create(
            name="Chờ Trung ương",
            page="documents",
            query="group=waiting",
            visibility="shared",
            owner=UserFactory(),
        ),
        UserFactory(),
        Group.objects.create(name=f"group {Group.objects.count()}"),
    ]
    return {type(thing): thing for thing in made}


def annex_of(resolution, *, by=None, rows=1):
    """An annex that is looked through: so many rows to settle and as many new ones."""
    head = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"]
    texts = [head]
    for n in range(rows):
        texts.append([f"A{n}", f"Rà soát việc thứ {n}", "", "Quý III/2027"])
        texts.append([f"B{n}", f"Bố trí việc thứ {n}", f"Sở Không Có {n}", "30/6/2027"])
    cells = {
        number: {
            column: Cell(text, f"{'ABCD'[column - 1]}{number}")
            for column, text in enumerate(row, start=1)
            if text
        }
        for number, row in enumerate(texts, start=1)
    }
    return ImportBatch.objects.create(
        resolution=resolution,
        file_name="Phụ lục nhiệm vụ.xlsx",
        sha256="0" * 64,
        sheet_name="Phụ lục",
        cells=as_json(Sheet("Phụ lục", cells)),
        by=by,
    )


def _proxy(model, kind, symbol, **given):
    made = ResolutionFactory(kind=kind, symbol=symbol, **given)
    return model.objects.get(pk=made.pk)


_PLANNED = ("documents", "PlannedDocument")
_FILE = ("documents", "Attachment")
_MODEL_OF = {
    "documents:document_page": _PLANNED,
    "documents:document_edit": _PLANNED,
    "documents:document_event": _PLANNED,
    "documents:document_deadline": _PLANNED,
    "documents:document_event_day": _PLANNED,
    "documents:document_wait": _PLANNED,
    "documents:document_undo": _PLANNED,
    "documents:document_earlier": _PLANNED,
    "documents:document_span": _PLANNED,
    "documents:change_strike_out": ("documents", "StatusChange"),
    "documents:deadline_strike_out": ("documents", "DocumentDeadline"),
    "documents:letter_withdraw": ("documents", "GuidanceLetter"),
    "assignments:task_deadline_strike_out": ("assignments", "TaskDeadline"),
    "resolutions:measurement_strike_out": ("resolutions", "Measurement"),
    "resolutions:project_strike_out": ("resolutions", "Project"),
    "documents:tally_strike_out": _PLANNED,
    "resolutions:move_strike_out": ("resolutions", "ProjectMove"),
    "documents:file_add": _PLANNED,
    "documents:file_download": _FILE,
    "documents:file_view": _FILE,
    "documents:file_replace": _FILE,
    "documents:file_withdraw": _FILE,
    "documents:guidance_receive": ("documents", "CentralGuidance"),
    "documents:document_report": _PLANNED,
    "documents:document_extension": _PLANNED,
    "documents:task_report": ("assignments", "Task"),
    "documents:task_extension": ("assignments", "Task"),
    "documents:report_page": ("documents", "Report"),
    "documents:report_confirm": ("documents", "Report"),
    "documents:report_return": ("documents", "Report"),
    "documents:report_withdraw": ("documents", "Report"),
    "documents:extension_page": ("documents", "ExtensionRequest"),
    "documents:extension_grant": ("documents", "ExtensionRequest"),
    "documents:extension_refuse": ("documents", "ExtensionRequest"),
    "documents:extension_withdraw": ("documents", "ExtensionRequest"),
    "documents:import_page": ("documents", "ImportBatch"),
    "documents:instruction_add": _PLANNED,
    "documents:instruction_page": ("documents", "Instruction"),
    "documents:instruction_reply": ("documents", "Instruction"),
    "documents:instruction_close": ("documents", "Instruction"),
    "documents:deputation_end": ("assignments", "Deputation"),
    "documents:resolution_page": ("resolutions", "Resolution"),
    "documents:resolution_timeline": ("resolutions", "Resolution"),
    "documents:task_page": ("assignments", "Task"),
    "documents:agency_page": ("assignments", "Agency"),
    "documents:member_page": ("assignments", "Person"),
    "documents:member_briefing": ("assignments", "Person"),
    "assignments:task_edit": ("assignments", "Task"),
    "assignments:task_deadline": ("assignments", "Task"),
    "assignments:task_event": ("assignments", "Task"),
    "resolutions:resolution_edit": ("resolutions", "Resolution"),
    "documents:tally_add": ("resolutions", "Resolution"),
    "resolutions:basis_links": ("resolutions", "Resolution"),
    "resolutions:basis_remove": ("resolutions", "Basis"),
    "resolutions:narrative_add": ("resolutions", "Resolution"),
    "resolutions:narrative_withdraw": ("resolutions", "Narrative"),
    "resolutions:target_add": ("resolutions", "Resolution"),
    "resolutions:target_edit": ("resolutions", "Target"),
    "resolutions:target_measurements": ("resolutions", "Target"),
    "resolutions:measurement_correct": ("resolutions", "Measurement"),
    "resolutions:portfolio_add": ("resolutions", "Resolution"),
    "resolutions:portfolio_edit": ("resolutions", "Portfolio"),
    "resolutions:portfolio_projects": ("resolutions", "Portfolio"),
    "resolutions:project_edit": ("resolutions", "Project"),
    "resolutions:project_move": ("resolutions", "Project"),
    "assignments:view_delete": ("assignments", "SavedView"),
}
# The operations of the API on one row, by the name of its list.
_MODEL_OF_API = {
    "resolution": ("resolutions", "Resolution"),
    "target": ("resolutions", "Target"),
    "portfolio": ("resolutions", "Portfolio"),
    "basis": ("resolutions", "Basis"),
    "narrative": ("resolutions", "Narrative"),
    "task": ("assignments", "Task"),
    "assignment": ("assignments", "Assignment"),
    "agency": ("assignments", "Agency"),
    "person": ("assignments", "Person"),
    "view": ("assignments", "SavedView"),
    "document": _PLANNED,
    "wait": ("documents", "GuidanceWait"),
    "guidance": ("documents", "CentralGuidance"),
    "meeting": ("documents", "Meeting"),
}


def path_of(route: Route, things: dict[type, object]) -> str:
    """The route's address for one of these things. KeyError for a route nobody told of."""
    if not route.arguments:
        return route.path()
    if route.name in _MODEL_OF:
        thing = things[apps.get_model(*_MODEL_OF[route.name])]
        event = "issue" if route.name == "documents:document_span" else "resume"
        return route.path(pk=thing.pk, key=thing.pk, event=event, kind="document")
    if route.name.startswith("api:"):
        thing = things[apps.get_model(*_MODEL_OF_API[route.name[4:].partition("-")[0]])]
        if isinstance(thing, CentralGuidance):  # of those, what somebody waits for
            thing = things[GuidanceWait].guidance
        return route.path(pk=thing.pk)
    if found := re.match(r"admin/(\w+)/(\w+)/<(?:\w+:)?(?:object_)?id>/", route.pattern):
        thing = things[apps.get_model(found[1], found[2])]
        return route.path(object_id=thing.pk, id=thing.pk)
    return {
        "admin:view_on_site": lambda: route.path(content_type_id=1, object_id=1),
        "admin:app_list": lambda: route.path(app_label="documents"),
        "admin:admin/<url>": lambda: route.path(url="khong-co"),
    }[route.name]()
