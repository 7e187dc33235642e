"""What was typed outlives an expired session, and is shown to its author alone."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext

from assignments.models import SignedInSession
from assignments.roles import Role
from resolutions.kept import author_field
from resolutions.models import Narrative
from tests.factories import PlannedDocumentFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "Mat-khau-thu-1"
NOT_SAVED = "What you had typed is here again. It is not saved yet: check it and send it."
DROPPED = "Text that was typed under another account and not saved has been dropped."


def person(role=Role.OFFICE):
    user = UserFactory(role=role)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def clerk(roles):
    return person()


@pytest.fixture
def document():
    return PlannedDocumentFactory(title="Kế hoạch cũ")


def typed_by(user, **more):
    return {
        "author": author_field(user),
        "symbol": "15-KH/TU",
        "note": "Đã ký <nháy> & chờ dấu",
        "seen": "1",
        **more,
    }


def sign_in(browser, user, after, password=PASSWORD):
    return browser.post(
        f"/accounts/login/?next={after}",
        {"username": user.username, "password": password, "next": after},
    )


def issue_of(document):
    return f"/documents/{document.pk}/issue/"


def shown(response):
    return html.unescape(response.text)


def test_form_sent_after_the_session_ended_is_filled_in_again(client, clerk, document):
    client.force_login(clerk)
    author = client.get(issue_of(document)).text
    assert author_field(clerk) in author
    SignedInSession.objects.all().delete()

    sent_away = client.post(issue_of(document), typed_by(clerk))
    back = sign_in(client, clerk, issue_of(document))
    page = client.get(back.url)

    assert (sent_away.status_code, sent_away.url.partition("?")[0]) == (302, "/accounts/login/")
    assert back.url == issue_of(document)
    assert page.status_code == 200
    assert gettext(NOT_SAVED) in shown(page)
    assert page.context["form"]["symbol"].value() == "15-KH/TU"
    assert page.context["form"]["note"].value() == "Đã ký <nháy> & chờ dấu"
    assert "<nháy>" not in page.text
    assert document.changes.count() == 1


def test_wrong_password_in_between_loses_nothing(client, clerk, document):
    client.post(issue_of(document), typed_by(clerk))

    sign_in(client, clerk, issue_of(document), password="sai")
    sign_in(client, clerk, issue_of(document))

    page = client.get(issue_of(document))
    assert page.context["form"]["symbol"].value() == "15-KH/TU"


def test_it_is_shown_until_sent_and_then_no_more(client, clerk, document):
    client.post(issue_of(document), typed_by(clerk))
    sign_in(client, clerk, issue_of(document))

    pages = [client.get(issue_of(document)) for _time in range(2)]
    client.post(issue_of(document), typed_by(clerk))
    after = client.get(issue_of(document))

    assert [page.context["form"].is_bound for page in pages] == [True, True]
    assert not after.context["form"].is_bound


def test_an_empty_form_may_be_asked_for(client, clerk, document):
    client.post(issue_of(document), typed_by(clerk))
    sign_in(client, clerk, issue_of(document))

    blank = client.get(f"{issue_of(document)}?blank")

    assert not blank.context["form"].is_bound
    assert not client.get(issue_of(document)).context["form"].is_bound


def test_another_address_shows_nothing_of_it(client, clerk, document):
    client.post(issue_of(document), typed_by(clerk))
    sign_in(client, clerk, issue_of(document))

    other = client.get(f"/documents/{document.pk}/withdraw/")

    assert not other.context["form"].is_bound


def test_somebody_else_who_signs_in_sees_nothing_and_is_told(client, clerk, document):
    other = person()
    client.post(issue_of(document), typed_by(clerk))

    back = sign_in(client, other, issue_of(document))
    page = client.get(back.url)

    assert not page.context["form"].is_bound
    assert gettext(DROPPED) in shown(page)
    assert "15-KH/TU" not in page.text
    client.logout()
    sign_in(client, clerk, issue_of(document))
    assert not client.get(issue_of(document)).context["form"].is_bound


def test_sign_in_page_tells_nothing_of_it(client, clerk, document):
    sent_away = client.post(issue_of(document), typed_by(clerk))

    assert "15-KH/TU" not in client.get(sent_away.url).text


@pytest.mark.parametrize("author", ["", "1", "1:xxx", None])
def test_form_that_does_not_say_whose_it_is_is_not_kept(client, clerk, document, author):
    sent = typed_by(clerk)
    if author is None:
        del sent["author"]
    else:
        sent["author"] = author
    client.post(issue_of(document), sent)
    sign_in(client, clerk, issue_of(document))

    assert not client.get(issue_of(document)).context["form"].is_bound


def test_too_much_is_not_kept(client, clerk, document):
    client.post(issue_of(document), typed_by(clerk, note="x" * 100_001))
    sign_in(client, clerk, issue_of(document))

    assert not client.get(issue_of(document)).context["form"].is_bound


def test_passwords_are_not_kept(client, clerk, document):
    client.post(issue_of(document), typed_by(clerk, new_password1="bi-mat-lam"))

    kept = client.session["kept_input"]

    assert "bi-mat-lam" not in str(kept)
    assert set(kept["fields"]) == {"symbol", "note", "seen"}


def test_after_twelve_hours_it_is_forgotten(client, clerk, document):
    client.post(issue_of(document), typed_by(clerk))
    session = client.session
    old = timezone.now() - timedelta(hours=12, seconds=1)
    session["kept_input"] = session["kept_input"] | {"at": old.isoformat()}
    session.save()
    sign_in(client, clerk, issue_of(document))

    assert not client.get(issue_of(document)).context["form"].is_bound


def test_form_of_before_another_sign_in_is_refused_and_kept(clerk, document):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(clerk)

    refused = browser.post(issue_of(document), typed_by(clerk))
    page = browser.get(issue_of(document))

    assert refused.status_code == 403
    assert gettext("Open the form again with what I typed") in shown(refused)
    assert f'href="{issue_of(document)}"' in refused.text
    assert page.context["form"]["note"].value() == "Đã ký <nháy> & chờ dấu"
    assert gettext(NOT_SAVED) in shown(page)


def test_forged_form_of_somebody_else_is_not_kept(clerk, document):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(clerk)

    refused = browser.post(issue_of(document), typed_by(person()))

    assert refused.status_code == 403
    assert gettext("This form is no longer valid") in shown(refused)
    assert not browser.get(issue_of(document)).context["form"].is_bound


def test_every_form_that_edits_is_kept(client, clerk, document):
    for address in (
        "/documents/new/",
        f"/documents/{document.pk}/edit/",
        f"/documents/{document.pk}/deadline/",
        "/tasks/new/",
        "/resolutions/new/",
        f"/resolutions/{document.resolution_id}/edit/",
    ):
        client.logout()
        client.post(address, typed_by(clerk, title="Đang gõ dở"))
        sign_in(client, clerk, address)
        page = client.get(address)
        assert page.context["form"].is_bound, address
        assert gettext(NOT_SAVED) in shown(page), address


def test_what_was_recorded_before_the_session_ended_is_not_recorded_again(
    client, clerk, document
):
    address = f"/resolutions/{document.resolution_id}/narratives/new/"
    sent = {"on": "30/06/2022", "subject": "progress", "text": "Đạt kết quả."}
    sent |= {"author": author_field(clerk), "sending": "a" * 32}
    client.force_login(clerk)
    client.post(address, sent)
    SignedInSession.objects.all().delete()
    client.post(address, sent)
    page = client.get(sign_in(client, clerk, address).url)

    client.post(address, sent | {"sending": re.search('"sending" value="(.*?)"', page.text)[1]})

    assert gettext(NOT_SAVED) in shown(page)
    assert Narrative.objects.count() == 1
