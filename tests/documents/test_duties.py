"""Who answers for a document, on any day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from documents import services
from documents.models import DocumentDuty, PlannedDocument
from resolutions.moments import Moment
from tests.factories import AgencyFactory, PersonFactory, PlannedDocumentFactory, UserFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)


def test_the_agency_of_a_day_is_the_one_that_answered_then():
    first, second = AgencyFactory(short_name="Sở A"), AgencyFactory(short_name="")
    member = PersonFactory()
    document = PlannedDocumentFactory(planned_on=DAY, lead_agency=first, board_member=member)
    document.lead_agency = second
    services.edit(document, by=UserFactory())
    today = timezone.localdate()

    def duty(on):
        row = PlannedDocument.objects.as_of(Moment(on)).get()
        return row.lead_then, row.lead_name_then, row.member_id_then, row.member_then

    who = (member.pk, member.full_name)
    assert duty(DAY) == (first.pk, "Sở A", *who)
    assert duty(today - timedelta(1)) == (first.pk, "Sở A", *who)
    assert duty(today) == (second.pk, second.name, *who)
    assert list(PlannedDocument.objects.as_of(Moment(DAY)).led_by(first)) == [document]
    assert list(PlannedDocument.objects.as_of(Moment(today)).led_by(first)) == []


def test_the_register_finds_who_answered_on_the_day(client, office):
    above = AgencyFactory()
    first, second = AgencyFactory(parent=above), AgencyFactory()
    before, after = PersonFactory(), PersonFactory()
    document = PlannedDocumentFactory(planned_on=DAY, lead_agency=first, board_member=before)
    PlannedDocumentFactory(planned_on=DAY)
    document.lead_agency, document.board_member = second, after
    services.edit(document, by=UserFactory())
    client.force_login(office)

    def found(**asked):
        page = client.get("/documents/", asked).context["page"]
        return [row.pk for row in page.object_list]

    assert found(board_member=before.pk, as_of=DAY) == [document.pk]
    assert found(board_member=before.pk) == found(board_member=after.pk, as_of=DAY) == []
    assert found(board_member=after.pk) == [document.pk]
    assert found(agency=above.pk, as_of=DAY) == [document.pk]
    assert found(agency=above.pk, below="no", as_of=DAY) == []
    assert found(agency=first.pk, below="no", as_of=DAY) == [document.pk]
    assert len(found(lacking="member")) == len(found(lacking="agency")) == 1
    assert document.pk not in found(lacking="member")


def test_an_edit_that_changes_nobody_adds_no_row():
    document = PlannedDocumentFactory(planned_on=DAY, lead_agency=AgencyFactory())
    document.title = "Kế hoạch mới"
    services.edit(document, by=None)

    assert document.duties.count() == 1


def test_nobody_answers_until_somebody_is_named():
    document = PlannedDocumentFactory(planned_on=DAY)

    assert document.duties.count() == 0
    assert PlannedDocument.objects.as_of(Moment(DAY)).get().lead_then is None


def test_the_table_refuses_two_duties_in_force():
    document = PlannedDocumentFactory(planned_on=DAY, lead_agency=AgencyFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentDuty.objects.create(document=document, effective_on=DAY)
