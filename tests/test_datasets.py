"""Real and training data never meet: not in a choice, a filter, a search, a link or a save."""

import html
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from assignments.models import Office, SavedView, Succession
from assignments.roles import Role
from assignments.services import deputise, save_task
from documents import services
from documents.audit import append_only
from documents.models import CentralGuidance, PlannedDocument
from resolutions.models import Basis, Resolution
from tests.factories import (
    AgencyFactory,
    OfficeFactory,
    PersonFactory,
    PlannedDocumentFactory,
    ResolutionFactory,
    TaskFactory,
    UserFactory,
)
from tests.samples import one_of_each, path_of, routes

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


class World:
    """One of the two data sets, with one thing of each kind."""

    def __init__(self, *, is_fictional):
        word = "tập huấn" if is_fictional else "thật"
        given = {"is_fictional": is_fictional}
        self.resolution = ResolutionFactory(title=f"Về đô thị {word}", **given)
        self.agency = AgencyFactory(name=f"Sở Đô thị {word}", **given)
        self.person = PersonFactory(full_name=f"Trần Đô thị {word}", **given)
        OfficeFactory(person=self.person, agency=self.agency, position="board_member")
        self.task = TaskFactory(resolution=self.resolution, text=f"Việc đô thị {word}")
        self.document = PlannedDocumentFactory(
            resolution=self.resolution,
            title=f"Kế hoạch đô thị {word}",
            lead_agency=self.agency,
            board_member=self.person,
        )


@pytest.fixture
def real():
    return World(is_fictional=False)


@pytest.fixture
def training():
    return World(is_fictional=True)


@pytest.fixture
def clerk(client, office):
    client.force_login(office)
    return client


# --- services ---------------------------------------------------------------------------------


@pytest.fixture(params=["real", "training"])
def pair(request, real, training):
    """A world and the other one."""
    return (real, training) if request.param == "real" else (training, real)


@pytest.mark.parametrize("name", ["lead_agency", "signing_body", "board_member"])
def test_document_is_not_tied_to_the_other_set(pair, name):
    own, other = pair
    setattr(own.document, name, other.person if name == "board_member" else other.agency)

    with pytest.raises(ValidationError) as refusal:
        services.edit(own.document, by=None)

    assert [*refusal.value.message_dict] == [name]
    assert "không gắn" in refusal.value.messages[0]


def test_new_document_is_not_planned_with_the_other_set(pair):
    own, other = pair
    before = PlannedDocument.objects.count()

    with pytest.raises(ValidationError):
        PlannedDocumentFactory(resolution=own.resolution, lead_agency=other.agency)

    assert PlannedDocument.objects.count() == before


@pytest.mark.parametrize("name", ["coordinating", "tasks"])
def test_document_is_not_coordinated_or_filled_by_the_other_set(pair, name):
    own, other = pair
    given = {"coordinating": [], "tasks": []}
    given[name] = [other.agency if name == "coordinating" else other.task]

    with pytest.raises(ValidationError):
        services.save_planned(own.document, **given, by=None)


@pytest.mark.parametrize("role", ["lead", "co_leads", "coordinating", "in_charge"])
def test_task_is_not_given_to_the_other_set(pair, role):
    own, other = pair
    who = {"lead": None, role: other.person if role == "in_charge" else other.agency}
    if role in ("co_leads", "coordinating"):
        who[role] = [other.agency]

    with pytest.raises(ValidationError) as refusal:
        save_task(own.task, **who, on=TODAY, by=None)

    assert [*refusal.value.message_dict] == [role]
    assert not own.task.assignments.exists()


@pytest.mark.parametrize("name", ["author", "agency", "person"])
def test_nobody_of_the_other_set_gives_or_gets_an_instruction(pair, name):
    own, other = pair
    given = {"author": own.person, "agency": own.agency}
    given[name] = other.agency if name == "agency" else other.person

    with pytest.raises(ValidationError):
        services.instruct(own.document, text="Làm ngay", given_on=TODAY, by=None, **given)


def test_duties_are_not_handed_over_to_the_other_set(pair):
    own, other = pair
    for giver, taker in ((own.agency, other.agency), (own.person, other.person)):
        with pytest.raises(ValidationError):
            services.hand_over(
                giver=giver,
                taker=taker,
                effective_on=TODAY,
                reason="Sắp xếp",
                decision="15-QĐ/TU",
                by=None,
            )


