"""Nobody fills the log, of which nothing is taken out, by failing again and again: the first
refusals of an hour are told one by one, the others are counted."""

import pytest
from auditlog.models import LogEntry

from documents.audit.events import TOLD_IN_ALL, TOLD_OF_ONE, AuditEvent
from documents.models import EventCount, PlannedDocument

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


def told(event):
    return LogEntry.objects.filter(additional_data__event=event.value)


def counted(event, who=""):
    """Over all hours: the clock may strike within the test."""
    rows = EventCount.objects.filter(event=event.value, who=who)
    return sum(rows.values_list("count", flat=True))


def test_one_who_asks_for_what_is_not_there_again_and_again_is_told_so_often(client, focal):
    client.force_login(focal)
    often = 2 * TOLD_OF_ONE + 5

    answers = [client.get(f"/documents/{n + 10**6}/").status_code for n in range(often)]

    assert answers == [404] * often
    hours = EventCount.objects.filter(event=AuditEvent.NOT_SHOWN, who="").count()
    assert told(AuditEvent.NOT_SHOWN).count() <= hours * TOLD_OF_ONE
    assert counted(AuditEvent.NOT_SHOWN, f"#{focal.pk}") == often
    assert counted(AuditEvent.NOT_SHOWN) == often


def test_failed_sign_ins_from_one_address_are_told_so_often(client, settings):
    settings.AXES_ENABLED = False  # else the door closes before
    often = TOLD_OF_ONE + 5

    for n in range(often):
        client.post("/accounts/login/", {"username": f"ai-{n}", "password": "sai"})

    hours = EventCount.objects.filter(event=AuditEvent.SIGN_IN_FAILED, who="").count()
    assert told(AuditEvent.SIGN_IN_FAILED).count() <= hours * TOLD_OF_ONE
    assert counted(AuditEvent.SIGN_IN_FAILED, "127.0.0.1") == often


def test_many_addresses_together_are_bounded_too(client, settings):
    settings.AXES_ENABLED = False
    EventCount.objects.all().delete()
    client.post("/accounts/login/", {"username": "ai", "password": "sai"})
    EventCount.objects.filter(who="").update(count=TOLD_IN_ALL)
    before = told(AuditEvent.SIGN_IN_FAILED).count(), EventCount.objects.count()

    for n in range(5):
        client.post(
            "/accounts/login/",
            {"username": "ai", "password": "sai"},
            REMOTE_ADDR=f"203.0.113.{n}",
        )

    assert (told(AuditEvent.SIGN_IN_FAILED).count(), EventCount.objects.count()) == before
    assert counted(AuditEvent.SIGN_IN_FAILED) == TOLD_IN_ALL + 5


def test_one_network_of_ipv6_is_one_address(client, settings):
    settings.AXES_ENABLED = False

    for n in range(3):
        client.post(
            "/accounts/login/",
            {"username": "ai", "password": "sai"},
            REMOTE_ADDR=f"2001:db8::{n}",
        )

    assert counted(AuditEvent.SIGN_IN_FAILED, "2001:db8::/64") == 3


def test_the_log_says_how_many_more_there_were(client, focal, administrator):
    client.force_login(focal)
    for n in range(TOLD_OF_ONE):
        client.get(f"/documents/{n + 10**6}/")
    EventCount.objects.filter(who=f"#{focal.pk}").update(count=TOLD_OF_ONE + 1234)
    client.force_login(administrator)

    page = client.get("/audit/").text

    assert "(thêm 1.234 lần nữa trong giờ đó)" in page
    assert page.count("lần nữa trong giờ đó") == 1
    assert not PlannedDocument.objects.exists()
