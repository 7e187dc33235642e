"""Lists as files: the exports of the pages, with the same rights."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.views import APIView

from assignments.api import TakesView
from assignments.api.views import VIEW
from assignments.filters import TaskFilter
from assignments.models import ListPage, Task
from assignments.views import task_export
from documents.api.documents import OF_A_STATE
from documents.filters import PlannedDocumentFilter
from documents.models import PlannedDocument
from documents.views.register import register_export
from resolutions.api import Guarded, look_or_refuse
from resolutions.filters import ResolutionFilter
from resolutions.models import Resolution
from resolutions.reports import XLSX
from resolutions.views import resolution_export


class AsAsked(BaseContentNegotiation):
    """The address names the format; what the caller accepts is not asked."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


def _described(filterset: Any):
    parameters = [*OF_A_STATE, OpenApiParameter("cols", str), VIEW]
    parameters += [
        OpenApiParameter(n, str, description=f.label) for n, f in filterset.base_filters.items()
    ]
    return extend_schema(
        parameters=parameters,
        responses={(200, XLSX): OpenApiTypes.BINARY, (200, "text/csv"): OpenApiTypes.STR},
    )


class _Export(Guarded, APIView):
    content_negotiation_class = AsAsked
    filterset_class: Any = None

    def rows(self, looking: Any) -> Any:
        raise NotImplementedError

    def answer(self, request, ending: str, page: Any):
        """The page's own export, once its filters can be read."""
        looking = look_or_refuse(request)
        filterset = self.filterset_class(request.GET, self.rows(looking))
        if not filterset.is_valid():
            raise serializers.ValidationError(filterset.errors)
        asked = request.GET.copy()
        asked["format"] = ending
        request._request.GET = asked
        return page(request._request)


class DocumentExport(TakesView, _Export):
    """The register of planned documents as a file."""

    filterset_class = PlannedDocumentFilter
    list_page = ListPage.DOCUMENTS

    def rows(self, looking):
        return PlannedDocument.objects.as_of(looking.moment)

    @_described(PlannedDocumentFilter)
    def get(self, request, ending: str):
        return self.answer(request, ending, register_export)


class TaskExport(TakesView, _Export):
    """The list of tasks as a file."""

    filterset_class = TaskFilter
    list_page = ListPage.TASKS

    def rows(self, looking):
        return Task.objects.for_list(looking.moment)

    @_described(TaskFilter)
    def get(self, request, ending: str):
        return self.answer(request, ending, task_export)


class ResolutionExport(_Export):
    """The list of governing documents as a file."""

    filterset_class = ResolutionFilter

    def rows(self, looking):
        return Resolution.objects.for_register()

    @_described(ResolutionFilter)
    def get(self, request, ending: str):
        return self.answer(request, ending, resolution_export)