def test_document_is_not_integrated_into_one_of_the_other_set(pair):
    own, other = pair
    services.start_drafting(own.document, effective_on=TODAY, by=None)

    with pytest.raises(ValidationError):
        services.integrate(own.document, effective_on=TODAY, into=other.document, by=None)


def test_nobody_acts_for_a_person_of_the_other_set(pair, roles):
    own, other = pair
    other.person.user = UserFactory(role=Role.OFFICE)
    other.person.save()

    with pytest.raises(ValidationError):
        deputise(
            principal=own.person,
            deputy=other.person,
            valid_from=TODAY,
            valid_to=TODAY,
            decision="15-QĐ/TU",
            by=UserFactory(role=Role.CHIEF),
        )


def test_administration_ties_no_bodies_people_or_documents_of_two_sets(pair):
    own, other = pair
    own.agency.parent = other.agency
    mixed = [
        own.agency,
        Office(person=own.person, agency=other.agency, position="staff"),
        Succession(predecessor=own.agency, successor=other.agency, on=TODAY),
        Basis(child=own.resolution, parent=other.resolution, relation="concretises"),
    ]

    for row in mixed:
        with pytest.raises(ValidationError):
            row.full_clean()


# --- what the Centre is asked for, and what has ties ----------------------------------------


def test_what_the_two_sets_wait_for_is_two_documents_of_the_centre(real, training):
    """Of one title too: one receipt never releases both."""
    for world in (real, training):
        services.await_guidance(
            world.document, effective_on=TODAY, expected="Hướng dẫn", by=None
        )
    guidance = CentralGuidance.objects.get(is_fictional=False)

    services.receive_guidance(
        guidance,
        symbol="01-HD/TW",
        issuer_name="Ban Tổ chức Trung ương",
        issued_on=TODAY,
        received_on=TODAY,
        documents=[real.document.pk],
        by=None,
    )

    assert CentralGuidance.objects.count() == 2
    status = PlannedDocument.objects.values_list("status", flat=True)
    assert status.get(pk=real.document.pk) == "drafting"
    assert status.get(pk=training.document.pk) == "awaiting_guidance"


def test_nothing_waits_for_a_document_of_the_other_set(pair):
    own, other = pair
    guidance = CentralGuidance.objects.create(
        title="Hướng dẫn", is_fictional=other.resolution.is_fictional
    )

    with pytest.raises(ValidationError):
        services.await_guidance(
            own.document, effective_on=TODAY, expected="", guidance=guidance, by=None
        )

    assert not own.document.waits.exists()


def test_a_wait_that_got_across_all_the_same_is_not_released_with_the_others(pair):
    own, other = pair
    for world in pair:
        services.await_guidance(
            world.document, effective_on=TODAY, expected="Hướng dẫn", by=None
        )
    guidance = own.document.waits.get().guidance
    with append_only.lifted():
        other.document.waits.update(guidance=guidance)

    with pytest.raises(ValidationError):
        services.receive_guidance(
            guidance,
            symbol="01-HD/TW",
            issuer_name="Trung ương",
            issued_on=TODAY,
            received_on=TODAY,
            documents=[own.document.pk, other.document.pk],
            by=None,
        )

    assert guidance.waits.filter(ended_on=None).count() == 2


@pytest.mark.parametrize("kind", ["resolution", "agency", "person", "guidance"])
def test_what_has_ties_stays_in_its_set(client, real, kind):
    services.await_guidance(real.document, effective_on=TODAY, expected="Hướng dẫn", by=None)
    things = {
        "resolution": real.resolution,
        "agency": real.agency,
        "person": real.person,
        "guidance": CentralGuidance.objects.get(),
    }
    item = things[kind]
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    app, name = item._meta.app_label, item._meta.model_name
    address = reverse(f"admin:{app}_{name}_change", args=[item.pk])
    form = client.get(address).context["adminform"].form
    sent = {bound.html_name: "" if bound.value() is None else bound.value() for bound in form}
    formsets = client.get(address).context["inline_admin_formsets"]
    for formset in formsets:
        management = formset.formset.management_form
        sent |= {f"{management.prefix}-{n}": v for n, v in management.initial.items()}
        sent[f"{management.prefix}-TOTAL_FORMS"] = 0
        sent[f"{management.prefix}-INITIAL_FORMS"] = 0

    answer = client.post(address, sent | {"is_fictional": "on"})

    assert answer.status_code == 200
    assert "không bao giờ lẫn nhau" in html.unescape(answer.text)
    item.refresh_from_db()
    assert not item.is_fictional


