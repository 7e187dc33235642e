"""Test objects in one line each. A planned document is made by the service that makes real
ones, so that it always has its history."""

from datetime import date

import factory
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from assignments.models import Agency, Office, Person, Task
from assignments.models.agency import AgencyKind, AgencyLevel, Position
from documents import services
from documents.audit import append_only
from documents.models import (
    DocumentDeadline,
    DocumentDuty,
    GuidanceWait,
    PlannedDocument,
    StatusChange,
)
from documents.status import DocumentStatus
from resolutions.kinds import DocumentKind, IssuerLevel
from resolutions.models import Resolution

DAY = date(2021, 12, 13)


def forget_documents():
    """The next example of a test begins without a document; history gives way to it, as in
    service it never does."""
    with append_only.lifted():
        for history in (StatusChange, DocumentDeadline, DocumentDuty, GuidanceWait):
            history.objects.all().delete()
    PlannedDocument.objects.all().delete()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def pdf_file(name="Kế hoạch số 15.pdf", content=PDF):
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")

    @factory.post_generation
    def role(self, create, role):
        if role:
            self.groups.add(Group.objects.get(name=role))


class ResolutionFactory(DjangoModelFactory):
    class Meta:
        model = Resolution

    kind = DocumentKind.RESOLUTION
    symbol = factory.Sequence(lambda n: f"{n + 1:02d}-NQ/TU")
    title = "xây dựng Đảng và hệ thống chính trị trong sạch, vững mạnh"
    issuer_name = "Tỉnh ủy"
    issuer_level = IssuerLevel.PROVINCIAL_PARTY
    issued_on = date(2021, 1, 18)


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency

    name = factory.Sequence(lambda n: f"Sở số {n + 1}")
    kind = AgencyKind.STATE
    level = AgencyLevel.PROVINCIAL


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    full_name = factory.Sequence(lambda n: f"Nguyễn Văn {n + 1}")


class OfficeFactory(DjangoModelFactory):
    class Meta:
        model = Office

    person = factory.SubFactory(PersonFactory)
    agency = factory.SubFactory(AgencyFactory)
    position = Position.FOCAL_POINT


class TaskFactory(DjangoModelFactory):
    class Meta:
        model = Task

    resolution = factory.SubFactory(ResolutionFactory)
    code = factory.Sequence(lambda n: f"NV {n + 1}")
    text = "Ban hành kế hoạch cụ thể hóa"


class PlannedDocumentFactory(DjangoModelFactory):
    """A planned document; ``planned_on`` opens its history, ``issued`` issues it."""

    class Meta:
        model = PlannedDocument

    resolution = factory.SubFactory(ResolutionFactory)
    code = factory.Sequence(lambda n: f"{n + 1:02d}")
    title = factory.Sequence(lambda n: f"Kế hoạch số {n + 1}")
    kind = DocumentKind.PLAN
    planned_on = DAY
    by = None

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        planned_on, by = kwargs.pop("planned_on"), kwargs.pop("by")
        status = kwargs.pop("status", DocumentStatus.NOT_STARTED)
        issued = {}
        if status == DocumentStatus.ISSUED:
            issued = {
                "symbol": kwargs.pop("symbol", "15-KH/TU"),
                "issued_on": kwargs.pop("issued_on", planned_on),
                "issuer_name": kwargs.pop("issuer_name", "Ban Thường vụ Tỉnh ủy"),
                "evidence_url": kwargs.pop("evidence_url", "https://example.org/15"),
            }
        coordinating = kwargs.pop("coordinating", [])
        document = services.plan(
            PlannedDocument(**kwargs), effective_on=planned_on, status=status, by=by, **issued
        )
        document.coordinating_agencies.set(coordinating)
        return document
