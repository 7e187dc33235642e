"""The figures of the pages, with the documents behind each."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from documents.models import PlannedDocument
from documents.progress import figures_of, ids_of
from documents.progress.catalogue import COUNTED
from documents.progress.figures import ids_by_timeliness
from documents.status import StatusGroup, Timeliness
from resolutions.api import OF_A_STATE, Guarded, look_or_refuse
from resolutions.models import Resolution


class _Ids(serializers.ListField):
    child = serializers.IntegerField()


class FiguresAskedSerializer(serializers.Serializer):
    resolution = serializers.PrimaryKeyRelatedField(
        queryset=Resolution.objects.all(), required=False
    )
    data = serializers.ChoiceField(["real", "training"], required=False)


def _numbers(names, child):
    return {name: child() for name in names}


# Beside the total: documents whose total, and sets whose number, the source does not give.
_BESIDE = ["uncounted", "unnumbered"]
_HEADLINE = ["total", "denominator", "withdrawn", *_BESIDE, *StatusGroup.values]
FiguresIdsSerializer = type(
    "FiguresIdsSerializer", (serializers.Serializer,), _numbers(_HEADLINE, _Ids)
)
TimelinessSerializer = type(
    "TimelinessSerializer",
    (serializers.Serializer,),
    _numbers(Timeliness.values, serializers.IntegerField),
)
TimelinessIdsSerializer = type(
    "TimelinessIdsSerializer", (serializers.Serializer,), _numbers(Timeliness.values, _Ids)
)
_FiguresFields = type(
    "_FiguresFields",
    (serializers.Serializer,),
    _numbers(_HEADLINE, serializers.IntegerField),
)


NamedFiguresSerializer = type(
    "NamedFiguresSerializer",
    (serializers.Serializer,),
    {
        figure.key: serializers.IntegerField(
            label=figure.name,
            help_text=format_lazy("{}: {}", figure.name, figure.definition),
        )
        for figure in COUNTED
    },
)


class FiguresSerializer(_FiguresFields):
    """Counts on a day. ``figures`` are those of the catalogue (docs/figures.md), each with its
    name; ``denominator`` leaves out what is not to be issued; ``uncounted`` (documents whose
    total the source does not give) and ``unnumbered`` (sets of which it gives no number) stand
    beside the total and are in no other count; ``ids`` and ``timeliness_ids`` are the documents
    behind each."""

    on = serializers.DateField()
    resolution = serializers.IntegerField(allow_null=True)
    figures = NamedFiguresSerializer()
    timeliness = TimelinessSerializer()
    ids = FiguresIdsSerializer()
    timeliness_ids = TimelinessIdsSerializer()


class FiguresView(Guarded, APIView):
    """Figures of one governing document or of all the caller may read."""

    parameters = frozenset({"resolution"})

    @extend_schema(
        operation_id="figures",
        responses=FiguresSerializer,
        parameters=[
            *OF_A_STATE,
            OpenApiParameter("resolution", int, description=_("Governing document")),
            OpenApiParameter("data", enum=["real", "training"], description=_("Data")),
        ],
    )
    def get(self, request) -> Response:
        looking = look_or_refuse(request)
        asked = {n: request.GET[n] for n in ("resolution", "data") if request.GET.get(n)}
        given = FiguresAskedSerializer(data=asked)
        given.is_valid(raise_exception=True)
        resolution = given.validated_data.get("resolution")
        documents = PlannedDocument.objects.visible_to(request.user, on=looking.today)
        if resolution is not None:
            documents = documents.filter(resolution=resolution)
        elif given.validated_data.get("data") == "training":
            documents = documents.fictional()
        else:
            documents = documents.real()
        figures = figures_of(documents, looking.moment)
        behind = ids_by_timeliness(documents, looking.moment)
        return Response(
            {
                "on": looking.on,
                "resolution": resolution and resolution.pk,
                **{name: getattr(figures, name) for name in ("total", "denominator", *_BESIDE)},
                "withdrawn": figures.withdrawn,
                **{group.value: figures.of_group(group) for group in StatusGroup},
                "figures": {figure.key: figure.of(figures) for figure in COUNTED},
                "timeliness": {t.value: figures.by_timeliness[t] for t in Timeliness},
                "ids": ids_of(documents, looking.moment),
                "timeliness_ids": {t.value: behind.get(t, []) for t in Timeliness},
            }
        )