def test_what_has_no_ties_may_be_moved_to_the_other_set(client):
    item = CentralGuidance.objects.create(title="Hướng dẫn")
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    answer = client.post(
        reverse("admin:documents_centralguidance_change", args=[item.pk]),
        {"title": "Hướng dẫn", "is_fictional": "on"},
    )

    item.refresh_from_db()
    assert (answer.status_code, item.is_fictional) == (302, True)


# --- choices ------------------------------------------------------------------------------------


def offered(answer):
    """Everything that the choices of a form name."""
    names = re.findall(r"<option[^>]*>([^<]*)</option>", html.unescape(answer.text))
    return " ".join(names)


def forms_of(world):
    return [
        f"/documents/{world.document.pk}/edit/",
        f"/tasks/{world.task.pk}/edit/",
        f"/instructions/add/document/{world.document.pk}/",
        f"/documents/new/?resolution={world.resolution.pk}",
        f"/tasks/new/?resolution={world.resolution.pk}",
    ]


@pytest.mark.parametrize("index", range(5))
def test_form_offers_the_set_of_its_item_alone(clerk, pair, index):
    own, other = pair

    names = offered(clerk.get(forms_of(own)[index]))

    assert own.agency.name in names
    for thing in (other.agency, other.person, other.task.text, other.resolution.title):
        assert str(thing) not in names


@pytest.mark.parametrize(("query", "mode"), [("", False), ("?data=training", True)])
@pytest.mark.parametrize("place", ["/documents/new/", "/tasks/new/"])
def test_empty_form_offers_the_set_that_is_looked_at(clerk, real, training, place, query, mode):
    own, other = (training, real) if mode else (real, training)

    names = offered(clerk.get(f"{place}{query}"))

    assert own.resolution.title in names
    assert other.resolution.title not in names
    assert other.agency.name not in names


@pytest.mark.parametrize("mode", ["real", "training"])
@pytest.mark.parametrize("place", ["/handover/", "/deputations/add/"])
def test_handover_and_deputation_offer_the_set_that_is_looked_at(
    client, roles, real, training, place, mode
):
    for world in (real, training):
        world.person.user = UserFactory(role=Role.OFFICE)
        world.person.save()
    own, other = (real, training) if mode == "real" else (training, real)
    client.force_login(UserFactory(role=Role.CHIEF))

    shown = client.get(f"{place}?data={mode}")
    fields = shown.context["form"].fields
    names = [name for name in fields if hasattr(fields[name], "queryset")]
    crossing = {name: (other.agency if "agency" in name else other.person).pk for name in names}
    answer = client.post(f"{place}?data={mode}", crossing)

    assert own.person.full_name in offered(shown)
    assert other.person.full_name not in offered(shown)
    assert other.agency.name not in offered(shown)
    assert set(names) <= set(answer.context["form"].errors)


def test_form_does_not_accept_what_it_does_not_offer(clerk, pair):
    own, other = pair

    answer = clerk.post(
        f"/documents/{own.document.pk}/edit/",
        {
            "resolution": own.resolution.pk,
            "title": own.document.title,
            "kind": own.document.kind,
            "board_member": other.person.pk,
        },
    )

    assert answer.status_code == 422
    assert "board_member" in answer.context["form"].errors


def test_bulk_form_offers_the_set_of_its_rows(clerk, pair):
    own, other = pair

    answer = clerk.post(
        "/documents/bulk/",
        {"pk": [own.document.pk], "operation": "lead_agency", "step": "look"},
    )

    assert own.agency.name in offered(answer)
    assert other.agency.name not in offered(answer)


def test_api_refuses_a_member_of_the_other_set(clerk, pair):
    own, other = pair
    place = f"/api/v1/documents/{own.document.pk}/"
    etag = clerk.get(place)["ETag"]

    answer = clerk.patch(
        place,
        {"board_member": other.person.pk},
        content_type="application/json",
        headers={"If-Match": etag},
    )

    assert (answer.status_code, [*answer.json()["errors"]]) == (400, ["board_member"])


@pytest.mark.parametrize("place", ["/documents/", "/tasks/"])
def test_filters_offer_and_accept_the_set_that_is_looked_at(clerk, pair, place):
    own, other = pair
    query = "data=training" if own.resolution.is_fictional else "data=real"

    page = clerk.get(f"{place}?{query}")
    strange = clerk.get(f"{place}?{query}&agency={other.agency.pk}")

    assert own.agency.name in offered(page)
    assert other.agency.name not in offered(page)
    assert "agency" in strange.context["filter"].form.errors


