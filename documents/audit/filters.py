"""By what the log is searched."""

from datetime import date, datetime, time, timedelta

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.audit.events import AuditEvent
from documents.audit.reading import action_choices, model_choices, person
from resolutions.filters import Asked, RealByDefault, query_filter


class _PersonField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, obj):
        return person(obj)


class _PersonFilter(django_filters.ModelChoiceFilter):
    field_class = _PersonField


def _day(label: object) -> django_filters.DateFilter:
    return django_filters.DateFilter(
        label=label,
        method="of_period",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("The date cannot be read. Write it as 13/12/2021.")},
    )


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class AuditFilter(Asked):
    """The log by person, period, thing, what was done, request and address."""

    main_facet = ""

    q = query_filter()
    actor = _PersonFilter(
        label=_("Person"),
        queryset=User.objects.order_by("last_name", "first_name", "username"),
        empty_label=_("Everybody"),
    )
    since = _day(_("From"))
    until = _day(_("To"))
    model = django_filters.ChoiceFilter(
        label=_("Kind of thing"),
        choices=model_choices,
        method="of_model",
        empty_label=_("All kinds"),
    )
    item = django_filters.CharFilter(
        label=_("Record number"), field_name="object_pk", max_length=20
    )
    action = django_filters.ChoiceFilter(
        label=_("What was done"),
        choices=action_choices,
        method="of_action",
        empty_label=_("Anything"),
    )
    address = django_filters.CharFilter(
        label=_("From address"), field_name="remote_addr", max_length=45
    )
    request_id = django_filters.CharFilter(
        label=_("Request id"), field_name="cid", max_length=64
    )

    in_words = RealByDefault.in_words

    def __init__(self, data=None, *args, **kwargs):
        super().__init__({} if data is None else data, *args, **kwargs)

    def get_form_class(self):
        """Refuses an address that is none, and a period that ends before it begins."""

        class AuditFilterForm(super().get_form_class()):  # type: ignore[misc]
            def clean_address(self):
                address = self.cleaned_data["address"]
                if address:
                    validate_ipv46_address(address)
                return address

            def clean(self):
                cleaned = super().clean()
                since, until = cleaned.get("since"), cleaned.get("until")
                if since and until and since > until:
                    raise ValidationError(
                        {"since": _("The first day lies after the second. Swap them.")}
                    )
                return cleaned

        return AuditFilterForm

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(object_repr__icontains=value)

    def of_period(self, queryset: QuerySet, name: str, value: date) -> QuerySet:
        """Whole days of the office."""
        if name == "since":
            return queryset.filter(timestamp__gte=_start_of(value))
        if value == date.max:
            return queryset
        return queryset.filter(timestamp__lt=_start_of(value + timedelta(days=1)))

    def of_model(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Entries about rows of a model; what is no change of a row is about none."""
        app, model = value.split(".")
        return queryset.filter(
            content_type__app_label=app, content_type__model=model, action__lt=3
        )

    def of_action(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value in AuditEvent.values:
            return queryset.filter(additional_data__event=value)
        return queryset.filter(action=value)
