"""Saved views: which there are, and a list asked for by the name of one."""

from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, viewsets

from assignments.models import SavedView
from resolutions.api import Guarded
from resolutions.folding import fold
from resolutions.names import name_of

VIEW = OpenApiParameter(
    "view", str, description=gettext_lazy("Slug or number of a saved view of the list")
)


def slug_of(view: SavedView) -> str:
    """The name of a view as an address writes it: “cho-trung-uong”; its number when the name
    has no letter or digit."""
    return slugify(fold(view.name)) or str(view.pk)


class SavedViewSerializer(serializers.ModelSerializer):
    slug = serializers.SerializerMethodField()
    owner = serializers.SerializerMethodField()

    class Meta:
        model = SavedView
        fields = ["id", "slug", "name", "page", "query", "visibility", "role", "owner"]

    def get_slug(self, view) -> str:
        return slug_of(view)

    def get_owner(self, view) -> str:
        return name_of(view.owner)


class SavedViewViewSet(Guarded, viewsets.ReadOnlyModelViewSet):
    """The saved views the caller may use."""

    queryset = SavedView.objects.none()
    serializer_class = SavedViewSerializer
    filterset_fields = ["page"]

    def get_queryset(self):
        return SavedView.objects.usable_by(self.request.user).select_related("owner__person")


class TakesView:
    """A list that ``?view=`` asks for in a saved state, by its slug or its number; what else
    the address says takes the place of what the view keeps."""

    list_page = ""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        asked = request.GET.get("view")
        if asked and asked != "all" and request.method in ("GET", "HEAD"):
            request._request.GET = self._merged(request.GET, asked)

    def _merged(self, given: QueryDict, asked: str) -> QueryDict:
        user = self.request.user
        usable = SavedView.objects.usable_by(user).filter(page=self.list_page)
        found = [view for view in usable if asked in (str(view.pk), slug_of(view))]
        if not found:
            raise serializers.ValidationError({"view": [_("There is no such saved view.")]})
        view = min(found, key=lambda v: (v.owner_id != user.pk, v.pk))
        merged = QueryDict(view.query, mutable=True)
        for name, values in given.lists():
            merged.setlist(name, values)
        return merged
