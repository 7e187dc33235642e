"""Two people look the same annex through: what each of them said, and what to do when one has
saved after the other opened the page."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from documents import services
from documents.forms.importing import LookedThroughForm
from documents.importing.results import Field
from documents.models import ImportBatch
from resolutions.conflicts import FieldChange, Mine, Revision
from resolutions.kept import OF_THE_SENDING, SENDING


def revisions_of(batch: ImportBatch, *, since: int = 0) -> list[Revision]:
    """What people said in the preview after version ``since``, the oldest first."""
    people = services.who_said(batch)
    return [
        Revision(
            datetime.fromisoformat(told["at"]),
            people.get(told["by"]),
            tuple(_changes(told["changes"])),
            (_("for comrade %(name)s") % {"name": told["for"]},) if told["for"] else (),
        )
        for told in batch.looked_through[since:]
    ]


def _changes(changes: Iterable[list[Any]]) -> Iterator[FieldChange]:
    for kind, where, old, new in changes:
        yield FieldChange(_label(kind, where), _shown(kind, old), _shown(kind, new))


def _label(kind: str, where: Any) -> str:
    if kind == "cell":
        return _("Cell %s") % where
    return (_("Column no. %s") if kind == "column" else _("Row %s")) % where


def _shown(kind: str, value: Any) -> str:
    if kind == "row":
        return _("left out") if value else _("taken over")
    if kind == "column" and value:
        return str(Field(value).label)
    return str(value) or "—"


def changed_meanwhile(
    request: HttpRequest, batch: ImportBatch, form: LookedThroughForm
) -> HttpResponse:
    """What the other said beside what I said, which is not kept yet (409); without anything of
    my own the page as it is now, told to whom wanted to take it over."""
    batch.refresh_from_db()
    revisions = revisions_of(batch, since=form.seen)
    if not form.said:
        messages.warning(request, services.DraftChanged().messages[0])
        return redirect(batch)
    sent = [
        (name, value)
        for name, values in form.data.lists()
        # Who saves over it looks at the whole first: nothing is taken over by that.
        if name not in {*OF_THE_SENDING, SENDING, "seen", "do"}
        for value in values
    ]
    return render(
        request,
        "resolutions/conflict.html",
        {
            "item": batch,
            "revisions": revisions,
            "fields": [*_mine(batch, form.said)],
            "compares": True,
            "sent": [*sent, ("do", "check")],
            "seen": batch.version,
            "may_overwrite": True,
            "may_note": False,
        },
        status=409,
    )


def _mine(batch: ImportBatch, said: services.Said) -> Iterator[Mine]:
    texts = services.texts_of(batch)
    for column, name in said.columns.items():
        saved = batch.mapping.get(column, "")
        yield Mine(_label("column", column), _shown("column", name), _shown("column", saved))
    for address, text in said.cells.items():
        yield Mine(_label("cell", address), text or "—", texts.get(address, "") or "—")
    for row, is_out in said.rows.items():
        yield Mine(
            _label("row", row), _shown("row", is_out), _shown("row", row in batch.left_out)
        )
