"""A deadline that was entered by mistake is struck out: the one before holds again, nothing is
deleted, and what was known on an earlier day is still told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from assignments.deadline_rows import strike_out_deadline
from assignments.models import NEVER, Task
from assignments.services import set_deadline
from documents import services
from documents.models import DocumentDeadline, PlannedDocument
from documents.progress.agencies import extensions_of
from documents.progress.checking import check
from resolutions.moments import Moment
from tests.factories import PlannedDocumentFactory, TaskFactory, UserFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 9, 1)
DUE = date(2021, 12, 10)


def on(days):
    return DAY + timedelta(days)


@pytest.fixture
def clerk():
    return UserFactory(last_name="Trần", first_name="Thị Anh")


@pytest.fixture
def document(clerk):
    return PlannedDocumentFactory(planned_on=DAY, by=clerk, deadline_kind="day", due_on=DUE)


def extend(item, due_on, effective_on, **given):
    values = {"deadline_kind": "day", "due_on": due_on, "reason": "Gia hạn", "by": None}
    set_deadline(item, effective_on=effective_on, **values | given)
    return item.deadlines.latest("pk")


def strike_out(document, row, *, reason="Nhập nhầm văn bản", **given):
    values = {"row": row.pk, "reason": reason, "by": None}
    return services.strike_out_deadline(document, **values | given)


def due(document, day, known_at=None):
    states = PlannedDocument.objects.filter(pk=document.pk).as_of(Moment(day, known_at))
    return states.values_list("due_then", flat=True).get()


def rows_of(item):
    return list(item.deadlines.order_by("pk").values())


def test_an_extension_entered_wrongly_holds_on_no_day_and_stays(document, clerk):
    wrong = extend(document, on(200), on(10))
    before = timezone.now()

    changed = strike_out(document, wrong, by=clerk)

    assert changed.due_on == PlannedDocument.objects.get().due_on == DUE
    assert [due(document, on(n)) for n in (9, 10, 40)] == [DUE, DUE, DUE]
    assert due(document, on(40), before) == on(200)
    wrong.refresh_from_db()
    undoing = wrong.undone_by
    assert (undoing.reason, undoing.by) == ("Nhập nhầm văn bản", clerk)
    assert wrong.superseded_on == undoing.superseded_on == on(10)
    assert extensions_of(PlannedDocument.objects.all(), Moment(timezone.localdate())) == []
    assert check(days=[on(10), on(40)]) == []


def test_one_in_the_middle_lets_the_one_before_hold_until_the_next(document):
    wrong = extend(document, on(200), on(10))
    extend(document, on(300), on(20))

    strike_out(document, wrong)

    assert [due(document, on(n)) for n in (10, 19, 20)] == [DUE, DUE, on(300)]
    assert PlannedDocument.objects.get().due_on == on(300)
    assert check(days=[on(10), on(20)]) == []


def test_days_given_back_are_given_anew_from_the_deadline_that_was_in_force(document):
    wrong = extend(document, on(200), on(5))
    services.await_guidance(document, effective_on=on(10), expected="HD", note="muộn", by=None)
    services.resume(document, effective_on=on(30), received="HD 1", note="muộn", by=None)
    assert due(document, on(30)) == on(220)

    strike_out(document, wrong)

    assert [due(document, on(n)) for n in (5, 29, 30)] == [DUE, DUE, DUE + timedelta(20)]
    assert PlannedDocument.objects.get().due_on == DUE + timedelta(20)
    assert check(days=[on(5), on(30)]) == []


def test_a_wait_under_a_deadline_without_a_day_gives_its_days_once_that_is_gone(document):
    """The delay of the Centre is never booked on the agency."""
    wrong = extend(document, None, on(5), deadline_kind="continuous")
    services.await_guidance(document, effective_on=on(10), expected="HD", note="muộn", by=None)
    services.resume(document, effective_on=on(30), received="HD 1", note="muộn", by=None)

    strike_out(document, wrong)

    assert due(document, on(30)) == DUE + timedelta(20)
    assert check(days=[on(10), on(30)]) == []


@pytest.mark.parametrize("reason", ["", " \n "])
def test_it_says_why(document, reason):
    wrong = extend(document, on(200), on(10))
    before = rows_of(document)

    with pytest.raises(ValidationError) as refusal:
        strike_out(document, wrong, reason=reason)

    assert "reason" in refusal.value.message_dict
    assert rows_of(document) == before


def test_the_second_to_strike_out_the_same_is_told_who_did(document, clerk):
    wrong = extend(document, on(200), on(10))
    strike_out(document, wrong, by=clerk)
    before = rows_of(document)

    with pytest.raises(ValidationError, match=clerk.get_full_name()):
        strike_out(document, wrong)

    assert rows_of(document) == before


def test_a_page_that_was_opened_before_another_entry_is_refused(document):
    wrong = extend(document, on(200), on(10))
    extend(document, on(300), on(20))

    with pytest.raises(ValidationError, match="Xem lại"):
        strike_out(document, wrong, seen=wrong.pk)

    assert due(document, on(10)) == on(200)


def test_the_first_deadline_ever_given_stays(document):
    with pytest.raises(ValidationError, match="đầu tiên"):
        strike_out(document, document.deadlines.get())


def test_what_the_end_of_a_wait_gave_goes_with_the_event(document):
    services.await_guidance(document, effective_on=on(10), expected="HD", note="muộn", by=None)
    services.resume(document, effective_on=on(30), received="HD 1", note="muộn", by=None)

    with pytest.raises(ValidationError, match="lần chờ"):
        strike_out(document, document.deadlines.latest("pk"))

    assert due(document, on(30)) == DUE + timedelta(20)


def test_one_that_a_later_one_would_repeat_or_rests_on_is_not_struck_out(document):
    there = extend(document, on(200), on(10))
    extend(document, DUE, on(20))
    before = rows_of(document)

    with pytest.raises(ValidationError, match="21/09/2021"):
        strike_out(document, there)

    assert rows_of(document) == before


def test_a_day_counted_from_a_wrong_event_is_struck_out(document):
    given = {"deadline_kind": "after_event", "deadline_days": 30}
    after = extend(document, None, on(10), **given)
    services.count_from_event(
        PlannedDocument.objects.get(), happened_on=on(20), event="Họp", by=None
    )

    with pytest.raises(ValidationError, match="21/09/2021"):
        strike_out(document, after)
    strike_out(document, document.deadlines.latest("pk"))

    now = PlannedDocument.objects.get()
    assert (now.deadline_kind, now.deadline_days, now.due_on) == ("after_event", 30, None)
    assert check(days=[on(20)]) == []


def test_a_row_of_another_document_is_not_struck_out(document):
    other = PlannedDocumentFactory(planned_on=DAY, deadline_kind="day", due_on=DUE)
    row = extend(other, on(200), on(10))

    with pytest.raises(ValidationError):
        strike_out(document, row)


def test_a_deadline_of_a_task_is_struck_out_too(clerk):
    task = TaskFactory()
    extend(task, DUE, DAY, reason="")
    wrong = extend(task, on(200), on(10))

    strike_out_deadline(task, row=wrong.pk, reason="Nhầm", by=clerk)

    assert Task.objects.get().due_on == DUE == task.deadlines.get(superseded_on=NEVER).due_on


def test_an_extension_tells_the_deadline_that_was_known_then(document):
    """By ``known_on`` neither the extension nor what it replaced is told before it was
    recorded."""
    first = extend(document, on(150), on(10))
    known_then = timezone.now()
    strike_out(document, first)
    late = extend(document, on(200), on(20))
    whole = PlannedDocument.objects.all()

    def told(moment):
        return [(row.before, row.row.due_on) for row in extensions_of(whole, moment)]

    assert told(Moment(on(40), known_then)) == [(DUE, on(150))]
    assert told(Moment(on(40), timezone.now())) == told(Moment(on(40))) == [(DUE, on(200))]
    assert late.pk > first.pk


def test_what_replaced_a_deadline_is_told_as_it_was_known(document):
    """A row struck out since was still the deadline before, as far as was known then."""
    first = extend(document, on(150), on(10))
    extend(document, on(200), on(20))
    known_then = timezone.now()
    strike_out(document, first)

    told = extensions_of(PlannedDocument.objects.all(), Moment(on(40), known_then))

    assert [(row.before, row.row.due_on) for row in told] == [
        (on(150), on(200)),
        (DUE, on(150)),
    ]


# --- the pages -------------------------------------------------------------------------------


def test_the_page_offers_it_to_the_office_for_what_may_be_struck_out(
    client, office, board, document
):
    wrong = extend(document, on(200), on(10))
    address = f"/deadlines/{wrong.pk}/strike-out/"
    first = f"/deadlines/{document.deadlines.earliest('pk').pk}/strike-out/"

    for user, offered in ((office, True), (board, False)):
        client.force_login(user)
        page = client.get(document.get_absolute_url()).text
        assert (f'href="{address}"' in page) is offered
        assert f'href="{first}"' not in page
        assert client.get(address).status_code == (200 if offered else 403)


def test_it_is_struck_out_on_its_page_once(client, office, document):
    wrong = extend(document, on(200), on(10))
    address = f"/deadlines/{wrong.pk}/strike-out/"
    client.force_login(office)

    stale = client.post(address, {"reason": "Nhầm", "seen": wrong.pk - 1})
    without = client.post(address, {"reason": " "})
    done = client.post(address, {"reason": "Nhập nhầm văn bản"}, follow=True)
    again = client.post(address, {"reason": "Nhập nhầm văn bản"})

    assert [stale.status_code, without.status_code, again.status_code] == [422, 422, 422]
    assert "Xem lại" in stale.text
    assert "Nhập nhầm văn bản" in done.text
    assert PlannedDocument.objects.get().due_on == DUE
    assert DocumentDeadline.objects.count() == 3


def test_that_of_a_task_is_offered_where_it_is_moved(client, office):
    task = TaskFactory()
    extend(task, DUE, DAY, reason="")
    wrong = extend(task, on(200), on(10))
    address = f"/tasks/deadlines/{wrong.pk}/strike-out/"
    client.force_login(office)

    page = client.get(f"/tasks/{task.pk}/deadline/")
    done = client.post(address, {"reason": "Nhầm"})

    assert f'href="{address}"' in page.text
    assert done.status_code == 302
    assert Task.objects.get().due_on == DUE
