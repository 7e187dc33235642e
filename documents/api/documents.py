"""Planned documents: the register, the form, one operation for each event, many at once."""

import hashlib

from django.core.exceptions import ValidationError as DomainError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from assignments.api import TakesView
from assignments.api.tasks import DeadlineInput, EventDayInput
from assignments.api.views import VIEW
from assignments.event_forms import EventDayForm
from assignments.forms import DEADLINE_FIELDS, DeadlineForm
from assignments.models import ListPage
from documents import services
from documents.api.bulk import BulkInput, BulkResultSerializer, do_in_bulk
from documents.api.rows import HistorySerializer, PlannedDocumentSerializer
from documents.filters import PlannedDocumentFilter
from documents.forms import EVENT_FORMS, PlannedDocumentForm, WaitForm
from documents.models import PlannedDocument
from documents.status import Event, ForbiddenTransition, check_transition
from resolutions.api import (
    IF_MATCH,
    OF_A_STATE,
    Conflict,
    FormWrites,
    Guarded,
    described,
    input_of,
    look_or_refuse,
)
from resolutions.conflicts import ChangedMeanwhile, unchanged
from resolutions.log import with_version

DocumentInput = input_of(PlannedDocumentForm, "DocumentInput")
DocumentEditInput = input_of(
    PlannedDocumentForm, "DocumentEditInput", without=("planned_on", *DEADLINE_FIELDS)
)

WaitInput = input_of(WaitForm, "WaitInput")


