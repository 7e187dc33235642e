"""The audit log, read by inspection and administrators."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from documents.audit.filters import AuditFilter
from documents.audit.reading import Entry, Names, entries
from resolutions.listing import Column, Listing
from resolutions.reports import Export, export_response, refused
from resolutions.understood import asks_by_form

_may_read = permission_required("auditlog.view_logentry", raise_exception=True)

_COLUMNS = (
    Column("when", _("When"), lambda e: f"{e.when:%H:%M:%S %d/%m/%Y}", "", width=20),
    Column("who", _("Done by"), lambda e: e.who, "", width=26),
    Column("address", _("From address"), lambda e: e.row.remote_addr, "", width=18),
    Column("did", _("What was done"), lambda e: e.did, "", width=20),
    Column("kind", _("Kind of thing"), lambda e: e.kind, "", width=24),
    Column("item", _("Number of the thing"), lambda e: e.row.object_pk, "", width=12),
    Column("thing", _("Thing"), lambda e: e.thing, "", width=44),
    Column("changes", _("Before → after"), lambda e: e.changes_text, "", width=70),
    Column("request_id", _("Request id"), lambda e: e.row.cid, "", width=36),
)


@dataclass(frozen=True)
class _Entries:
    """The rows of a file, each put into words while it is written."""

    rows: QuerySet

    def iterator(self, chunk_size: int) -> Iterator[Any]:
        names = Names()
        for row in self.rows.iterator(chunk_size=chunk_size):
            yield _Numbered(row, names)


class _Numbered(Entry):
    """An entry with its number, as a file asks for it."""

    @property
    def pk(self) -> int:
        return self.row.pk


@asks_by_form
@require_safe
@_may_read
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who did what, when, from where, before and after; latest first."""
    filterset = AuditFilter(request.GET, entries())
    listing = Listing.of(request, ())
    page = listing.page(filterset.rows)
    rows = list(page.object_list)
    names = Names.of(rows)
    return render(
        request,
        "documents/audit_log.html",
        {
            "filter": filterset,
            "page": page,
            "listing": listing,
            "entries": [Entry(row, names) for row in rows],
        },
    )


@asks_by_form
@require_safe
@_may_read
def audit_export(request: HttpRequest) -> HttpResponse:
    """The same as a file: all rows of the filter."""
    filterset = AuditFilter(request.GET, entries())
    if refusal := refused(request, filterset.form, page=reverse("documents:audit_log")):
        return refusal
    export = Export(
        name=gettext("Audit log"),
        rows=_Entries(filterset.rows),  # type: ignore[arg-type]
        count=filterset.rows.count(),
        columns=_COLUMNS,
        on=timezone.localdate(),
        filters=[(label, text) for _name, label, text in filterset.in_words],
    )
    return export_response(request, export)
