"""What a secret document orders is counted here and followed elsewhere: no title, no number,
no file of it is ever kept."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from documents import services
from documents.models import SECRET_TITLE, PlannedDocument
from documents.progress import figures_of
from documents.status import DocumentStatus
from resolutions.moments import Moment
from tests.factories import (
    DAY,
    PlannedDocumentFactory,
    ResolutionFactory,
    UserFactory,
    pdf_file,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret():
    return PlannedDocumentFactory(
        is_secret=True, title=SECRET_TITLE, status=DocumentStatus.DRAFTING
    )


def test_clerk_enters_it_without_a_title_and_what_was_typed_is_not_kept(client, office):
    resolution = ResolutionFactory()
    client.force_login(office)

    for title in ("", "Kế hoạch phòng thủ khu vực"):
        client.post(
            "/documents/new/",
            {
                "resolution": resolution.pk,
                "kind": "KH",
                "title": title,
                "is_secret": "on",
                "note": "Theo công văn riêng",
                "deadline_kind": "none",
            },
        )

    rows = PlannedDocument.objects.filter(resolution=resolution)
    assert (
        list(rows.values_list("title", "note", "is_secret")) == [(SECRET_TITLE, "", True)] * 2
    )
    assert figures_of(rows, Moment(timezone.localdate())).total == 2


def test_it_counts_as_issued_by_its_day_alone_and_lacks_no_proof(secret, office):
    services.issue(secret, symbol="", issuer_name="", issued_on=DAY, by=office)

    rows = PlannedDocument.objects.filter(pk=secret.pk)
    assert figures_of(rows, Moment(timezone.localdate())).issued == 1
    assert not rows.as_of(Moment(timezone.localdate())).lacking_evidence().exists()
    assert not rows.get().lacks_evidence


@pytest.mark.parametrize(
    "told", [{"symbol": "01-NQ/TU"}, {"evidence_url": "https://example.org/1"}]
)
def test_nothing_more_is_taken_with_its_issue(secret, told):
    with pytest.raises(ValidationError):
        services.issue(
            secret, **{"symbol": "", "issuer_name": "", "issued_on": DAY} | told, by=None
        )

    secret.refresh_from_db()
    assert secret.status == DocumentStatus.DRAFTING


def test_form_of_its_issue_asks_the_day_alone(client, office, secret):
    client.force_login(office)
    address = f"/documents/{secret.pk}/issue/"

    asked = client.get(address).context["form"].fields
    client.post(address, {"issued_on": "20/12/2021", "symbol": "01-NQ/TU"})

    secret.refresh_from_db()
    assert {*asked} == {"issued_on", "note"}
    assert (secret.status, secret.symbol) == (DocumentStatus.ISSUED, "")


def test_no_file_is_kept_of_it(client, office, secret):
    client.force_login(office)

    answer = client.post(f"/files/add/document/{secret.pk}/", {"file": pdf_file()})

    assert answer.status_code == 403
    with pytest.raises(ValidationError):
        services.attach_file(item=secret, file=pdf_file(), by=UserFactory())


@pytest.mark.parametrize("field", ["title", "note", "source_quote"])
def test_database_keeps_nothing_of_it(secret, field):
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedDocument.objects.filter(pk=secret.pk).update(**{field: "Kế hoạch phòng thủ"})


def test_document_that_has_a_number_is_not_made_secret_in_silence(client, office):
    issued = PlannedDocumentFactory(status=DocumentStatus.ISSUED)
    issued.is_secret = True

    with pytest.raises(ValidationError):
        services.edit(issued, by=office)