@described(
    PlannedDocumentSerializer,
    create=DocumentInput,
    edit=DocumentEditInput,
    reading=OF_A_STATE,
    listing=[VIEW],
)
class PlannedDocumentViewSet(
    Guarded, TakesView, FormWrites, mixins.ListModelMixin, viewsets.GenericViewSet
):
    """The planned documents the caller may read, as of today or ``?as_of=``, with the filters
    of the register."""

    queryset = PlannedDocument.objects.none()
    serializer_class = PlannedDocumentSerializer
    filterset_class = PlannedDocumentFilter
    list_page = ListPage.DOCUMENTS
    add_right = "documents.add_planneddocument"
    change_right = "documents.change_planneddocument"
    create_input, edit_input = DocumentInput, DocumentEditInput

    def get_queryset(self):
        looking = look_or_refuse(self.request)
        return with_version(
            PlannedDocument.objects.visible_to(self.request.user, on=looking.today)
            .as_of(looking.moment)
            .for_register(on=looking.on)
            .with_readable_ties(self.request.user, on=looking.today)
            .prefetch_related("coordinating_agencies", "advising_agencies")
            .order_by("resolution", "code", "pk")
        )

    def etag_of(self, item) -> str:
        """The ties the caller may read change without a new version of the document."""
        version, _dot, view = super().etag_of(item).strip('"').partition(".")
        ties = (view, [task.pk for task in item.tasks.all()], item.integrated_into_is_beyond)
        return f'"{version}.{hashlib.sha256(repr(ties).encode()).hexdigest()[:12]}"'

    def new_form(self, data):
        return PlannedDocumentForm(data, instance=PlannedDocument(), on=timezone.localdate())

    def edit_form(self, item, data):
        return PlannedDocumentForm(data, instance=item, on=timezone.localdate())

    # --- events ----------------------------------------------------------------------------

    def record(self, event: Event, wanted) -> Response:
        """Record an event through its form and its service."""
        document = self.get_object()
        seen, values = self.seen(document), self.values(wanted)
        values.setdefault("effective_on", timezone.localdate())
        try:
            check_transition(event, document.status)
        except ForbiddenTransition as refusal:
            raise Conflict(refusal.messages[0]) from refusal
        if "effective_on" not in wanted().fields:
            del values["effective_on"]

        def form_of(now, data):
            return EVENT_FORMS[event](data, document=now)

        return self.write(document, seen, values, form_of)

    @extend_schema(
        request=None, responses={200: PlannedDocumentSerializer}, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"])
    def undo(self, request, pk=None) -> Response:
        """Take back the last change of status, by the person who recorded it, in time."""
        document = self.get_object()
        seen = self.seen(document)
        try:
            with unchanged(document, seen=seen):
                services.undo_last(document, by=request.user, now=timezone.now())
        except ChangedMeanwhile:
            self.refuse_stale(document.pk)
        except DomainError as refusal:
            raise Conflict(" ".join(refusal.messages)) from refusal
        return self.answer(self.again(document.pk))

    @extend_schema(
        request=DeadlineInput,
        responses={200: PlannedDocumentSerializer},
        parameters=[IF_MATCH],
    )
    @action(detail=True, methods=["post"])
    def set_deadline(self, request, pk=None) -> Response:
        """Give the document a deadline, or move the one it has with a reason."""
        document = self.get_object()
        seen, values = self.seen(document), self.values(DeadlineInput)
        return self.write(
            document, seen, values, lambda now, data: DeadlineForm(data, item=now)
        )

    @extend_schema(
        request=EventDayInput,
        responses={200: PlannedDocumentSerializer},
        parameters=[IF_MATCH],
    )
    @action(detail=True, methods=["post"])
    def record_event_day(self, request, pk=None) -> Response:
        """Count a deadline of so many days after an event from the day of the event."""
        document = self.get_object()
        seen, values = self.seen(document), self.values(EventDayInput)
        return self.write(
            document, seen, values, lambda now, data: EventDayForm(data, item=now)
        )

    @extend_schema(
        request=WaitInput, responses={200: PlannedDocumentSerializer}, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"])
    def complete_wait(self, request, pk=None) -> Response:
        """Add to the open wait what was learned later; what is not given stays."""
        document = self.get_object()
        seen, values = self.seen(document), self.values(WaitInput)
        return self.write(
            document, seen, values, lambda now, data: WaitForm(data, document=now)
        )

    # --- history, many at once -------------------------------------------------------------

    @extend_schema(responses=HistorySerializer)
    @action(detail=True)
    def history(self, request, pk=None) -> Response:
        """All that was ever recorded of the document: status, deadlines, who answers, waits."""
        document = self.get_object()
        waits = document.waits.prefetch_related("letters")
        return Response(
            HistorySerializer(
                {
                    "changes": document.changes.for_timeline(),
                    "deadlines": document.deadlines.select_related(
                        "by__person", "on_behalf_of"
                    ).latest_first(),
                    "duties": document.duties.latest_first(),
                    "waits": waits.order_by("-since", "-pk"),
                }
            ).data
        )

    @extend_schema(request=BulkInput, responses={200: BulkResultSerializer})
    @action(detail=False, methods=["post"])
    def bulk(self, request) -> Response:
        """One change for many documents; what became of each, and why."""
        given = BulkInput(data=request.data)
        given.is_valid(raise_exception=True)
        asked = dict(given.validated_data)
        rows = self.get_queryset().filter(pk__in=asked["ids"])
        return Response(do_in_bulk(rows, asked, by=request.user, now=timezone.now()))


def _operation(event: Event):
    """The operation that records an event, with the fields of its form."""
    form = EVENT_FORMS[event]
    words = event.value.title().replace("_", "")
    today = {"effective_on": serializers.DateField(required=False)}  # today unless it says
    more = today if "effective_on" in form.base_fields else {}
    wanted = input_of(form, f"{words}Input", without=("file",), **more)  # JSON bears none

    def record(self, request, pk=None) -> Response:
        return self.record(event, wanted)

    record.__name__ = event.value
    record.__doc__ = str(event.label)
    described_so = extend_schema(
        request=wanted, responses={200: PlannedDocumentSerializer}, parameters=[IF_MATCH]
    )
    return described_so(action(detail=True, methods=["post"])(record))


for _event in EVENT_FORMS:
    setattr(PlannedDocumentViewSet, _event.value, _operation(_event))
