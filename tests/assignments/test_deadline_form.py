"""Forms with a deadline: the wording alone is enough, and what the clerk chose stays."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from assignments.deadlines import DeadlineKind
from assignments.forms import DeadlineForm, TaskForm
from assignments.models import Task
from documents.forms import PlannedDocumentForm
from documents.models import PlannedDocument
from tests.factories import PlannedDocumentFactory, ResolutionFactory, TaskFactory

pytestmark = pytest.mark.django_db
DAY = date(2021, 12, 13)
TEXT = "Ban hành kế hoạch"


def unreadable(unread):
    message = gettext(
        "“%(unread)s” cannot be read as a deadline. Choose the kind of deadline and its "
        "date; the wording is kept as written."
    )
    return [message % {"unread": unread}]


def understood(text, kind, *more):
    reading = ", ".join([str(DeadlineKind(kind).label), *more])
    message = gettext("The wording “%(text)s” was read as: %(reading)s.")
    return message % {"text": text, "reading": reading}


def doubt(text, given, reading):
    message = gettext(
        "The deadline was recorded as: %(given)s. The wording “%(text)s” reads as: "
        "%(reading)s. Check which of the two is right."
    )
    given = ", ".join([str(DeadlineKind(given[0]).label), *given[1:]])
    reading = ", ".join([str(DeadlineKind(reading[0]).label), *reading[1:]])
    return message % {"given": given, "text": text, "reading": reading}


def days(number):
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}


def typed(wording, kind="none", **more):
    return {"deadline_kind": kind, "deadline_text": wording, **more}


def on_a_task(sent):
    data = {"resolution": ResolutionFactory().pk, "text": TEXT, **sent}
    return TaskForm(data, instance=Task(), on=DAY)


def on_a_document(sent):
    data = {"resolution": ResolutionFactory().pk, "kind": "KH", "title": TEXT, **sent}
    return PlannedDocumentForm(data, instance=PlannedDocument(), on=DAY)


def on_its_own(sent):
    return DeadlineForm({"effective_on": "2021-12-13", **sent}, item=TaskFactory())


@pytest.fixture(params=[on_a_task, on_a_document, on_its_own])
def form_with(request):
    """Makes each of the forms that take a deadline."""
    return request.param


def saved_deadline(form):
    """What is in the table once the form is saved: kind, day, number of days, wording."""
    assert form.is_valid(), form.errors
    saved = form.commit(by=None)
    assert saved is not None, form.errors
    saved.refresh_from_db()
    return saved.deadline_kind, saved.due_on, saved.deadline_days, saved.deadline_text


@pytest.mark.parametrize(
    ("wording", "kind", "due_on", "count", "more"),
    [
        ("31/12/2026", "day", date(2026, 12, 31), None, ["31/12/2026"]),
        ("Trước ngày 30/9/2026", "day", date(2026, 9, 30), None, ["30/09/2026"]),
        ("Tháng 2/2028", "month", date(2028, 2, 29), None, ["29/02/2028"]),
        ("Quý III/2025", "quarter", date(2025, 9, 30), None, ["30/09/2025"]),
        ("6 tháng đầu năm 2026", "quarter", date(2026, 6, 30), None, ["30/06/2026"]),
        ("Năm 2025", "year", date(2025, 12, 31), None, ["31/12/2025"]),
        ("30 ngày kể từ ngày ban hành", "after_event", None, 30, [days(30)]),
        ("Hằng quý", "recurring", None, None, []),
        ("Thường xuyên", "continuous", None, None, []),
        ("Khi có hướng dẫn của Trung ương", "on_event", None, None, []),
    ],
)
def test_a_wording_alone_gives_kind_and_day(form_with, wording, kind, due_on, count, more):
    form = form_with(typed(wording))

    assert saved_deadline(form) == (kind, due_on, count, wording)
    assert form.understood == understood(wording, kind, *more)
    assert form.doubt == ""


def test_days_counted_from_a_date_give_the_due_day_too(form_with):
    wording = "30 ngày kể từ ngày 01/03/2026"

    form = form_with(typed(wording))

    assert saved_deadline(form) == ("after_event", date(2026, 3, 31), 30, wording)
    assert form.understood == understood(wording, "after_event", days(30), "31/03/2026")


@pytest.mark.parametrize("wording", ["Không quy định", "-"])
def test_a_wording_that_states_no_deadline_stays_without(form_with, wording):
    form = form_with(typed(wording))

    assert saved_deadline(form) == ("none", None, None, wording)
    assert form.understood == form.doubt == ""


@pytest.mark.parametrize("make", [on_a_task, on_a_document])
def test_no_wording_is_no_deadline(make):
    form = make(typed(""))

    assert saved_deadline(form) == ("none", None, None, "")
    assert form.understood == form.doubt == ""


@pytest.mark.parametrize(
    ("wording", "unread"),
    [
        ("Sớm nhất có thể", "Sớm nhất có thể"),
        ("30/9", "30/9"),
        ("30/02/2026", "30/02/2026"),
        ("Quý III/2025 nếu kịp", "nếu kịp"),
    ],
)
def test_what_cannot_be_read_asks_for_kind_and_date(form_with, wording, unread):
    form = form_with(typed(wording))

    assert form.errors == {"deadline_text": unreadable(unread)}
    assert form.understood == form.doubt == ""


@pytest.mark.parametrize(
    ("wording", "count"),
    [
        ("Quý I/2026; Quý III/2026", 2),
        ("31/3/2026; 30/6/2026; 30/9/2026, nếu kịp", 3),
    ],
)
def test_several_deadlines_ask_for_the_one_that_counts(form_with, wording, count):
    form = form_with(typed(wording))

    message = gettext(
        "%(count)s deadlines were found in this wording. Choose the kind of deadline and its "
        "date; the wording is kept as written."
    )
    assert form.errors == {"deadline_text": [message % {"count": count}]}


@pytest.mark.parametrize(
    ("wording", "kind", "due_on"),
    [
        ("Sớm nhất có thể", "day", date(2026, 9, 30)),
        ("Quý III/2025", "day", date(2025, 9, 30)),
        ("Quý I/2026; Quý III/2026", "quarter", date(2026, 9, 30)),
        ("Thường xuyên", "year", date(2026, 12, 31)),
        ("Quý III/2025 nếu kịp", "day", date(2026, 1, 1)),
    ],
)
def test_a_chosen_kind_is_not_second_guessed(form_with, wording, kind, due_on):
    form = form_with(typed(wording, kind, due_on=due_on.isoformat()))

    assert saved_deadline(form) == (kind, due_on, None, wording)
    assert form.understood == form.doubt == ""


@pytest.mark.parametrize("kind", ["recurring", "continuous", "on_event"])
def test_a_chosen_kind_without_a_day_is_not_second_guessed(form_with, kind):
    form = form_with(typed("Quý III/2025", kind))

    assert saved_deadline(form) == (kind, None, None, "Quý III/2025")
    assert form.understood == form.doubt == ""


def test_another_day_than_the_wording_is_kept_with_a_warning(form_with):
    form = form_with(typed("Quý III/2025", "month", due_on="2025-08-05"))

    assert saved_deadline(form) == ("month", date(2025, 8, 31), None, "Quý III/2025")
    assert form.understood == ""
    assert form.doubt == doubt(
        "Quý III/2025", ("month", "31/08/2025"), ("quarter", "30/09/2025")
    )


def test_any_day_of_the_period_agrees_with_the_wording(form_with):
    form = form_with(typed("Quý III/2025", "quarter", due_on="2025-08-05"))

    assert saved_deadline(form) == ("quarter", date(2025, 9, 30), None, "Quý III/2025")
    assert form.doubt == ""


@pytest.mark.parametrize("kind", ["none", "after_event"])
def test_another_number_of_days_than_the_wording_is_kept_with_a_warning(form_with, kind):
    wording = "30 ngày kể từ ngày ban hành"

    form = form_with(typed(wording, kind, deadline_days="45"))

    assert saved_deadline(form) == ("after_event", None, 45, wording)
    assert form.doubt == doubt(wording, ("after_event", days(45)), ("after_event", days(30)))


@pytest.mark.parametrize(
    "wording", ["15 ngày làm việc kể từ ngày ban hành", "3 tháng kể từ ngày ban hành"]
)
def test_working_days_and_months_ask_for_the_number_of_days(form_with, wording):
    asking, answering = form_with(typed(wording)), form_with(typed(wording, deadline_days="21"))

    assert not (asking.is_valid() and asking.commit(by=None))
    assert asking.errors == {"deadline_days": [gettext("Give the number of days.")]}
    assert saved_deadline(answering) == ("after_event", None, 21, wording)
    assert answering.doubt == ""


def test_a_date_that_cannot_be_read_is_not_replaced_by_the_wording(form_with):
    form = form_with(typed("Quý III/2025", due_on="hôm nào đó"))

    assert list(form.errors) == ["due_on"]
    assert form.understood == ""


def test_a_date_without_a_kind_is_not_replaced_by_the_wording(form_with):
    form = form_with(typed("Quý III/2025", due_on="2025-08-05"))

    assert not (form.is_valid() and form.commit(by=None))
    assert list(form.errors) == ["deadline_kind"]
    assert form.understood == ""


@pytest.mark.parametrize(
    ("form", "make"), [(TaskForm, TaskFactory), (PlannedDocumentForm, PlannedDocumentFactory)]
)
def test_editing_the_rest_reads_no_wording(form, make):
    item = make(deadline_text="Sớm nhất có thể")
    sent = {"resolution": item.resolution_id, "kind": "KH", "title": TEXT, "text": TEXT}

    edited = form({**sent, **typed("Quý III/2025")}, instance=item, on=DAY)

    assert saved_deadline(edited) == ("none", None, None, "Sớm nhất có thể")
    assert edited.understood == ""


def pages(user, client):
    """The pages that take a deadline: where to post, what besides the deadline, whose."""
    client.force_login(user)
    resolution, task, document = ResolutionFactory(), TaskFactory(), PlannedDocumentFactory()
    return {
        "task_create": (
            reverse("assignments:task_create"),
            {"resolution": resolution.pk, "text": TEXT},
        ),
        "document_create": (
            reverse("documents:document_create"),
            {"resolution": resolution.pk, "kind": "KH", "title": TEXT},
        ),
        "task_deadline": (
            reverse("assignments:task_deadline", args=[task.pk]),
            {"effective_on": "2021-12-13"},
        ),
        "document_deadline": (
            reverse("documents:document_deadline", args=[document.pk]),
            {"effective_on": "2021-12-13"},
        ),
    }


PAGES = ["task_create", "document_create", "task_deadline", "document_deadline"]


def told(response):
    """The messages of the page, without the one that says it was saved."""
    return [(m.level_tag, m.message) for m in response.context["messages"]][1:]


@pytest.mark.parametrize("form", PAGES)
def test_a_page_tells_how_the_wording_was_read(client, office, form):
    address, sent = pages(office, client)[form]

    response = client.post(address, sent | typed("Quý III/2025"), follow=True)

    message = understood("Quý III/2025", "quarter", "30/09/2025")
    assert told(response) == [("info", message)]
    assert message in response.text


@pytest.mark.parametrize("form", PAGES)
def test_a_page_warns_when_day_and_wording_disagree(client, office, form):
    address, sent = pages(office, client)[form]

    response = client.post(
        address, sent | typed("Quý III/2025", "day", due_on="2025-08-05"), follow=True
    )

    message = doubt("Quý III/2025", ("day", "05/08/2025"), ("quarter", "30/09/2025"))
    assert told(response) == [("warning", message)]


@pytest.mark.parametrize("form", PAGES)
def test_a_page_saves_nothing_while_the_wording_is_not_understood(client, office, form):
    address, sent = pages(office, client)[form]
    before = list(Task.objects.values()), list(PlannedDocument.objects.values())

    response = client.post(address, sent | typed("Sớm nhất có thể"))

    assert response.status_code == 422
    assert unreadable("Sớm nhất có thể")[0] in response.text
    assert (list(Task.objects.values()), list(PlannedDocument.objects.values())) == before
