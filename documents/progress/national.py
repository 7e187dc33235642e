"""The text of each task for the national monitoring system: its documents by agency, with the
state of a day. A person copies it; nothing is sent anywhere."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from assignments.models import Task
from assignments.models.task import AssignmentRole, TaskQuerySet
from documents.models import PlannedDocument, PlannedDocumentQuerySet, TaskLink
from documents.models.national import NationalMark, fingerprint
from documents.status import DocumentStatus, Standing
from resolutions.gaps import said_of_missing
from resolutions.moments import Moment


@dataclass(frozen=True)
class Told:
    """A task with its text of a day, and the last mark that says it was entered."""

    task: Task
    text: str
    mark: NationalMark | None

    @property
    def key(self) -> str:
        """Names this very text: what is marked is what was seen."""
        return f"{self.task.pk}:{fingerprint(self.text)}"

    @property
    def has_changed(self) -> bool:
        """Entered once, and it would read otherwise now."""
        return self.mark is not None and self.mark.text != self.text


def with_marks(tasks: TaskQuerySet, moment: Moment) -> TaskQuerySet:
    """Tasks with their marks, the latest first, as ``marks``: of those recorded by then."""
    marks = moment.recorded(NationalMark.objects.order_by("-on", "-pk").select_related("by"))
    return tasks.prefetch_related(Prefetch("national_marks", marks, to_attr="marks"))


def told_of(
    tasks: Iterable[Task], documents: PlannedDocumentQuerySet, moment: Moment
) -> list[Told]:
    """The texts of tasks read by ``for_list`` and ``with_marks``, in two queries."""
    tasks = list(tasks)
    links = TaskLink.objects.filter(task__in=[task.pk for task in tasks])
    rows = documents.filter(Exists(links.filter(document=OuterRef("pk")))).as_of(moment)
    by_id = {row.pk: row for row in rows.for_register(on=moment.on).order_by("code", "pk")}
    order = {pk: place for place, pk in enumerate(by_id)}
    linked: dict[int, list[int]] = {}
    for task_id, document_id in links.values_list("task", "document"):
        if document_id in by_id:
            linked.setdefault(task_id, []).append(document_id)
    told = []
    for task in tasks:
        own = sorted(linked.get(task.pk, ()), key=order.__getitem__)
        marks: list[NationalMark] = task.marks  # type: ignore[attr-defined]
        text = _text(task, [by_id[pk] for pk in own])
        told.append(Told(task, text, marks[0] if marks else None))
    return told


def _text(task: Task, documents: list[PlannedDocument]) -> str:
    due = task.due_then  # type: ignore[attr-defined]
    words = task.deadline_text_then or (f"{due:%d/%m/%Y}" if due else "")  # type: ignore[attr-defined]
    lines = [f"{task.code} {' '.join(task.text.split())}".strip()]
    if words:
        lines.append(_("Deadline: %(day)s") % {"day": words})
    for agency, own in _by_agency(task, documents).items():
        said = "; ".join(_state(document) for document in own)
        lines.append(f"- {agency}: {said or _('no document planned')}.")
    return "\n".join(lines)


def _by_agency(
    task: Task, documents: list[PlannedDocument]
) -> dict[str, list[PlannedDocument]]:
    """What each agency answers for: those that lead the task first, with or without a
    document."""
    leads = [
        str(assignment.agency)
        for assignment in task.current_assignments  # type: ignore[attr-defined]
        if assignment.role == AssignmentRole.LEAD and assignment.agency_id
    ]
    found: dict[str, list[PlannedDocument]] = {name: [] for name in leads}
    for document in documents:
        nobody = said_of_missing(document, _("No agency assigned"))
        name = document.lead_name_then or (leads[0] if leads else nobody)
        found.setdefault(name, []).append(document)
    return found or {said_of_missing(task, _("No agency assigned")): []}


def _within(label: str) -> str:
    """A label inside a sentence; names in it keep their capitals."""
    return label[:1].lower() + label[1:]


def _state(document: PlannedDocument) -> str:
    """“đã ban hành 15-KH/TU ngày 13/12/2021 (Kế hoạch …)”; else the status in words."""
    beside = document.standing
    title = document.title
    if beside != Standing.COUNTED:
        title = f"{title} [{_within(str(beside.label))}]"
    if document.status_then != DocumentStatus.ISSUED:
        return f"{title} ({_within(document.status_then_label)})"
    day = document.issued_on_then  # type: ignore[attr-defined]
    facts = {
        "title": title,
        "symbol": document.symbol or said_of_missing(document, _("number not known")),
        "day": f"{day:%d/%m/%Y}" if day else said_of_missing(document, _("unknown date")),
    }
    return _("%(title)s (issued: %(symbol)s of %(day)s)") % facts