# --- search, links --------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["", "&data=training"])
def test_search_finds_the_set_that_is_looked_at_and_stays_in_it(clerk, real, training, mode):
    own, other = (training, real) if mode else (real, training)

    answer = clerk.get(f"/search/?q=do+thi{mode}")

    found = re.sub(r"<[^>]*>", "", html.unescape(answer.text))
    for thing in (own.document.title, own.task.text, own.agency.name, own.person.full_name):
        assert thing in found
    for thing in (other.document.title, other.task.text, other.agency.name):
        assert thing not in found
    lists = [part["url"] for part in answer.context["found"] if part.get("url")]
    assert all(("data=training" in url) == bool(mode) for url in lists)


@pytest.mark.parametrize(
    "place",
    [
        "/?data=training",
        "/documents/?data=training",
        "/tasks/?data=training",
        "/resolutions/?data=training",
        "/members/?data=training",
        "/coverage/?data=training",
        "/guidance/?data=training",
        "/reports/?data=training",
        "/instructions/?data=training",
        "/search/?q=do+thi&data=training",
        "/compare/?data=training",
        "document",
        "task",
        "resolution",
    ],
)
def test_no_link_of_the_menu_leaves_the_training_data(clerk, training, place):
    address = getattr(training, place).get_absolute_url() if "/" not in place else place

    text = html.unescape(clerk.get(address).text)

    nav = text[text.index('class="masthead"') : text.index("<main")]
    links = [
        link
        for link in re.findall(r'href="(/[^"]*)"', nav)
        if re.match(
            r"/(documents/|tasks/|resolutions/|guidance/|members/|agencies/|coverage/|compare/"
            r"|quality/|search/|reports/|extensions/|instructions/|my/|paste/|import/)?(\?|$|new/)",
            link,
        )
    ]
    assert len(links) > 10
    assert [link for link in links if "data=training" not in link] == []


def test_clearing_the_filters_stays_in_the_set(clerk, training):
    page = clerk.get("/documents/?data=training&status=drafting")

    assert "data=training" in page.context["listing"].cleared


# --- every page -----------------------------------------------------------------------------------

BANNER = "DỮ LIỆU GIẢ ĐỊNH"
# Pages that are about no data set: people's own matters, the office's records of itself.
OF_NO_SET = {
    "assignments:token_list",
    "assignments:view_delete",
    "documents:audit_log",
    "documents:deputation_end",
    "documents:deputations",
    "documents:national_export",  # of real data alone
    "documents:style",
}
# Addresses that mean real data unless they say otherwise.
OF_A_SET = re.compile(
    r"/(?:(?:documents|tasks|resolutions|guidance|members|agencies|coverage|compare|quality"
    r"|search|reports|extensions|instructions|my|paste|import)/)?(?:new/)?(?:\?[^#]*)?(?:#.*)?"
)


@pytest.fixture
def everybody(client, roles):
    """Who may open every page."""
    client.force_login(UserFactory(is_superuser=True, role=Role.OFFICE))
    return client


def pages(client, things, query):
    """Each page of the three apps as it is read, by the name of its address."""
    for route in routes():
        if route.name.split(":")[0] not in {"resolutions", "assignments", "documents"}:
            continue
        address = path_of(route, things)
        answer = client.get(address if route.arguments else f"{address}{query}")
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            yield route.name, html.unescape(answer.content.decode())


def test_every_page_of_training_data_says_so_and_stays_there(everybody, real):
    things = one_of_each(training=True)
    silent, leaving, mixed, asked = [], [], [], 0

    for name, text in pages(everybody, things, "?data=training"):
        asked += 1
        if name in OF_NO_SET:
            continue
        if text.count(BANNER) != 1:
            silent.append((name, text.count(BANNER)))
        links = re.findall(r'<a [^>]*href="([^"]*)"', text)
        leaving += [
            (name, link)
            for link in links
            if OF_A_SET.fullmatch(link) and "data=" not in link and "resolution=" not in link
        ]
        names = " ".join(re.findall(r"<option[^>]*>([^<]*)</option>", text))
        strange = (real.agency.name, real.person.full_name, real.resolution.title)
        mixed += [(name, thing) for thing in strange if thing in names]

    assert asked > 70
    assert silent == []
    assert sorted(set(leaving)) == []
    assert mixed == []


