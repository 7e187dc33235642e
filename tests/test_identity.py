"""Whom a reference may mean: candidates with their dates, never a choice in silence."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from documents.models import PlannedDocument
from documents.status import DocumentStatus
from resolutions.kinds import DocumentKind, IssuerLevel
from resolutions.log import entries_of
from resolutions.models import Resolution
from resolutions.symbols import read_symbol
from tests.factories import DAY, PlannedDocumentFactory, ResolutionFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


@pytest.fixture
def urban():
    return ResolutionFactory(symbol="06-NQ/TU", issued_on=date(2021, 1, 29))


@pytest.fixture
def drills():
    return ResolutionFactory(symbol="06-NQ/TU", issued_on=None)


def candidates(reference):
    found = Resolution.objects.candidates_for(reference)
    return [(row, row.date_agreement) for row in found]


def test_a_reference_without_a_date_offers_every_bearer_of_the_symbol(urban, drills):
    ResolutionFactory(symbol="07-NQ/TU")

    assert candidates("Nghị quyết số 06-NQ/TU") == [(urban, 1), (drills, 1)]
    assert candidates("06/NQ–TU") == [(urban, 1), (drills, 1)]


def test_a_reference_with_a_date_puts_its_bearer_first_and_hides_nobody(urban, drills):
    old = ResolutionFactory(symbol="06-NQ/TU", issued_on=date(2016, 3, 1))
    reference = "Nghị quyết số 06-NQ/TU, ngày 29 tháng 01 năm 2021 của Tỉnh ủy"

    assert candidates(reference) == [(urban, 2), (drills, 1), (old, 0)]
    assert candidates("06-NQ/TU năm 2016") == [(old, 2), (drills, 1), (urban, 0)]


def test_a_short_reference_offers_all_documents_of_its_kind_and_number(urban):
    plan = ResolutionFactory(symbol="06/KH-UBND", kind=DocumentKind.PLAN)
    ResolutionFactory(symbol="16-NQ/TU")

    assert [row for row, _ in candidates("NQ 06")] == [urban]
    assert [row for row, _ in candidates("KH số 6")] == [plan]
    assert {row for row, _ in candidates("06")} == {urban, plan}
    assert candidates("CT 06") == candidates("không rõ") == candidates("") == []


def test_a_full_symbol_also_finds_what_is_registered_without_issuer():
    plan = ResolutionFactory(symbol="KH số 54", kind=DocumentKind.PLAN, issued_on=None)
    ResolutionFactory(symbol="KH số 154", kind=DocumentKind.PLAN, issued_on=None)

    assert candidates("54-KH/ĐU") == candidates("Kế hoạch 54") == [(plan, 1)]


def test_an_ambiguous_abbreviation_offers_both_kinds():
    decision = ResolutionFactory(
        symbol="12-QĐ/TU", kind=DocumentKind.DECISION, issued_on=date(2022, 1, 1)
    )
    regulation = ResolutionFactory(
        symbol="12-QĐ/TU", kind=DocumentKind.REGULATION, issued_on=date(2021, 1, 1)
    )

    assert [row for row, _ in candidates("QĐ 12")] == [decision, regulation]
    assert [row for row, _ in candidates("Quy định số 12")] == [regulation]


def test_decimal_numbers_are_not_whole_numbers():
    decimal = ResolutionFactory(symbol="66.7/2025/NQ-CP")
    whole = ResolutionFactory(symbol="66-NQ/TU")

    assert [row for row, _ in candidates("NQ 66.7")] == [decimal]
    assert [row for row, _ in candidates("NQ 66")] == [whole]


def test_state_documents_of_another_year_are_no_duplicates_and_undated_ones_are():
    state = {"kind": DocumentKind.PLAN, "issuer_level": IssuerLevel.PROVINCIAL_STATE}
    this = ResolutionFactory(symbol="12/KH-UBND", issued_on=date(2021, 3, 1), **state)
    same = ResolutionFactory(symbol="12 / KH - UBND", issued_on=date(2021, 9, 1), **state)
    ResolutionFactory(symbol="12/KH-UBND", issued_on=date(2020, 3, 1), **state)
    undated = ResolutionFactory(symbol="12/KH-UBND", issued_on=None, **state)

    assert set(Resolution.objects.possible_duplicates_of(this)) == {same, undated}
    read, twins = Resolution.objects.with_duplicates(this.pk)
    assert read == this
    assert set(twins) == {same, undated}


@pytest.fixture
def issued():
    def issue(symbol, **more):
        facts = {"symbol": symbol, "issued_on": DAY, "issuer_name": "Ủy ban nhân dân tỉnh"}
        return PlannedDocumentFactory(
            status=DocumentStatus.ISSUED, kind=DocumentKind.PLAN, **(facts | more)
        )

    return issue


def test_planned_documents_are_candidates_in_the_same_way(issued):
    plan = issued("3686/KH-UBND")
    other = issued("3686/KH-UBND", issued_on=date(2020, 1, 1))
    issued("686/KH-UBND")
    PlannedDocumentFactory()

    found = PlannedDocument.objects.candidates_for("KH số 3686/KH-UBND ngày 13-12-2021")

    assert [(row.pk, row.date_agreement) for row in found] == [(plan.pk, 2), (other.pk, 0)]
    assert set(PlannedDocument.objects.candidates_for("KH 3686")) == {plan, other}


def test_the_page_of_a_document_names_its_double_but_not_that_of_another_year(
    issued, client, django_user_model
):
    client.force_login(django_user_model.objects.create_superuser("quantri"))
    plan, double = issued("12/KH-UBND"), issued("12 / KH-UBND")
    stranger = issued("12/KH-UBND", issued_on=date(2020, 1, 1))

    assert list(PlannedDocument.objects.possible_duplicates_of(plan)) == [double]
    page = client.get(reverse("documents:document_page", args=[plan.pk]))
    assert f'{double.get_absolute_url()}">{double}</a> (13/12/2021)' in page.text
    assert stranger.get_absolute_url() not in page.text


@pytest.mark.parametrize("query", ["03 nq tu", "03-nq/tu", "3 NQ", "NQ TU 03", "03-NQ/TU"])
def test_search_finds_a_symbol_however_it_is_typed(query):
    found = ResolutionFactory(symbol="03-NQ/TU", title="xây dựng Đảng")
    ResolutionFactory(symbol="14-CT/TU", kind=DocumentKind.DIRECTIVE, title="phong trào")

    assert list(Resolution.objects.search(query)) == [found]
    assert read_symbol("03 nq tu").key == found.symbol_key


def test_keys_of_an_older_reading_are_refreshed_without_a_trace_in_the_history():
    row = ResolutionFactory(symbol="O3-NQ/TU")
    fine = ResolutionFactory(symbol="04-NQ/TU")
    Resolution.objects.filter(pk=row.pk).update(symbol_key="o3-nq/tu", number=None)
    out = StringIO()

    call_command("refresh_symbols", stdout=out)

    row.refresh_from_db()
    assert (row.symbol, row.symbol_key, row.number) == ("O3-NQ/TU", "03-nq/tu", 3)
    assert entries_of(row).count() == entries_of(fine).count() == 1
    assert "O3-NQ/TU: o3-nq/tu → 03-nq/tu" in out.getvalue()
