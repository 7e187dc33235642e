"""The administrators' workshop for governing documents."""

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.translation import gettext_lazy as _

from resolutions.folding import fold, search_words
from resolutions.forms.datasets import KeepsItsSet
from resolutions.log import sign, tell
from resolutions.models import (
    Basis,
    Directive,
    Measurement,
    Narrative,
    Portfolio,
    Programme,
    Project,
    ProjectMove,
    Resolution,
    Stage,
    Target,
)
from resolutions.saving import stamp

_SOURCE = (_("Source"), {"fields": ["source_name", "source_quote"], "classes": ["collapse"]})


class FilledFromTheAddress:
    """A form may come with values in its address; those that cannot be read are left out."""

    def get_changeform_initial_data(self, request):
        given = super().get_changeform_initial_data(request)
        return {name: value for name, value in given.items() if self._can_read(name, value)}

    def _can_read(self, name, value) -> bool:
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        of = field.target_field if field.is_relation else field
        try:
            for one in value if isinstance(value, list) else [value]:
                of.to_python(one)
        except (ValidationError, ValueError, TypeError):
            return False
        return True


class TellsWhatChanged:
    """Saving what is already so leaves no line among the recent actions; a change of the rows
    below an item is a change of the item, so that its version moves."""

    def log_change(self, request, obj, message):
        return super().log_change(request, obj, message) if message else None

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        changed = [row for row, _fields in formset.changed_objects]
        if change and (formset.new_objects or changed or formset.deleted_objects):
            sign(form.instance, by=request.user)
            tell(
                form.instance,
                formset.fk.remote_field.get_accessor_name(),
                "; ".join(map(str, formset.deleted_objects)),
                "; ".join(map(str, [*changed, *formset.new_objects])),
            )
            stamp(form.instance)


class FoldedSearch(TellsWhatChanged, FilledFromTheAddress):
    """Search that ignores tone marks, through the model's own ``search``."""

    search_fields = ["search_text"]

    def get_search_results(self, request, queryset, search_term):
        return (queryset.search(search_term) if search_term else queryset), False


class FoldedColumns(TellsWhatChanged, FilledFromTheAddress):
    """The same for models without a column to search by: the texts of ``search_fields`` are
    compared row by row. Their tables are small."""

    def get_search_results(self, request, queryset, search_term):
        words = search_words(search_term)
        if words:
            rows = queryset.order_by().values_list("pk", *self.search_fields)
            found = [
                pk
                for pk, *texts in rows
                if all(word in fold(" ".join(filter(None, texts))) for word in words)
            ]
            queryset = queryset.filter(pk__in=found)
        return queryset, False


class ReadOnly:
    """Rows written by services: shown, never added, changed or deleted by hand."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class AddOnly:
    """Rows of a history: added and read, never rewritten; a correction is a row of its own."""

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class DeletedAlone:
    """Deleted only while nothing hangs on it: a slip may go, and takes no history along."""

    def get_deleted_objects(self, objs, request):
        told, counts, needed, protected = super().get_deleted_objects(objs, request)
        own = {str(type(obj)._meta.verbose_name_plural) for obj in objs}
        own.add(str(self.model._meta.concrete_model._meta.verbose_name_plural))
        hanging = [name for name in counts if str(name) not in own]
        return told, counts, needed, [*protected, *hanging]


class Standing:
    """What was taken back is not among the rows of an item."""

    def get_queryset(self, request):
        return super().get_queryset(request).standing()


class BasisInline(Standing, admin.TabularInline):
    model = Basis
    fk_name = "child"
    fields = ["relation", "parent"]
    autocomplete_fields = ["parent"]
    extra = 0


class TargetInline(admin.StackedInline):
    model = Target
    fields = [("name", "unit"), ("direction", "target_value", "baseline", "by_year"), "note"]
    extra = 0


class NarrativeInline(Standing, admin.StackedInline):
    model = Narrative
    fields = ["on", "text"]
    extra = 0


@admin.register(Resolution)
class ResolutionAdmin(DeletedAlone, FoldedSearch, admin.ModelAdmin):
    form = KeepsItsSet
    list_display = ["symbol", "kind", "title", "issuer_name", "issued_on", "effect_state"]
    list_filter = ["kind", "issuer_level", "effect_state", "is_fictional"]
    date_hierarchy = "issued_on"
    ordering = ["-issued_on", "symbol_key"]
    list_per_page = 50
    inlines = [BasisInline, TargetInline, NarrativeInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("kind", "symbol"),
                    ("issued_on", "issued_year"),
                    "title",
                    ("issuer_name", "issuer_level"),
                    ("term", "field_of_work"),
                ]
            },
        ),
        (
            _("Period"),
            {
                "fields": [
                    ("period_from", "period_to", "further_year", "vision_year"),
                    "period_text",
                ]
            },
        ),
        (
            _("Effect"),
            {"fields": [("effect_state", "effect_ended_on"), "effect_decision"]},
        ),
        (None, {"fields": ["note", "is_fictional"]}),
        _SOURCE,
    ]


class OneKindAdmin(ResolutionAdmin):
    """A proxy's page: the kind is given."""

    list_display = ["symbol", "title", "issuer_name", "issued_on", "effect_state"]
    list_filter = ["issuer_level", "effect_state", "is_fictional"]
    readonly_fields = ["kind"]


