"""Two people look one annex through: neither loses what the other wrote, and nobody changes
an annex that is in the register already."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from assignments.models import Task
from assignments.roles import Role
from documents import services
from documents.models import BatchState, ImportBatch
from resolutions.conflicts import ChangedMeanwhile
from tests.factories import AgencyFactory, ResolutionFactory, UserFactory

pytestmark = pytest.mark.django_db
SHEET = """STT,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp,Thời gian hoàn thành,Sản phẩm
1,Rà soát biên chế,Sở Nội vụ,Sở Tài chính,Quý III/2027,Kế hoạch
2,Bố trí kinh phí,Sở Tài chính,,31/12/2027,
"""


def clerk(name):
    client = Client()
    client.user = UserFactory(role=Role.OFFICE, last_name=name, first_name="")
    client.force_login(client.user)
    return client


@pytest.fixture
def anh(roles):
    return clerk("Nguyễn Thị Ánh")


@pytest.fixture
def binh(roles):
    return clerk("Trần Văn Bình")


@pytest.fixture
def batch(anh):
    AgencyFactory(name="Sở Tài chính")
    AgencyFactory(name="Sở Nội vụ")
    file = SimpleUploadedFile("Phụ lục.csv", SHEET.encode("utf-8-sig"))
    anh.post("/import/", {"resolution": ResolutionFactory().pk, "file": file})
    return ImportBatch.objects.get()


def opened(client, batch):
    """What a browser would send of the untouched preview."""
    context = client.get(batch.get_absolute_url()).context
    sent = {"seen": str(context["seen"]), "shown": [], "out": [], "was-out": []}
    for one in context["rows"]:
        sent["shown"].append(str(one["row"].number))
        boxes = [(address, box) for address, _label, box in one["others"]]
        for address, box in [*boxes, *one["boxes"]]:
            sent |= {f"was-{address}": box["was"], f"cell-{address}": box["text"]}
    for row in context["left_out"]:
        for name in ("shown", "out", "was-out"):
            sent[name].append(str(row["number"]))
    for column in context["columns"]:
        name = f"column-{column.index}"
        sent |= {name: str(column.field or ""), f"was-{name}": str(column.field or "")}
    return sent


def say(client, batch, page, do="check", **changed):
    changed = {name.replace("_", "-"): value for name, value in changed.items()}
    return client.post(batch.get_absolute_url(), page | {"do": do} | changed)


def test_second_to_save_sees_what_the_first_changed_beside_his_own(anh, binh, batch):
    first, second = opened(anh, batch), opened(binh, batch)
    say(anh, batch, first, cell_B2="Rà soát biên chế của Ánh")

    page = say(binh, batch, second, cell_B3="Bố trí vốn của Bình")

    assert page.status_code == 409
    for text in ("Nguyễn Thị Ánh", "Rà soát biên chế của Ánh", "Bố trí vốn của Bình"):
        assert text in page.text
    batch.refresh_from_db()
    assert batch.edits == {"B2": "Rà soát biên chế của Ánh"}


def test_saving_mine_over_it_loses_nothing_of_the_other_cells(anh, binh, batch):
    first, second = opened(anh, batch), opened(binh, batch)
    say(anh, batch, first, cell_B2="Của Ánh", cell_C3="Sở Nội vụ", out=["2"])
    page = say(binh, batch, second, do="take", cell_B3="Của Bình", cell_C3="Sở Tài chính mới")

    sent = {}
    for name, value in page.context["sent"]:
        sent.setdefault(name, []).append(value)
    answer = binh.post(batch.get_absolute_url(), sent | {"seen": page.context["seen"]})

    batch.refresh_from_db()
    assert answer.status_code == 302
    assert batch.edits == {"B2": "Của Ánh", "B3": "Của Bình", "C3": "Sở Tài chính mới"}
    assert batch.left_out == [2]
    assert batch.is_draft
    assert [told["by"] for told in batch.looked_through] == [anh.user.pk, binh.user.pk]


def test_columns_and_rows_of_the_first_stay_when_the_second_says_nothing_of_them(
    anh, binh, batch
):
    first, second = opened(anh, batch), opened(binh, batch)
    say(anh, batch, first, out=["3"], **{"column-6": "title"})

    answer = say(binh, batch, second)

    batch.refresh_from_db()
    assert answer.status_code == 302
    assert (batch.left_out, batch.mapping) == ([3], {"6": "title"})


def test_nobody_takes_over_what_he_has_not_looked_at(anh, binh, batch):
    first, second = opened(anh, batch), opened(binh, batch)
    say(anh, batch, first, cell_B2="Của Ánh")

    answer = binh.post(batch.get_absolute_url(), second | {"do": "take"}, follow=True)

    batch.refresh_from_db()
    assert batch.is_draft
    assert "đã thay đổi phụ lục sau khi đồng chí mở" in answer.text
    assert not Task.objects.exists()


def test_annex_that_changed_between_saying_and_taking_over_is_not_taken_over(anh, batch):
    with pytest.raises(services.DraftChanged):
        services.take_over(
            batch, on=timezone.localdate(), now=timezone.now(), by=anh.user, seen=7
        )


@pytest.mark.parametrize("state", ["taken over", "taken back"])
def test_stale_page_does_not_change_an_annex_taken_over_or_back(anh, binh, batch, state):
    stale = opened(binh, batch)
    say(anh, batch, opened(anh, batch), do="take")
    if state == "taken back":
        batch.refresh_from_db()
        services.take_back(batch, reason="Nhầm", now=timezone.now(), by=anh.user)

    answer = binh.post(
        batch.get_absolute_url(), stale | {"do": "check", "cell-B2": "Khác"}, follow=True
    )

    batch.refresh_from_db()
    assert batch.edits == {}
    told = "nhập" if state == "taken over" else "hoàn tác"
    assert f"Nguyễn Thị Ánh {told} lúc" in answer.text


def test_service_refuses_what_is_said_of_an_annex_taken_over(anh, batch):
    said = services.Said(cells={"B2": "Khác"})
    services.take_over(batch, on=timezone.localdate(), now=timezone.now(), by=anh.user)

    with pytest.raises(services.AlreadyTakenOver):
        services.look_through(batch, said=said, seen=0, now=timezone.now(), by=anh.user)

    batch.refresh_from_db()
    assert (batch.state, batch.edits) == (BatchState.APPLIED, {})


def test_service_keeps_nothing_that_was_said_of_an_older_version(anh, binh, batch):
    given = {"now": timezone.now(), "seen": 0}
    services.look_through(batch, said=services.Said(cells={"B2": "1"}), by=anh.user, **given)

    with pytest.raises(ChangedMeanwhile):
        services.look_through(
            batch, said=services.Said(cells={"B2": "2"}), by=binh.user, **given
        )

    batch.refresh_from_db()
    assert batch.edits == {"B2": "1"}


def test_what_was_typed_and_cannot_be_kept_stays_in_its_box(anh, batch):
    page = opened(anh, batch)

    answer = say(anh, batch, page, cell_B2="Độ mật: TUYỆT MẬT", cell_B3="Bố trí vốn")

    assert answer.status_code == 422
    assert "\nĐộ mật: TUYỆT MẬT</textarea>" in answer.text
    assert 'name="was-B2" value="Rà soát biên chế"' in answer.text
    batch.refresh_from_db()
    assert batch.edits == {"B3": "Bố trí vốn"}


def test_trying_again_after_a_refusal_is_no_change_by_another(anh, batch):
    page = opened(anh, batch)
    refused = say(anh, batch, page, do="take", cell_A3="1")
    assert refused.status_code == 422

    again = say(anh, batch, page | {"seen": refused.context["seen"]}, cell_A3="1")

    assert again.status_code == 302
    batch.refresh_from_db()
    assert batch.version == 1


def test_pages_of_an_annex_tell_who_said_what(anh, binh, batch):
    say(anh, batch, opened(anh, batch), cell_B2="Của Ánh")

    preview = binh.get(batch.get_absolute_url()).text
    say(binh, batch, opened(binh, batch), do="take")
    done = binh.get(batch.get_absolute_url()).text

    for page in (preview, done):
        assert "Nguyễn Thị Ánh" in page
        assert "Của Ánh" in page
