"""A letter to the Centre that was recorded by mistake is withdrawn: it stays, and holds no
more."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from documents import services
from documents.models import GuidanceLetter, PlannedDocument
from documents.progress.checking import check
from documents.services import Letter
from resolutions.moments import Moment
from tests.factories import PlannedDocumentFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2021, 12, 13)


@pytest.fixture
def clerk():
    return UserFactory(last_name="Trần", first_name="Thị Anh")


@pytest.fixture
def document():
    """Waits, and was asked for by two letters."""
    document = PlannedDocumentFactory(planned_on=DAY, deadline_kind="day", due_on=DAY)
    services.await_guidance(document, effective_on=DAY, expected="Hướng dẫn", by=None)
    for number in (1, 2):
        letter = Letter(f"{number}-CV/TU", DAY + timedelta(number), "Ban Tổ chức")
        services.complete_wait(document, letter=letter, by=None)
    return document


def letter(symbol):
    return GuidanceLetter.objects.get(symbol=symbol, undoes=None)


def asked_by(document):
    return document.waits.get(ended_on=None).asked_by_letter


def of_wait(document, **given):
    rows = list(document.waits.all())
    found = services.letters_of(rows, document.waits.get(ended_on=None), **given)
    return [one.symbol for one in found]


def withdraw(symbol, *, reason="Công văn của việc khác", by=None):
    return services.withdraw_letter(letter(symbol), reason=reason, by=by)


def test_a_letter_recorded_by_mistake_stays_and_holds_no_more(document, clerk):
    made = withdraw("2-CV/TU", by=clerk)

    assert (made.reason, made.by, made.holds) == ("Công văn của việc khác", clerk, False)
    assert not letter("2-CV/TU").holds
    assert of_wait(document) == ["1-CV/TU"]
    assert of_wait(document, withdrawn=True) == ["2-CV/TU"]
    assert asked_by(document) == "1-CV/TU ngày 14/12/2021"
    assert check(days=[DAY]) == []


def test_a_wait_without_a_letter_that_holds_was_not_asked_for(document):
    withdraw("2-CV/TU")
    withdraw("1-CV/TU")

    assert asked_by(document) == ""
    rows = PlannedDocument.objects.as_of(Moment(DAY + timedelta(60)))
    assert rows.filter(waits__ended_on=None, waits__asked_by_letter="").exists()


def test_the_same_letter_is_recorded_again_after_it_was_withdrawn(document):
    withdraw("2-CV/TU")
    services.complete_wait(document, letter=Letter("2-CV/TU", DAY + timedelta(2)), by=None)

    assert of_wait(document) == ["1-CV/TU", "2-CV/TU"]
    with pytest.raises(ValidationError):
        services.complete_wait(document, letter=Letter("2-CV/TU", DAY + timedelta(2)), by=None)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_it_says_why(document, reason):
    with pytest.raises(ValidationError) as refusal:
        withdraw("2-CV/TU", reason=reason)

    assert "reason" in refusal.value.message_dict
    assert letter("2-CV/TU").holds
    assert GuidanceLetter.objects.count() == 2


def test_the_second_to_withdraw_it_is_told_who_did(document, clerk):
    withdraw("2-CV/TU", by=clerk)

    with pytest.raises(ValidationError, match=clerk.get_full_name()):
        withdraw("2-CV/TU")

    assert GuidanceLetter.objects.count() == 3


def test_what_withdraws_says_why_in_the_database_too(document):
    one = letter("1-CV/TU")
    given = {"wait": one.wait, "symbol": one.symbol, "sent_on": one.sent_on, "undoes": one}

    for wrong in ({"reason": "", "holds": False}, {"reason": "x", "holds": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GuidanceLetter.objects.create(**given, **wrong)


def test_it_is_withdrawn_on_its_page(client, office, board, document):
    address = f"/letters/{letter('2-CV/TU').pk}/withdraw/"
    client.force_login(board)
    refused = client.post(address, {"reason": "Nhầm"})
    client.force_login(office)

    offered = client.get(document.get_absolute_url())
    without = client.post(address, {"reason": ""})
    done = client.post(address, {"reason": "Công văn của việc khác"}, follow=True)
    again = client.post(address, {"reason": "Công văn của việc khác"})

    assert f'href="{address}"' in offered.text
    assert [refused.status_code, without.status_code, again.status_code] == [403, 422, 422]
    assert "Công văn của việc khác" in done.text
    assert f'href="{address}"' not in done.text


def test_the_api_tells_the_letters_that_hold(client, office, document):
    withdraw("2-CV/TU")
    client.force_login(office)

    [wait] = client.get("/api/v1/waits/?open=true").json()["results"]

    assert [one["symbol"] for one in wait["letters"]] in ([], ["1-CV/TU"])
    assert wait["asked_by_letter"] == "1-CV/TU ngày 14/12/2021"
