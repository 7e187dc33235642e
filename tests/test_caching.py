"""What a browser may keep: nothing of what is behind the sign-in, and the files of the look.

Every address is swept in ``tests/test_leaks.py`` (signed in) and ``tests/test_every_url.py``
(anonymous); the way back in a browser in ``tests/e2e/test_back_after_signing_out.py``.
"""

import pytest
from django.test import Client

from tests.factories import PlannedDocumentFactory

pytestmark = pytest.mark.django_db


def kept(answer):
    return answer.status_code, answer.headers["Cache-Control"]


def test_pages_refusals_and_the_administration_are_kept_nowhere(client, administrator):
    client.force_login(administrator)
    addresses = (
        "/",
        "/documents/",
        "/khong-co/",
        "/admin/",
        "/admin/documents/planneddocument/",
    )

    answers = [kept(client.get(address)) for address in addresses]
    sent = kept(client.post("/documents/new/"))

    assert answers == [(status, "no-store") for status in (200, 200, 404, 200, 200)]
    assert sent == (422, "no-store")


@pytest.mark.parametrize("page", ["/documents/export/?format=", "/api/v1/documents/export."])
def test_exported_files_are_kept_nowhere(client, office, page):
    client.force_login(office)

    answers = [kept(client.get(f"{page}{ending}")) for ending in ("csv", "xlsx")]

    assert answers == [(200, "no-store")] * 2


def test_a_page_that_breaks_is_kept_nowhere(office, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(office)
    monkeypatch.setattr("documents.models.PlannedDocument.objects", None)

    assert kept(client.get("/documents/")) == (500, "no-store")


def test_what_a_program_reads_is_asked_again_and_what_a_browser_opens_is_kept_nowhere(
    client, office
):
    document = PlannedDocumentFactory()
    address = f"/api/v1/documents/{document.pk}/"
    client.force_login(office)

    first = client.get(address, headers={"accept": "application/json"})
    held = {"if-none-match": first.headers["ETag"]}
    again = client.get(address, headers={"accept": "application/json", **held})
    opened = client.get(address, headers={"accept": "text/html,*/*;q=0.8"})
    refused = client.get("/api/v1/documents/0/")

    assert kept(first) == (200, "private, no-cache")
    assert kept(again) == (304, "private, no-cache")
    assert kept(opened) == (200, "no-store")
    assert kept(refused) == (404, "no-store")


def test_files_of_the_look_may_be_kept(client, office):
    client.force_login(office)

    answer = client.get("/static/icon.svg")
    answer.close()

    assert answer.status_code == 200
    assert "no-store" not in answer.headers["Cache-Control"]
    assert "public" in answer.headers["Cache-Control"]
