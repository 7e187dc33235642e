"""Writes of the API go through the forms of the pages: the same fields, the same rules, the
same services. A field that the form does not have is refused by its name."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError as DomainError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from resolutions.api.answers import PreconditionRequired, Stale, look_or_refuse
from resolutions.conflicts import ChangedMeanwhile, unchanged
from resolutions.fields import one_whole

LARGEST_ID = 2**63 - 1
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=False,
    description=gettext_lazy("The ETag of the version that is changed; asked for."),
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description=gettext_lazy("The ETag of the answer held; 304 when it is still right."),
)


class WholeNumber(serializers.IntegerField):
    """A whole number, sent as one or as text; text is read as the pages read it."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, str):
            try:
                data = one_whole(data, unreadable=self.error_messages["invalid"])
            except DomainError as refusal:
                raise serializers.ValidationError(refusal.messages) from refusal
        return super().to_internal_value(data)


class Input(serializers.Serializer):
    """What a request may send: these fields and no other."""

    def to_internal_value(self, data):
        if isinstance(data, dict):
            unknown = [name for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError(
                    {str(name)[:60]: [_("There is no such field here.")] for name in unknown}
                )
        return super().to_internal_value(data)


def _field(field: forms.Field) -> serializers.Field:
    given: dict[str, Any] = {
        "required": field.required and field.initial is None,
        "label": field.label,
        "help_text": field.help_text or field.label,
    }
    if isinstance(field, forms.ModelMultipleChoiceField):
        one = WholeNumber(min_value=1, max_value=LARGEST_ID)
        return serializers.ListField(child=one, max_length=1000, **given)
    if isinstance(field, forms.ModelChoiceField):
        return WholeNumber(
            min_value=1, max_value=LARGEST_ID, allow_null=not field.required, **given
        )
    if isinstance(field, forms.DateField):
        return serializers.DateField(allow_null=not field.required, **given)
    if isinstance(field, forms.BooleanField):
        return serializers.BooleanField(**given)
    if isinstance(field, forms.IntegerField):
        return WholeNumber(
            allow_null=not field.required,
            min_value=-LARGEST_ID if field.min_value is None else field.min_value,
            max_value=LARGEST_ID if field.max_value is None else field.max_value,
            **given,
        )
    if isinstance(field, forms.ChoiceField):
        choices = [(value, label) for value, label in field.choices if value != ""]
        return serializers.ChoiceField(choices, allow_blank=not field.required, **given)
    return serializers.CharField(
        allow_blank=not field.required, max_length=field.max_length, **given
    )


def input_of(
    form: type[forms.BaseForm], name: str, *, without: tuple[str, ...] = (), **more: Any
) -> type[Input]:
    """The fields of a form as the API takes them."""
    fields = {n: _field(f) for n, f in form.base_fields.items() if n not in without}
    return type(name, (Input,), {**fields, **more, "__doc__": form.__doc__})


def as_form_data(values: dict[str, Any]) -> MultiValueDict:
    """Values as a browser would send them."""
    data = MultiValueDict()
    for name, value in values.items():
        if isinstance(value, (list, tuple)):
            data.setlist(name, [str(getattr(one, "pk", one)) for one in value])
        elif isinstance(value, bool):
            if value:
                data[name] = "on"
        elif isinstance(value, date):
            data[name] = value.isoformat()
        elif value is not None:
            data[name] = str(getattr(value, "pk", value))
    return data


def refuse_errors(form: forms.BaseForm, values: dict[str, Any]) -> None:
    """Refuse what the form found wrong, and what was given that it does not ask for here."""
    errors = {name: list(said) for name, said in form.errors.items()}
    for name, value in values.items():
        if name not in form.fields and value not in ("", None, []):
            errors.setdefault(name, []).append(_("This cannot be given here."))
    if errors:
        raise serializers.ValidationError(errors)


class FormWrites:
    """Writes of a viewset, each through a form of the pages, under the version it was made
    from (ETag, If-Match)."""

    create_input: ClassVar[type[Input]]
    edit_input: ClassVar[type[Input]]

    # --- versions --------------------------------------------------------------------------

    def etag_of(self, item: Any) -> str:
        """The version of the item and the view of it: its day, what was known, against which
        deadline, in which language."""
        looking = look_or_refuse(self.request)
        view = (looking.on, looking.known_on, looking.against, get_language())
        digest = hashlib.sha256(repr(view).encode()).hexdigest()[:12]
        return f'"{item.version or 0}.{digest}"'

    def answer(self, item: Any, status: int = 200) -> Response:
        """One item with its version; 304 when the caller holds it already."""
        etag = self.etag_of(item)
        headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
        held = self.request.headers.get("If-None-Match", "")
        if self.request.method in ("GET", "HEAD") and held:
            tags = [tag.strip().removeprefix("W/") for tag in held.split(",")]
            if "*" in tags or etag in tags:
                return Response(status=304, headers=headers)
        if status == 201:
            headers["Location"] = f"{self.request.path}{item.pk}/"
        return Response(self.get_serializer(item).data, status=status, headers=headers)

    def retrieve(self, request, *args, **kwargs) -> Response:
        return self.answer(self.get_object())

    def seen(self, item: Any) -> int:
        """The version the caller says to change: 428 when it says none, 412 when another."""
        given = self.request.headers.get("If-Match", "").strip()
        if not given:
            raise PreconditionRequired
        if given == "*":
            return item.version or 0
        # A proxy that compresses answers makes the tag a weak one; the version is the same.
        tags = [tag.strip().removeprefix("W/") for tag in given.split(",")]
        versions = {tag.strip('"').partition(".")[0] for tag in tags}
        if str(item.version or 0) not in versions:
            self.refuse_stale(item.pk)
        return item.version or 0

    def again(self, pk: int) -> Any:
        """The item as it is now, for the answer."""
        return self.get_queryset().get(pk=pk)

    def refuse_stale(self, pk: int) -> None:
        now = self.again(pk)
        raise Stale(self.get_serializer(now).data, self.etag_of(now))

    # --- writes ----------------------------------------------------------------------------

    def values(self, wanted: type[Input]) -> dict[str, Any]:
        """What was sent, of the right types; else 400."""
        given = wanted(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def new_form(self, data: MultiValueDict) -> Any:
        raise NotImplementedError

    def edit_form(self, item: Any, data: MultiValueDict | None) -> Any:
        raise NotImplementedError

    def commit(self, form: Any) -> Any:
        """Save through the form; its refusal is the caller's mistake."""
        return form.commit(by=self.request.user)

    def saved(self, form: Any, values: dict[str, Any]) -> Any:
        if form.is_valid():
            refuse_errors(form, values)
            changed = self.commit(form)
            if changed is not None:
                return changed
        refuse_errors(form, values)
        raise serializers.ValidationError(_("What was sent cannot be accepted."))

    def create(self, request, *args, **kwargs) -> Response:
        values = self.values(self.create_input)
        usual = {
            name: field.initial() if callable(field.initial) else field.initial
            for name, field in self.new_form(None).fields.items()
        }
        form = self.new_form(as_form_data({**usual, **values}))
        return self.answer(self.again(self.saved(form, values).pk), 201)

    def update(self, request, *args, **kwargs) -> Response:
        return self._edit(self.edit_input, partial=False)

    def partial_update(self, request, *args, **kwargs) -> Response:
        return self._edit(self.edit_input, partial=True)

    def _edit(self, wanted: type[Input], *, partial: bool) -> Response:
        item = self.get_object()
        seen = self.seen(item)
        given = wanted(data=self.request.data, partial=partial)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)

        held: dict[str, Any] = {}
        if partial:
            form = self.edit_form(item, None)
            held = {n: form.get_initial_for_field(f, n) for n, f in form.fields.items()}
        return self.write(item, seen, values, self.edit_form, held=held)

    def write(
        self,
        item: Any,
        seen: int,
        values: dict[str, Any],
        form_of: Callable[[Any, MultiValueDict], Any],
        *,
        held: dict[str, Any] | None = None,
    ) -> Response:
        """Save through a form, under the lock and the version; then answer with the item."""
        try:
            with unchanged(item, seen=seen):
                form = form_of(item, as_form_data({**(held or {}), **values}))
                self.saved(form, values)
        except ChangedMeanwhile:
            self.refuse_stale(item.pk)
        except DomainError as refusal:
            raise serializers.ValidationError(refusal.messages) from refusal
        return self.answer(self.again(item.pk))


def described(
    answer: Any, *, create: Any, edit: Any, reading: Any = (), listing: Any = ()
) -> Any:
    """The description of a viewset that reads and writes: what it takes, what it answers."""
    changes = extend_schema(request=edit, responses={200: answer}, parameters=[IF_MATCH])
    return extend_schema_view(
        list=extend_schema(parameters=[*reading, *listing]),
        retrieve=extend_schema(
            parameters=[*reading, IF_NONE_MATCH], responses={200: answer, 304: None}
        ),
        create=extend_schema(request=create, responses={201: answer}),
        update=changes,
        partial_update=changes,
    )
