"""One change for many rows: which rows, what is done to each, what is told of each."""

import html
from datetime import date

import pytest
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from documents import services
from documents.models import CentralGuidance, PlannedDocument
from documents.services import bulk
from documents.services.bulk import BulkOperation, Outcome, change_many
from documents.status import DocumentStatus
from resolutions.kept import author_field
from tests.factories import (
    AgencyFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    UserFactory,
)

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = date(2021, 12, 13)
WHY = {"reason": "Theo kết luận giao ban"}
BULK = "/documents/bulk/"


@pytest.fixture
def clerk(client, office):
    client.force_login(office)
    return client


def three(**given):
    return [PlannedDocumentFactory(planned_on=DAY, **given) for _n in range(3)]


def change(documents, operation, by=None, **given):
    by = by or UserFactory()
    return change_many(documents, operation=operation, by=by, now=timezone.now(), **WHY | given)


def outcomes(results):
    return [result.outcome for result in results]


def shown(response):
    return html.unescape(response.text)


# --- the service ---------------------------------------------------------------------------


def test_each_row_is_changed_left_or_refused_by_itself():
    fresh, drafting, issued = three()
    services.start_drafting(drafting, effective_on=DAY, by=None)
    services.issue(issued, symbol="1-KH/TU", issued_on=DAY, issuer_name="Tỉnh ủy", by=None)

    results = change([fresh, drafting, issued], BulkOperation.START_DRAFTING, effective_on=DAY)

    assert outcomes(results) == [Outcome.CHANGED, Outcome.UNCHANGED, Outcome.REFUSED]
    assert str(DocumentStatus.ISSUED.label) in results[2].why
    assert PlannedDocument.objects.get(pk=fresh.pk).status == DocumentStatus.DRAFTING
    assert PlannedDocument.objects.get(pk=issued.pk).status == DocumentStatus.ISSUED


def test_reason_and_batch_stand_in_every_row_written():
    clerk, rows = UserFactory(), three()

    change(rows, BulkOperation.WITHDRAW, by=clerk, effective_on=DAY)

    notes = {row.changes.latest("pk").note for row in rows}
    assert len(notes) == 1
    [note] = notes
    assert note.startswith("Theo kết luận giao ban (")
    assert f"-{clerk.pk})" in note
    assert {row.changes.latest("pk").by for row in rows} == {clerk}


@pytest.mark.parametrize("name", ["lead_agency", "board_member"])
def test_who_answers_is_set_with_its_reason_in_the_note(name):
    who = AgencyFactory() if name == "lead_agency" else PersonFactory()
    first, second = PlannedDocumentFactory(), PlannedDocumentFactory(**{name: who})

    results = change([first, second], BulkOperation(name), **{name: who})

    assert outcomes(results) == [Outcome.CHANGED, Outcome.UNCHANGED]
    first.refresh_from_db()
    assert getattr(first, name) == who
    assert "Theo kết luận giao ban" in first.note
    assert getattr(first.duties.latest_first().first(), name) == who
    second.refresh_from_db()
    assert second.note == ""


def test_deadline_is_set_moved_or_left():
    none, other, same = (
        PlannedDocumentFactory(),
        PlannedDocumentFactory(deadline_kind="day", due_on=DAY),
        PlannedDocumentFactory(deadline_kind="day", due_on=date(2022, 3, 31)),
    )
    given = {"deadline_kind": "day", "due_on": date(2022, 3, 31), "effective_on": DAY}

    results = change([none, other, same], BulkOperation.DEADLINE, **given)

    assert outcomes(results) == [Outcome.CHANGED, Outcome.CHANGED, Outcome.UNCHANGED]
    assert other.deadlines.latest_first().first().reason.startswith("Theo kết luận giao ban")
    assert other.deadlines.count() == 2


def test_the_same_guidance_is_awaited_by_all():
    rows = three()

    change(rows, BulkOperation.AWAIT_GUIDANCE, effective_on=DAY, expected="Hướng dẫn 31")

    guidance = CentralGuidance.objects.get()
    assert guidance.waits.count() == 3


# --- the page ------------------------------------------------------------------------------


def apply(documents, operation, **given):
    picked = [document.pk for document in documents]
    return {
        "scope": "picked",
        "pk": picked,
        "operation": operation,
        "step": "apply",
        **WHY,
        **given,
    }


