"""One name, one definition: the contradictions that were seen on one day, and their brothers."""

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import polib
import pytest
from django.utils import timezone, translation

from assignments.filters import TaskFilter
from assignments.models import Task
from documents import services
from documents.filters import PlannedDocumentFilter
from documents.models import PlannedDocument
from documents.models.planned import SECRET_TITLE
from documents.progress import figures_of
from documents.progress.agencies import record_of
from documents.progress.catalogue import FIGURES, Noun, Page
from documents.progress.quality import findings
from documents.status import DocumentStatus, StatusGroup, Timeliness
from resolutions.filters import ResolutionFilter
from resolutions.models import Resolution
from resolutions.moments import Moment
from tests.factories import AgencyFactory, PlannedDocumentFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)


def on(day=None):
    return PlannedDocument.objects.as_of(Moment(day or timezone.localdate()))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_two_figures_bear_one_name(language):
    with translation.override(language):
        names = Counter(str(figure.name).lower() for figure in FIGURES.values())

    assert [name for name, times in names.items() if times > 1] == []


def test_late_is_said_of_what_was_done_and_overdue_of_what_is_open():
    with translation.override("vi"):
        said = {key: str(figure.name).lower() for key, figure in FIGURES.items()}

    assert said["overdue"] == "quá hạn"
    assert said["issued_late"] == "ban hành trễ hạn"
    assert said["behind"] == "chậm tiến độ (quá hạn hoặc ban hành trễ hạn)"
    assert {key for key, name in said.items() if "trễ" in name} == {
        "issued_late",
        "issued_late_fallen_due",
        "behind",
    }
    assert [name for name in said.values() if "muộn" in name] == []


LATE = re.compile(r"\b(trễ|muộn|chậm)\b", re.IGNORECASE)
# Names that the catalogue fixes, “on time or late” of what is done, and “at the latest”.
FIXED = re.compile(
    r"(ban hành|hoàn thành|gửi|trả lời) trễ hạn|có nguy cơ chậm|chậm tiến độ|(chậm|muộn) nhất",
    re.IGNORECASE,
)


def test_no_other_word_says_that_something_is_late():
    """“Quá hạn” is open and past due, “… trễ hạn” was done after it was due; nothing else."""
    catalogue = polib.pofile(Path("locale/vi/LC_MESSAGES/django.po"))
    said = [
        text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())
    ]

    wrong = [text for text in said if LATE.search(FIXED.sub("", text))]

    assert [text for text in wrong if text != "trễ hạn %(n)s ngày"] == []


def test_documents_that_wait_have_one_name_by_status_group_and_dates():
    with translation.override("vi"):
        names = {
            str(label).lower()
            for label in (
                DocumentStatus.AWAITING_GUIDANCE.label,
                StatusGroup.WAITING.label,
                Timeliness.CLOCK_STOPPED.label,
                FIGURES["waiting"].name,
                Page.GUIDANCE.label,
            )
        }

    assert names == {"chờ hướng dẫn của trung ương"}


def test_filters_name_what_is_lacking_as_the_figures_do():
    lists = {
        Noun.DOCUMENTS: PlannedDocumentFilter,
        Noun.TASKS: TaskFilter,
        Noun.RESOLUTIONS: ResolutionFilter,
    }
    offered = {
        (noun, value): str(name)
        for noun, filterset in lists.items()
        for value, name in filterset.base_filters["lacking"].extra["choices"]
    }
    counted = {
        (figure.noun, figure.filters["lacking"]): str(figure.name)
        for figure in FIGURES.values()
        if "lacking" in figure.filters
    }

    assert {at: offered[at] for at in counted} == counted
    assert offered.keys() - counted.keys() == {(Noun.DOCUMENTS, "deadline")}


def test_the_bar_draws_no_document_that_is_not_to_be_issued():
    for status in DocumentStatus:
        words = {"integrated_into_text": "15-KH/TU"} if status == "integrated" else {}
        PlannedDocumentFactory(status=status, **words)

    figures = figures_of(PlannedDocument.objects.all(), Moment(timezone.localdate()))

    assert (figures.total, figures.denominator, figures.withdrawn) == (8, 7, 1)
    assert sum(part.count for part in figures.bar) == 7
    assert figures.closed_otherwise == figures.integrated + figures.withdrawn == 2


