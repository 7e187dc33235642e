"""One change for many documents through the service of the page."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from documents.forms.bulk import BULK_FORMS
from documents.services.bulk import (
    MOST_ROWS,
    BulkOperation,
    Outcome,
    RowResult,
    change_many,
)
from resolutions.api import Input, input_of
from resolutions.api.writing import LARGEST_ID, WholeNumber, as_form_data, refuse_errors

_WANTED = [input_of(form, "OfOne") for form in BULK_FORMS.values()]


class BulkInput(Input):
    """What to do, to which documents, and what the operation asks."""

    operation = serializers.ChoiceField(BulkOperation.choices)
    ids = serializers.ListField(
        child=WholeNumber(min_value=1, max_value=LARGEST_ID),
        min_length=1,
        max_length=MOST_ROWS,
    )
    versions = serializers.DictField(
        child=WholeNumber(min_value=0, max_value=LARGEST_ID),
        required=False,
        help_text=gettext_lazy("By id the version that was read; another is refused."),
    )

    def get_fields(self):
        fields = super().get_fields()
        for wanted in _WANTED:
            for name, field in wanted().get_fields().items():
                if name not in fields:
                    field.required = name == "reason"
                    fields[name] = field
        return fields


class BulkRowSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    outcome = serializers.ChoiceField(Outcome.choices)
    why = serializers.CharField(allow_blank=True)


class BulkResultSerializer(serializers.Serializer):
    """What became of each row, in the order they were named."""

    results = BulkRowSerializer(many=True)
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()


def do_in_bulk(rows: Any, asked: dict[str, Any], *, by: Any, now: datetime) -> dict[str, Any]:
    """Do it to the rows of these that the caller may see; the answer tells of every id."""
    operation = BulkOperation(asked.pop("operation"))
    ids, versions = list(dict.fromkeys(asked.pop("ids"))), asked.pop("versions", {})
    form = BULK_FORMS[operation](as_form_data(asked))
    form.is_valid()
    refuse_errors(form, asked)
    found = {document.pk: document for document in rows}
    stale = {
        pk
        for pk, document in found.items()
        if str(pk) in versions and versions[str(pk)] != (document.version or 0)
    }
    results = change_many(
        sorted((d for pk, d in found.items() if pk not in stale), key=lambda d: d.pk),
        operation=operation,
        **form.service_values(),
        by=by,
        now=now,
    )
    outcomes = {result.document.pk: result for result in results}
    told = [_told(pk, outcomes.get(pk), is_stale=pk in stale) for pk in ids]
    return {
        "results": told,
        **{o.value: sum(row["outcome"] == o for row in told) for o in Outcome},
    }


def _told(pk: int, result: RowResult | None, *, is_stale: bool) -> dict[str, Any]:
    if result is not None:
        return {"id": pk, "outcome": result.outcome.value, "why": result.why}
    why = (
        _("Somebody saved it meanwhile. Look at it again; nothing was saved.")
        if is_stale
        else _("There is no such document.")
    )
    return {"id": pk, "outcome": Outcome.REFUSED.value, "why": why}
