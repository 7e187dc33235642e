"""A pasted report: what it states stands beside the register, and a person accepts it."""

import html
from datetime import date
from urllib.parse import parse_qs, urlparse

import pytest
from django.utils.translation import gettext

from documents.models import PlannedDocument
from documents.status import DocumentStatus
from resolutions.models import Measurement, Narrative, Resolution, Target
from tests.factories import PlannedDocumentFactory, ResolutionFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/paste/"
DAY = "13/12/2021"
SHARE = (
    "Thực hiện Nghị quyết số 03-NQ/TU ngày 18-1-2021 của Tỉnh ủy về xây dựng Đảng, đến nay đã "
    "ban hành 11/18 văn bản."
)


@pytest.fixture
def clerk(client, office):
    client.force_login(office)
    return client


def paste(clerk, text, **more):
    return clerk.post(ADDRESS, {"text": text, "on": DAY, **more})


def resolution_with(issued, others):
    resolution = ResolutionFactory(symbol="03-NQ/TU")
    for _n in range(issued):
        PlannedDocumentFactory(resolution=resolution, status=DocumentStatus.ISSUED)
    for _n in range(others):
        PlannedDocumentFactory(resolution=resolution)
    return resolution


def counts():
    models = (Resolution, PlannedDocument, Narrative, Measurement)
    return [model.objects.count() for model in models]


def test_share_that_the_register_confirms_is_said_to_agree(clerk):
    resolution_with(11, 7)
    before = counts()

    page = paste(clerk, SHARE)

    assert page.status_code == 200
    assert "Hệ thống: 11/18 – khớp" in " ".join(html.unescape(page.text).split())
    assert counts() == before


def test_share_that_the_register_does_not_confirm_is_said_to_differ(clerk):
    resolution_with(10, 8)

    page = paste(clerk, SHARE)

    assert "Hệ thống: 10/18 – lệch" in " ".join(html.unescape(page.text).split())


def test_document_found_names_its_row_in_the_register(clerk):
    resolution = resolution_with(1, 0)

    page = paste(clerk, SHARE)

    found = [one for one, _address in page.context["found"] if one.is_document]
    assert [one.governing for one in found] == [(resolution,)]
    assert f'href="/resolutions/{resolution.pk}/"' in page.text


def test_document_found_opens_its_form_filled_in(clerk):
    text = (
        "Ngày 20-1-2021, Ban Thường vụ Tỉnh ủy ban hành Kế hoạch số 15-KH/TU về chuyển đổi số."
    )

    page = paste(clerk, text)

    [(one, address)] = page.context["found"]
    asked = {n: v[0] for n, v in parse_qs(urlparse(address["governing"]).query).items()}
    assert (asked["symbol"], asked["kind"], asked["issued_on"]) == (
        "15-KH/TU",
        "KH",
        "2021-01-20",
    )
    for name, place in address.items():
        form = clerk.get(place)
        assert form.status_code == 200, name
        assert form.context["form"]["title"].value() == "chuyển đổi số"
        assert text in form.context["form"]["note"].value()


def test_sentence_is_recorded_once_however_often_it_is_accepted(clerk):
    resolution = resolution_with(11, 7)
    found = [one for one, _a in paste(clerk, SHARE).context["found"] if not one.is_document]

    for _time in range(2):
        page = paste(clerk, SHARE, accept=str(found[0].number))

    [narrative] = Narrative.objects.all()
    assert (narrative.resolution, narrative.on, narrative.text) == (
        resolution,
        date(2021, 12, 13),
        SHARE,
    )
    assert narrative.source_quote == SHARE
    assert "Câu này đã được ghi." in page.text


def test_amount_is_recorded_as_measured_for_a_target_in_its_unit(clerk):
    resolution = ResolutionFactory(symbol="05-NQ/TU")
    target = Target.objects.create(
        resolution=resolution,
        name="Doanh nghiệp thành lập mới",
        unit="doanh nghiệp",
        target_value=5000,
    )
    text = "Thực hiện Nghị quyết số 05-NQ/TU, toàn tỉnh phát triển được 1.000 doanh nghiệp."
    [one] = [o for o, _a in paste(clerk, text).context["found"] if o.targets]

    for _time in range(2):
        paste(clerk, text, accept=f"{one.number}:{target.pk}")

    [measured] = Measurement.objects.all()
    assert (measured.target, measured.on, measured.value) == (target, date(2021, 12, 13), 1000)


@pytest.mark.parametrize("accept", ["999", "x", "0:999", "-1", "0:x", "9" * 40])
def test_button_that_is_not_on_the_page_records_nothing(clerk, accept):
    resolution_with(1, 1)
    before = counts()

    page = paste(clerk, SHARE, accept=accept)

    assert (page.status_code, counts()) == (200, before)


def test_text_without_facts_finds_nothing(clerk):
    page = paste(clerk, "Kính gửi các đồng chí. Trân trọng cảm ơn.")

    assert page.context["found"] == []
    assert gettext("No document, count or target was found in this text.") in page.text


def test_text_over_a_megabyte_is_refused_with_a_sentence(clerk):
    page = paste(clerk, "Đảng " * 200_000)

    said = "The text is too long: at most 1 MB. Paste it in pieces, chapter by chapter."
    assert page.status_code == 422
    assert gettext(said) in html.unescape(page.text)


@pytest.mark.parametrize(
    "sent", [{"text": "  "}, {"text": "a\0b"}, {"text": "a", "on": "31/02"}]
)
def test_text_or_day_that_cannot_be_is_refused(clerk, sent):
    page = clerk.post(ADDRESS, sent)

    assert page.status_code == 422
    assert page.context["form"].errors


@pytest.mark.parametrize("times", [1, 5])
def test_text_asks_as_many_queries_whatever_it_names(clerk, times, django_assert_num_queries):
    for number in range(5):
        ResolutionFactory(symbol=f"{number + 1:02d}-NQ/TU")
    text = "\n\n".join(SHARE.replace("03-NQ", f"0{n + 1}-NQ") for n in range(times))

    with django_assert_num_queries(8):
        paste(clerk, text)