@admin.register(Directive)
class DirectiveAdmin(OneKindAdmin):
    pass


@admin.register(Programme)
class ProgrammeAdmin(OneKindAdmin):
    pass


@admin.register(Basis)
class BasisAdmin(FoldedColumns, admin.ModelAdmin):
    list_display = ["child", "relation", "parent", "retracted_at"]
    list_filter = ["relation"]
    list_select_related = ["child", "parent"]
    autocomplete_fields = ["child", "parent"]
    search_fields = ["child__search_text", "parent__search_text"]


@admin.register(Narrative)
class NarrativeAdmin(FoldedColumns, admin.ModelAdmin):
    list_display = ["resolution", "on", "subject", "text", "retracted_at"]
    list_filter = ["on"]
    list_select_related = ["resolution"]
    autocomplete_fields = ["resolution"]
    search_fields = ["text", "resolution__search_text"]


class MeasurementInline(ReadOnly, admin.TabularInline):
    """Values are read here; one that is wrong is corrected on the Office's page."""

    model = Measurement
    fields = ["on", "value", "reason", "source_name"]
    readonly_fields = ["reason"]
    extra = 0


@admin.register(Target)
class TargetAdmin(DeletedAlone, FoldedColumns, admin.ModelAdmin):
    list_display = ["name", "resolution", "direction", "target_value", "unit", "by_year"]
    list_filter = ["direction"]
    list_select_related = ["resolution"]
    autocomplete_fields = ["resolution", "stage"]
    search_fields = ["name", "resolution__search_text"]
    inlines = [MeasurementInline]


@admin.register(Measurement)
class MeasurementAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    """Values are read here; one that is wrong is corrected on the Office's page."""

    list_display = ["target", "on", "value", "recorded_at", "by"]
    list_select_related = ["target", "by"]
    search_fields = ["target__name"]
    date_hierarchy = "on"


class StageInline(admin.TabularInline):
    model = Stage
    extra = 0


@admin.register(Portfolio)
class PortfolioAdmin(DeletedAlone, FoldedColumns, admin.ModelAdmin):
    list_display = ["name", "resolution"]
    list_select_related = ["resolution"]
    autocomplete_fields = ["resolution"]
    search_fields = ["name", "resolution__search_text"]
    inlines = [StageInline]


@admin.register(Stage)
class StageAdmin(FoldedColumns, admin.ModelAdmin):
    list_display = ["portfolio", "order", "name"]
    list_display_links = ["name"]
    list_filter = ["portfolio"]
    list_select_related = ["portfolio"]
    autocomplete_fields = ["portfolio"]
    search_fields = ["name", "portfolio__name"]


@admin.register(Project)
class ProjectAdmin(FoldedColumns, admin.ModelAdmin):
    list_display = ["name", "portfolio", "area_ha", "is_unnamed"]
    list_filter = ["portfolio", "is_unnamed"]
    list_select_related = ["portfolio"]
    autocomplete_fields = ["portfolio"]
    search_fields = ["name"]


@admin.register(ProjectMove)
class ProjectMoveAdmin(ReadOnly, FoldedColumns, admin.ModelAdmin):
    """Moves are read here; a move once recorded is not rewritten."""

    list_display = ["project", "stage", "effective_on", "recorded_at", "by"]
    list_filter = ["stage__portfolio"]
    list_select_related = ["project", "stage", "by"]
    search_fields = ["project__name", "stage__name"]
    date_hierarchy = "effective_on"
