"""A number that comes in as text has the value that the office wrote, or is asked."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from resolutions.api.writing import Input, WholeNumber
from resolutions.fields import AmountInput, WholeInput
from resolutions.models import Measurement, Target
from resolutions.numbers import printed_number, read_number
from resolutions.services import record_measurement
from tests.factories import ResolutionFactory


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8,5", "8.5"),
        ("0,5", "0.5"),
        ("0,125", "0.125"),
        ("1.000", "1000"),
        ("1.000,5", "1000.5"),
        ("1000,5", "1000.5"),
        ("1000.5", "1000.5"),
        ("12.345.678", "12345678"),
        ("1,234,567", "1234567"),
        ("1,000.5", "1000.5"),
        ("007", "7"),
        ("100", "100"),
        ("\u22125", "-5"),
        ("-5,25", "-5.25"),
        ("\u2212 5", "-5"),
        ("1,5 triệu", "1500000"),
        ("2 nghìn tỷ", "2000000000000"),
        ("1,5\u00a0triệu", "1500000"),
    ],
)
def test_a_number_has_the_value_that_was_written(text, value):
    assert read_number(text).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "readings"), [("8,500", ("8.5", "8500")), ("1,000", ("1", "1000"))]
)
def test_a_comma_and_three_digits_may_be_two_numbers_and_both_are_given(text, readings):
    number = read_number(text)

    assert number.readings == tuple(map(Decimal, readings))
    assert number.value is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "1.2.3",
        "1.000.5",
        "12.34.567",
        "1,2,3",
        "5%",
        "NaN",
        "1e5",
        "٣",
        "9" * 99,
        "0.123.456",
    ],
)
def test_what_is_no_number_has_no_value(text):
    assert read_number(text).readings == ()


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_every_number_printed_in_vietnamese_is_read_as_itself(value):
    printed = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))

    assert read_number(printed).value == value


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("value", ["8.50", "1000", "1234567.25", "-5"])
def test_a_stored_number_comes_back_from_its_form_unchanged(language, value):
    with translation.override(language):
        field = AmountInput(max_digits=16, decimal_places=2)

        assert field.clean(field.prepare_value(Decimal(value))) == Decimal(value)


def test_a_form_asks_which_number_was_meant():
    field = AmountInput(max_digits=16, decimal_places=3)

    with translation.override("vi"), pytest.raises(ValidationError) as refused:
        field.clean("8,500")

    assert refused.value.messages == [
        "“8,500” có thể là 8,5 hoặc 8500. Hãy viết lại theo một trong hai cách này."
    ]


@pytest.mark.django_db
def test_a_number_typed_in_the_administration_has_the_value_written(admin_client):
    sent = {
        "resolution": ResolutionFactory().pk,
        "name": "Diện tích",
        "unit": "ha",
        "direction": "increase",
        "target_value": "1.000,5",
        "measurements-TOTAL_FORMS": "0",
        "measurements-INITIAL_FORMS": "0",
    }

    answer = admin_client.post("/admin/resolutions/target/add/", sent)

    assert answer.status_code == 302, answer.context["errors"]
    assert Target.objects.get().target_value == Decimal("1000.5")


@pytest.mark.django_db
def test_a_number_that_the_column_would_round_is_refused():
    target = Target.objects.create(
        resolution=ResolutionFactory(), name="Tỷ lệ", unit="%", target_value=10
    )

    with pytest.raises(ValidationError):
        record_measurement(target, on=date(2021, 12, 13), value=Decimal("0.125"), by=None)

    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("value", "text"),
    [("8.50", "8,5"), ("1200.50", "1.200,5"), ("1000.00", "1.000"), ("0", "0")],
)
def test_number_on_a_page_bears_no_zeros_that_nobody_measured(value, text):
    assert printed_number(Decimal(value)) == text


# --- whole numbers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.000", 1000),
        ("12", 12),
        ("2.021", 2021),
        ("1.234.567", 1234567),
        (" 7 ", 7),
        ("5,0", 5),
    ],
)
def test_whole_number_is_what_the_office_wrote(text, value):
    assert WholeInput().clean(text) == value
    assert WholeNumber().run_validation(text) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,000", "“1,000” có thể là 1 hoặc 1000"),
        ("1,5", "Không đọc được số nguyên"),
        ("1.000,5", "Không đọc được số nguyên"),
        ("1e3", "Không đọc được số nguyên"),
        ("0x10", "Không đọc được số nguyên"),
        ("1.2.3", "Không đọc được số nguyên"),
    ],
)
def test_what_is_no_one_whole_number_is_asked_about(text, said):
    with translation.override("vi"):
        with pytest.raises(ValidationError) as refusal:
            WholeInput().clean(text)
        with pytest.raises(serializers.ValidationError) as answer:
            WholeNumber().run_validation(text)

    assert said in refusal.value.messages[0]
    assert str(answer.value.detail[0]) in (
        refusal.value.messages[0],
        "Phải là số nguyên hợp lệ.",
    )


def test_limits_judge_the_number_that_was_meant():
    with pytest.raises(ValidationError) as refusal, translation.override("vi"):
        WholeInput(max_value=300).clean("1.000")

    assert "300" in refusal.value.messages[0]


def _all_below(kind):
    return {one for sub in kind.__subclasses__() for one in {sub, *_all_below(sub)}}


def _ours(kind):
    return kind.__module__.split(".")[0] in {
        "resolutions",
        "assignments",
        "documents",
        "config",
    }


def _is_plain(field):
    whole = isinstance(field, forms.IntegerField) and not isinstance(
        field, forms.DecimalField | forms.FloatField
    )
    return whole and not isinstance(field, WholeInput)


def test_every_whole_number_of_a_form_is_read_in_one_way(rf, admin_user):
    """Forms of pages, of the administration and of the API alike."""
    import config.urls  # noqa: F401, PLC0415 - every form is known once every page is

    request = rf.get("/")
    request.user = admin_user
    found = {one for one in _all_below(forms.BaseForm) if _ours(one)}
    for model, site in admin.site._registry.items():
        if _ours(model):
            found.add(site.get_form(request, change=False))
            found |= {
                inline.get_formset(request).form
                for inline in site.get_inline_instances(request)
            }
    plain = [
        (kind.__qualname__, name)
        for kind in found
        for name, field in kind.base_fields.items()
        if _is_plain(field)
    ]

    assert len(found) > 60
    assert plain == []


def test_every_whole_number_that_the_api_takes_is_read_in_one_way():
    import config.urls  # noqa: F401, PLC0415

    plain = [
        (kind.__qualname__, name)
        for kind in _all_below(Input)
        for name, field in kind._declared_fields.items()
        for one in (field, getattr(field, "child", None))
        if isinstance(one, serializers.IntegerField)
        and not isinstance(one, WholeNumber)
        and not field.read_only
    ]

    assert plain == []


def test_no_code_makes_a_whole_number_field_of_its_own():
    """Also not one that a form builds while it runs."""
    root = Path(__file__).parents[2]
    makers = {
        str(path.relative_to(root))
        for app in ("resolutions", "assignments", "documents", "config")
        for path in (root / app).rglob("*.py")
        if "forms.IntegerField(" in path.read_text(encoding="utf-8")
    }

    assert makers == set()
