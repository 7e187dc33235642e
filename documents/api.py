"""Read-only REST access to planned documents."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from documents.filters import PlannedDocumentFilter
from documents.models import PlannedDocument
from resolutions.api import OF_A_DAY, ListFilteredOnly, look_or_refuse


class PlannedDocumentSerializer(serializers.ModelSerializer):
    due_then = serializers.DateField(read_only=True)
    since_then = serializers.DateField(read_only=True)
    status_then = serializers.CharField(read_only=True)
    group_then = serializers.CharField(read_only=True)
    timeliness = serializers.CharField(read_only=True)
    tasks = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = PlannedDocument
        fields = [
            "id",
            "resolution",
            "code",
            "title",
            "kind",
            "tasks",
            "lead_agency",
            "signing_body",
            "board_member",
            "deadline_kind",
            "due_on",
            "due_then",
            "deadline_text",
            "status_then",
            "since_then",
            "group_then",
            "timeliness",
            "symbol",
            "issued_on",
            "issuer_name",
            "evidence_url",
            "evidence_gap",
            "is_unnamed",
            "is_group",
            "source_name",
            "source_quote",
        ]


_AS_OF = extend_schema(
    parameters=[*OF_A_DAY, OpenApiParameter("against", enum=["current", "original"])]
)


@extend_schema_view(list=_AS_OF, retrieve=_AS_OF)
class PlannedDocumentViewSet(ListFilteredOnly, viewsets.ReadOnlyModelViewSet):
    """The planned documents the caller may read, as of today or ``?as_of=``, with the filters
    of the register."""

    queryset = PlannedDocument.objects.none()
    serializer_class = PlannedDocumentSerializer
    filterset_class = PlannedDocumentFilter

    def get_queryset(self):
        looking = look_or_refuse(self.request)
        return (
            PlannedDocument.objects.visible_to(self.request.user, on=looking.today)
            .as_of(looking.on, **looking.state)
            .for_register(on=looking.on)
            .prefetch_related("tasks")
            .order_by("resolution", "code", "pk")
        )