def test_ticked_rows_are_looked_at_then_changed(clerk):
    first, second, left = three()

    looked = clerk.post(BULK, {"scope": "picked", "pk": [first.pk], "operation": "submit"})
    asked = clerk.post(BULK, {"scope": "picked", "pk": [first.pk, second.pk]})
    done = clerk.post(BULK, apply([first, second], "start_drafting", effective_on="2021-12-14"))

    assert [page.status_code for page in (looked, asked, done)] == [200, 200, 200]
    assert looked.context["selection"].documents == [first]
    assert list(looked.context["form"].fields) == ["effective_on", "reason"]
    assert asked.context["selection"].ids == [first.pk, second.pk]
    assert [(o.value, n) for o, n in done.context["totals"]] == [
        ("changed", 2),
        ("unchanged", 0),
        ("refused", 0),
    ]
    left.refresh_from_db()
    assert left.status == DocumentStatus.NOT_STARTED


def all_of(query, count, **given):
    return {
        "scope": "all",
        "filter": query,
        "count": count,
        "operation": "start_drafting",
        "step": "apply",
        "effective_on": "2021-12-14",
        **WHY,
        **given,
    }


def test_all_that_answer_the_filters_are_changed_and_no_other(clerk):
    mine = three(resolution=ResolutionFactory())
    other = PlannedDocumentFactory(planned_on=DAY)
    query = f"resolution={mine[0].resolution_id}&status=not_started"

    page = clerk.get(f"/documents/?{query}")
    done = clerk.post(BULK, all_of(query, page.context["page"].paginator.count))

    assert len(done.context["results"]) == 3
    assert {d.status for d in PlannedDocument.objects.filter(pk__in=[m.pk for m in mine])} == {
        "drafting"
    }
    other.refresh_from_db()
    assert other.status == "not_started"


def test_rows_that_came_meanwhile_are_asked_about_again(clerk):
    mine = three(resolution=ResolutionFactory())
    query = f"resolution={mine[0].resolution_id}"
    PlannedDocumentFactory(planned_on=DAY, resolution=mine[0].resolution)

    asked = clerk.post(BULK, all_of(query, 3))

    assert asked.status_code == 422
    assert 'name="count" value="4"' in asked.text
    assert not PlannedDocument.objects.exclude(status="not_started").exists()

    assert len(clerk.post(BULK, all_of(query, 4)).context["results"]) == 4


def test_rows_that_somebody_saved_meanwhile_are_asked_about_again(clerk):
    rows = three()
    looked = clerk.post(BULK, {"scope": "picked", "pk": [rows[0].pk], "operation": "withdraw"})
    sent = apply([rows[0]], "withdraw", effective_on="2021-12-14")
    sent["version"] = looked.context["selection"].version
    services.start_drafting(rows[0], effective_on=DAY, by=UserFactory())

    asked = clerk.post(BULK, sent)

    assert asked.status_code == 422
    assert asked.context["form"]["reason"].value() == WHY["reason"]
    rows[0].refresh_from_db()
    assert rows[0].status == DocumentStatus.DRAFTING

    sent["version"] = asked.context["selection"].version
    assert outcomes(clerk.post(BULK, sent).context["results"]) == [Outcome.CHANGED]


def test_the_reason_outlives_an_expired_session(clerk, office):
    rows = three()
    sent = apply(rows[:2], "withdraw", effective_on="2021-12-14")
    clerk.logout()
    clerk.post(BULK, sent | {"author": author_field(office)})
    assert not PlannedDocument.objects.exclude(status="not_started").exists()
    session = clerk.session
    kept = session["kept_input"]
    clerk.force_login(office)
    session = clerk.session
    session["kept_input"] = kept
    session.save()

    page = clerk.get(BULK)

    assert page.status_code == 200
    assert page.context["form"]["reason"].value() == WHY["reason"]
    assert page.context["selection"].count == 2
    assert not PlannedDocument.objects.exclude(status="not_started").exists()


def test_an_unreadable_filter_takes_no_row(clerk):
    three()

    page = clerk.post(BULK, all_of("status=khong-co", 3))

    assert page.status_code == 422
    assert not PlannedDocument.objects.exclude(status="not_started").exists()


def test_more_than_so_many_are_refused(clerk, monkeypatch):
    monkeypatch.setattr("documents.views.bulk.MOST_ROWS", 2)
    rows = three()

    for sent in (all_of("", 3), apply(rows, "start_drafting", effective_on="2021-12-14")):
        page = clerk.post(BULK, sent)
        assert page.status_code == 422
        assert gettext(
            "%(n)s rows are chosen; at most %(most)s can be changed at once. Narrow the filters."
        ) % {"n": 3, "most": 2} in shown(page)
    assert not PlannedDocument.objects.exclude(status="not_started").exists()
    assert bulk.MOST_ROWS == 1000


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"effective_on": ""},
        {"effective_on": "9999-12-31"},
        {"reason": "\x00"},
        {"operation": "khong-co"},
        {"operation": "issue"},
        {"pk": []},
        {"pk": ["x", "-1", "9" * 30, "1\x00"]},
        {"scope": "all", "filter": "resolution=x\x00"},
    ],
)
def test_a_damaged_form_changes_nothing(clerk, wrong):
    rows = three()

    page = clerk.post(BULK, apply(rows, "withdraw", effective_on="2021-12-14") | wrong)

    assert page.status_code == 422
    assert not PlannedDocument.objects.exclude(status="not_started").exists()