def test_no_page_of_real_data_shows_or_offers_training_data(everybody, training):
    things = one_of_each()
    wrong = []

    for name, text in pages(everybody, things, ""):
        if name in OF_NO_SET:
            continue
        if BANNER in text:
            wrong.append((name, BANNER))
        names = " ".join(re.findall(r"<option[^>]*>([^<]*)</option>", text))
        strange = (training.agency.name, training.person.full_name, training.resolution.title)
        wrong += [(name, thing) for thing in strange if thing in names]

    assert wrong == []


# --- what is entered, where one lands -----------------------------------------------------------


@pytest.mark.parametrize(("query", "mode"), [("", False), ("?data=training", True)])
def test_governing_document_is_of_the_set_in_which_it_was_typed(clerk, query, mode):
    place = f"/resolutions/new/{query}"
    page = html.unescape(clerk.get(place).text)

    answer = clerk.post(
        place,
        {
            "kind": "NQ",
            "symbol": "77-NQ/TU",
            "title": "Về nhà ở",
            "issuer_name": "Tỉnh ủy",
            "issuer_level": "central",
            "effect_state": "in_force",
        },
    )

    assert answer.status_code == 302, answer.context["form"].errors
    assert Resolution.objects.get(symbol="77-NQ/TU").is_fictional is mode
    assert f"Biểu mẫu này ghi vào dữ liệu {'giả định' if mode else 'thật'}." in page


@pytest.mark.parametrize(("query", "mode"), [("", False), ("?data=training", True)])
@pytest.mark.parametrize(
    "place", ["/resolutions/new/", "/documents/new/", "/tasks/new/", "/paste/", "/import/"]
)
def test_each_form_says_which_set_it_writes_to(clerk, place, query, mode):
    page = html.unescape(clerk.get(f"{place}{query}").text)

    assert f"Biểu mẫu này ghi vào dữ liệu {'giả định' if mode else 'thật'}." in page


def test_annex_is_taken_for_a_document_of_the_set_at_hand_alone(clerk, pair):
    own, other = pair
    query = "?data=training" if own.resolution.is_fictional else ""

    answer = clerk.post(f"/import/{query}", {"resolution": other.resolution.pk})

    assert "resolution" in answer.context["form"].errors
    assert own.resolution.title in offered(answer)
    assert other.resolution.title not in offered(answer)


def test_tally_is_not_given_to_the_other_set(clerk, pair):
    own, other = pair

    answer = clerk.post(
        f"/resolutions/{own.resolution.pk}/tally/",
        {"lead_agency": other.agency.pk, "board_member": other.person.pk},
    )

    assert {"lead_agency", "board_member"} <= set(answer.context["form"].errors)
    assert other.agency.name not in offered(answer)


def test_receiving_guidance_leads_back_to_the_watch_of_its_set(clerk, training):
    services.await_guidance(
        training.document, effective_on=TODAY, expected="Hướng dẫn", by=None
    )
    guidance = CentralGuidance.objects.get()

    answer = clerk.post(
        f"/guidance/{guidance.pk}/receive/",
        {
            "symbol": "01-HD/TW",
            "issuer_name": "Trung ương",
            "issued_on": TODAY,
            "received_on": TODAY,
            "document": [training.document.pk],
            "step": "confirm",
        },
    )

    assert answer["Location"] == "/guidance/?data=training"


def test_my_work_is_of_real_data_until_the_other_is_asked_for(client, roles, training):
    training.person.user = UserFactory(role=Role.OFFICE)
    training.person.save()
    client.force_login(training.person.user)

    page = client.get("/my/")

    assert page.context["data"] == "real"
    assert BANNER not in html.unescape(page.text)
    assert "việc của đồng chí nằm ở đó" in html.unescape(page.text)


def test_saved_views_are_offered_in_their_own_set(clerk, office, training):
    for name, query in (("Của tập huấn", "data=training"), ("Của thật", "status=drafting")):
        SavedView.objects.create(
            name=name, page="documents", query=query, owner=office, visibility="private"
        )

    real, own = (clerk.get(f"/documents/?data={data}").text for data in ("real", "training"))

    assert "Của thật" in html.unescape(real)
    assert "Của tập huấn" not in html.unescape(real)
    assert "Của tập huấn" in html.unescape(own)
    assert "Của thật" not in html.unescape(own)
