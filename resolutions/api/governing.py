"""Governing documents."""

from rest_framework import mixins, serializers, viewsets

from resolutions.api.answers import Guarded
from resolutions.api.writing import FormWrites, described, input_of
from resolutions.filters import ResolutionFilter
from resolutions.forms import ResolutionForm
from resolutions.log import with_version
from resolutions.models import Resolution

ResolutionInput = input_of(ResolutionForm, "ResolutionInput")


class ResolutionSerializer(serializers.ModelSerializer):
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    canonical_symbol = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Resolution
        fields = [
            "id",
            "version",
            "kind",
            "kind_label",
            "symbol",
            "canonical_symbol",
            "number",
            "issued_on",
            "issued_year",
            "title",
            "issuer_name",
            "issuer_level",
            "term",
            "field_of_work",
            "period_from",
            "period_to",
            "vision_year",
            "further_year",
            "period_text",
            "effect_state",
            "effect_ended_on",
            "effect_decision",
            "note",
            "is_fictional",
            "source_name",
            "source_quote",
        ]
        read_only_fields = fields


@described(ResolutionSerializer, create=ResolutionInput, edit=ResolutionInput)
class ResolutionViewSet(
    Guarded,
    FormWrites,
    mixins.ListModelMixin,
    viewsets.GenericViewSet,
):
    """Governing documents, with the filters and the form of the pages."""

    queryset = Resolution.objects.none()
    serializer_class = ResolutionSerializer
    filterset_class = ResolutionFilter
    add_right = "resolutions.add_resolution"
    change_right = "resolutions.change_resolution"
    create_input = edit_input = ResolutionInput

    def get_queryset(self):
        return with_version(Resolution.objects.for_register())

    def new_form(self, data):
        return ResolutionForm(data, instance=Resolution())

    def edit_form(self, item, data):
        return ResolutionForm(data, instance=item)

    def commit(self, form):
        return form.save()