@pytest.mark.parametrize("persona", ["board", "focal"])
def test_readers_change_nothing_and_are_offered_nothing(client, request, persona, agency):
    rows = three(lead_agency=agency)
    client.force_login(request.getfixturevalue(persona))

    register = client.get("/documents/")
    sent = client.post(BULK, apply(rows, "withdraw", effective_on="2021-12-14"))

    assert sent.status_code == 403
    assert 'form="bulk"' not in register.text
    assert '<details class="quick' not in register.text


def test_past_days_offer_no_change(clerk):
    three()

    assert 'form="bulk"' in clerk.get("/documents/").text
    for query in ("as_of=2021-12-20", "known_on=2021-12-20", "against=original"):
        assert 'form="bulk"' not in clerk.get(f"/documents/?{query}").text


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize(
    ("operation", "queries"), [("withdraw", 4), ("lead_agency", 5), ("board_member", 6)]
)
def test_looking_at_the_rows_asks_a_fixed_number_of_queries(
    clerk, count, operation, queries, django_assert_num_queries
):
    rows = [
        PlannedDocumentFactory(lead_agency=AgencyFactory(), board_member=PersonFactory())
        for _n in range(count)
    ]
    sent = {"scope": "picked", "pk": [row.pk for row in rows], "operation": operation}

    with django_assert_num_queries(queries):
        page = clerk.post(BULK, sent)

    assert page.context["selection"].count == count


# --- in the list itself ----------------------------------------------------------------------


def test_a_simple_event_is_recorded_in_the_list_and_leads_back_to_its_row(clerk):
    document = PlannedDocumentFactory(planned_on=DAY)
    here = f"/documents/?q=ke+hoach&page=1#row-{document.pk}"
    register = clerk.get("/documents/?q=ke+hoach&page=1")
    assert f'formaction="/documents/{document.pk}/start_drafting/"' in register.text
    assert f'id="row-{document.pk}"' in register.text
    assert html.escape(here) in register.text

    sent = {"effective_on": "13/12/2021", "note": "đã giao", "next": here}
    answer = clerk.post(f"/documents/{document.pk}/start_drafting/", sent)

    assert (answer.status_code, answer.url) == (302, here)
    document.refresh_from_db()
    assert document.status == DocumentStatus.DRAFTING
    told = shown(clerk.get(answer.url))
    assert f'href="/documents/{document.pk}/#undo"' in told


def test_an_event_that_needs_more_opens_its_form_and_leads_back(clerk):
    document = PlannedDocumentFactory(planned_on=DAY)
    here = f"/documents/?status=not_started#row-{document.pk}"
    form = clerk.get(f"/documents/{document.pk}/issue/", {"next": here})
    assert form.context["after"] == here

    mistake = clerk.post(f"/documents/{document.pk}/issue/", {"next": here})
    sent = {"symbol": "1-KH/TU", "issued_on": "2021-12-14", "issuer_name": "Tỉnh ủy"}
    answer = clerk.post(f"/documents/{document.pk}/issue/", sent | {"next": here})

    assert mistake.context["after"] == here
    assert (answer.status_code, answer.url) == (302, here)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", "x"],
)
def test_no_address_of_others_is_led_to(clerk, elsewhere):
    document = PlannedDocumentFactory(planned_on=DAY)

    answer = clerk.post(
        f"/documents/{document.pk}/start_drafting/",
        {"effective_on": "2021-12-14", "next": elsewhere},
    )

    assert answer.url == document.get_absolute_url()


def test_a_row_somebody_changed_meanwhile_shows_the_page_of_both(clerk):
    document = PlannedDocumentFactory(planned_on=DAY)
    [row] = clerk.get("/documents/").context["page"].object_list
    services.start_drafting(document, effective_on=DAY, by=UserFactory())

    answer = clerk.post(
        f"/documents/{document.pk}/withdraw/",
        {"effective_on": "2021-12-14", "note": "bỏ", "seen": row.version},
    )

    assert answer.status_code == 409


def test_the_button_says_how_many_rows_answer(clerk):
    three()

    words = ngettext(
        "The %(n)s row that answers the filters", "All %(n)s rows that answer the filters", 3
    )
    assert words % {"n": 3} in shown(clerk.get("/documents/"))