def test_behind_schedule_is_overdue_and_issued_late_together():
    yesterday = timezone.localdate() - timedelta(days=1)
    due = {"deadline_kind": "day", "due_on": yesterday, "planned_on": DAY}
    PlannedDocumentFactory.create_batch(2, **due)
    services.issue(
        PlannedDocumentFactory(**due),
        symbol="15-KH/TU",
        issued_on=timezone.localdate(),
        issuer_name="Tỉnh ủy",
        by=None,
    )

    figures = figures_of(PlannedDocument.objects.all(), Moment(timezone.localdate()))
    told = {key: FIGURES[key].of(figures) for key in ("overdue", "issued_late", "behind")}

    assert told == {"overdue": 2, "issued_late": 1, "behind": 3}


def test_no_deadline_is_one_set_on_every_board(client, office):
    PlannedDocumentFactory(title="bare")
    PlannedDocumentFactory(title="quarterly", deadline_kind="recurring")
    PlannedDocumentFactory(title="waits", status=DocumentStatus.AWAITING_GUIDANCE)
    PlannedDocumentFactory(title="issued", status=DocumentStatus.ISSUED)
    PlannedDocumentFactory(title="not to be", status=DocumentStatus.WITHDRAWN)
    client.force_login(office)

    told = dict(on().values_list("title", "timeliness"))
    counted = findings(
        on(),
        Task.objects.for_list(Moment(timezone.localdate())),
        Resolution.objects.all(),
    )
    quality = {finding.check.figure: finding.count.counted for finding in counted[0].findings}

    assert [title for title, t in told.items() if t == Timeliness.NO_DEADLINE] == ["bare"]
    assert told["quarterly"] == Timeliness.NO_DUE_DAY
    assert [d.title for d in on().lacking_deadline()] == ["bare"]
    assert [d.title for d in on().issued_without_deadline()] == ["issued"]
    assert (quality["no_deadline"], quality["issued_without_deadline"]) == (1, 1)
    for page in ("/", "/my/", "/quality/"):
        text = client.get(page).text
        assert 'data-figure="no_deadline"' in text, page
        assert text.split('data-figure="no_deadline"')[1].split('data-value="')[1][0] == "1"


def test_what_is_secret_lacks_neither_number_nor_day_nor_proof():
    secret = PlannedDocumentFactory(
        is_secret=True, title=SECRET_TITLE, status=DocumentStatus.DRAFTING
    )
    services.issue(secret, symbol="", issuer_name="", issued_on=DAY, by=None)

    lacking = [on().lacking(name).count() for name in ("evidence", "symbol", "date", "proof")]

    assert lacking == [0, 0, 0, 0]
    assert figures_of(PlannedDocument.objects.all(), Moment(timezone.localdate())).issued == 1


def test_evidence_lacks_where_number_day_or_proof_does():
    issued = {"status": DocumentStatus.ISSUED}
    PlannedDocumentFactory(title="whole", **issued)
    PlannedDocumentFactory(title="no number", symbol="", **issued)
    PlannedDocumentFactory(title="no day", issued_on=None, **issued)
    PlannedDocumentFactory(title="no proof", evidence_url="", **issued)
    PlannedDocumentFactory(title="a draft")

    together = {d.title for name in ("symbol", "date", "proof") for d in on().lacking(name)}

    assert together == {d.title for d in on().lacking("evidence")}
    assert together == {"no number", "no day", "no proof"}
    assert together == {d.title for d in PlannedDocument.objects.all() if d.lacks_evidence}


def test_before_it_was_issued_nothing_lacked_evidence():
    document = PlannedDocumentFactory(planned_on=DAY)
    services.issue(
        document,
        symbol="15-KH/TU",
        issued_on=DAY + timedelta(days=9),
        issuer_name="Tỉnh ủy",
        by=None,
    )

    assert on(DAY + timedelta(days=1)).lacking_evidence().count() == 0
    assert on().lacking_evidence().count() == 1


def test_the_count_of_moved_deadlines_is_not_that_of_the_list_shown():

    agency = AgencyFactory()
    document = PlannedDocumentFactory(lead_agency=agency, planned_on=DAY)
    for n in range(23):
        document = services.set_deadline(
            document,
            deadline_kind="day",
            due_on=DAY + timedelta(days=60 + n),
            reason="Gia hạn" if n else "",
            effective_on=DAY + timedelta(days=n),
            by=None,
        )

    moment = Moment(timezone.localdate())
    record = record_of(PlannedDocument.objects.all(), {agency.pk}, moment)

    assert (len(record.extensions), record.moves) == (20, 22)
