"""What a careful clerk would ask about an annex before passing it on."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from documents.importing.cellwise import Draft, fields_of
from documents.importing.header import Header
from documents.importing.results import Field, Item, Problem, Severity
from resolutions.folding import fold
from resolutions.models import Resolution

_WHOLE = re.compile(r"(?:[^\d]*\D)?(\d{1,5})")


def lint(drafts: Sequence[Draft], header: Header, resolution: Resolution) -> list[Problem]:
    """Tell each row what is odd about it; give back what concerns the sheet."""
    fields = fields_of(header)
    # In a file of ours what is missing was missing before.
    own = [draft for draft in drafts if draft.record is None]
    for draft in own:
        if draft.row.task_row is None:
            _lint_lead(draft, has_column=Field.LEAD in fields)
            _lint_product(draft, has_column=Field.PRODUCT in fields)
        _lint_deadline(draft, resolution, has_column=Field.DEADLINE in fields)
    _lint_copies(own)
    found = []
    if Field.NUMBER in fields:
        _lint_numbers(own)
    if Field.LEAD not in fields:
        found.append(_of_sheet("no_lead_column", _("No column names the lead agency.")))
    if Field.DEADLINE not in fields:
        found.append(_of_sheet("no_deadline_column", _("No column gives a deadline.")))
    return found


def _of_sheet(code: str, message: str) -> Problem:
    return Problem(code, message, Severity.WARNING)


def _failed(draft: Draft, field: Field) -> bool:
    return any(problem.field == field for problem in draft.problems)


def _lint_lead(draft: Draft, *, has_column: bool) -> None:
    if not has_column:
        return
    lead = draft.values.get(Field.LEAD)
    if lead is None:
        if not _failed(draft, Field.LEAD):
            draft.tell("lead_missing", _("No lead agency is named."), name=Field.LEAD.value)
    elif lead.value is None:
        draft.tell(
            "lead_is_group",
            _("A group of bodies leads; no single agency answers."),
            name=Field.LEAD.value,
        )
    elif lead.others or lead.groups:
        draft.tell(
            "lead_several",
            _("Several lead agencies: the first is taken as lead, the others as co-leads."),
            name=Field.LEAD.value,
        )


def _lint_product(draft: Draft, *, has_column: bool) -> None:
    is_missing = Item.TASK in draft.makes and Field.PRODUCT not in draft.values
    if has_column and is_missing and not _failed(draft, Field.PRODUCT):
        draft.tell("product_missing", _("No product is named."), name=Field.PRODUCT.value)


def _lint_deadline(draft: Draft, resolution: Resolution, *, has_column: bool) -> None:
    read = draft.values.get(Field.DEADLINE)
    if read is None:
        if has_column and not _failed(draft, Field.DEADLINE):
            draft.tell(
                "deadline_missing", _("No deadline is given."), name=Field.DEADLINE.value
            )
        return
    if not read.value["due_on"]:
        return
    due = date.fromisoformat(read.value["due_on"])
    name = Field.DEADLINE.value
    if resolution.issued_on and due < resolution.issued_on:
        draft.tell(
            "deadline_before_issue",
            _("Due before %(day)s, the day on which the document was issued.")
            % {"day": f"{resolution.issued_on:%d/%m/%Y}"},
            name=name,
        )
    elif resolution.period_from and due.year < resolution.period_from:
        draft.tell("deadline_outside", _("Due before the document's period."), name=name)
    if resolution.period_to and due.year > resolution.period_to:
        draft.tell("deadline_outside", _("Due after the document's period."), name=name)


def _lint_copies(drafts: Iterable[Draft]) -> None:
    seen: dict[str, int] = {}
    for draft in drafts:
        if draft.row.task_row is not None:
            continue
        text = fold(draft.text(Field.TEXT) or draft.text(Field.TITLE))
        if not text:
            continue
        if text in seen:
            draft.tell(
                "copy",
                _("The same words stand in row %(row)s.") % {"row": seen[text]},
                name=(Field.TEXT if Field.TEXT in draft.values else Field.TITLE).value,
            )
        seen.setdefault(text, draft.row.number)


def _lint_numbers(drafts: Sequence[Draft]) -> None:
    """Gaps and repetitions; numbering may begin again in a section. A number used in several
    sections gets the section's number before it."""
    numbered = [d for d in drafts if d.row.task_row is None]
    seen: dict[tuple[str, str], int] = {}
    sections: dict[str, set[str]] = {}
    before: int | None = None
    for draft in numbered:
        number = draft.text(Field.NUMBER)
        section = draft.row.section
        if not number:
            if not _failed(draft, Field.NUMBER):
                draft.tell("number_missing", _("The row has no number."), name="number")
            continue
        sections.setdefault(number, set()).add(section)
        place = seen.setdefault((section, number), draft.row.number)
        if place != draft.row.number:
            draft.tell(
                "number_repeated",
                _("The number is already that of row %(row)s.") % {"row": place},
                name=Field.NUMBER.value,
                is_error=True,
            )
        whole = _WHOLE.fullmatch(number)
        value = int(whole[1]) if whole else None
        if value is not None and before is not None and value not in (1, before, before + 1):
            draft.tell(
                "number_gap",
                _("The numbering goes from %(before)s to %(number)s.")
                % {"before": before, "number": value},
                name=Field.NUMBER.value,
            )
        before = value if value is not None else before
    for draft in drafts:
        number = draft.text(Field.NUMBER)
        prefix = draft.row.section_number
        several = len(sections.get(number, ())) > 1
        draft.code = f"{prefix}.{number}" if several and prefix and number else number
