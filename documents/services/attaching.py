"""Files come to an item, get a new version, and are withdrawn."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.acting import acting_for
from documents.files import Received, digest_of, receive, storage, store
from documents.models import Attachment, PlannedDocument, Purpose, Report
from documents.models.attachment import item_name
from documents.services.chain import Actor
from resolutions.folding import clean_line
from resolutions.once import if_undone


def attach_file(
    *,
    item: models.Model,
    file: Any,
    by: Actor,
    purpose: str = Purpose.OTHER,
    replaces: Attachment | None = None,
    report: Report | None = None,
) -> Attachment:
    """Keep a file with a governing document, a task or a planned document; with ``replaces``
    as the next version of that one, with ``report`` as sent together with that report about
    the item. ``file`` is an upload, or one that ``receive`` has judged.

    The file is judged and written before its row, so that no row is ever without its file, and
    deleted only when it is certain that the row will never be: while a COMMIT is under way it
    is not (``check_files`` names a file that stayed without a row).
    Raises ValidationError when the file cannot be kept or the version was replaced meanwhile.
    """
    if getattr(item, "is_secret", False):
        raise ValidationError(_("No file is kept of what is followed outside the system."))
    received = file if isinstance(file, Received) else receive(file)
    name = item_name(item)
    if purpose == Purpose.EVIDENCE and not isinstance(item, PlannedDocument):
        purpose = Purpose.OTHER
    key = uuid4()
    place = store(received.file, key=key)
    is_written = False
    try:
        with transaction.atomic():
            series, version = _next_version(item, replaces)
            attachment = Attachment(
                id=key,
                name=received.name,
                content_type=received.content_type,
                size=received.size,
                sha256=digest_of(received.file),
                place=place,
                purpose=replaces.purpose if replaces else purpose,
                scan=received.scan,
                cautions=",".join(received.cautions),
                series=series,
                version=version,
                uploaded_by=by,
                uploaded_on_behalf_of=acting_for(by),
                report=report,
                **{name: item},
            )
            attachment.full_clean()
            attachment.save(force_insert=True)
            is_written = True
    except BaseException:
        if not is_written:
            storage().delete(place)
        raise
    if_undone(lambda: storage().delete(place))
    return attachment


def _next_version(item: models.Model, replaces: Attachment | None) -> tuple[UUID, int]:
    if replaces is None:
        return uuid4(), 1
    versions = Attachment.objects.select_for_update().filter(series=replaces.series)
    newest = versions.order_by("-version").first()
    if newest is None or newest.withdrawn_at is not None or newest.item != item:
        raise ValidationError(_("This file was withdrawn meanwhile. Look at the page again."))
    if newest.pk != replaces.pk:
        raise ValidationError(
            _("Meanwhile somebody sent a newer version. Look at it before you replace it.")
        )
    return newest.series, newest.version + 1


def count_as_evidence(report: Report) -> None:
    """The files sent with a report that the Office confirms prove what it claims."""
    for attachment in report.attachments.standing().select_for_update():
        attachment.purpose = Purpose.EVIDENCE
        attachment.save(update_fields=["purpose"])


@transaction.atomic
def withdraw_file(attachment: Attachment, *, reason: str, by: Actor) -> Attachment:
    """Take a file with all its versions off its item, with a reason: nobody opens it any more,
    the rows and the files stay. Raises ValidationError without a reason."""
    reason = clean_line(reason)
    if not reason:
        raise ValidationError({"reason": _("Say why the file is withdrawn.")})
    versions = list(
        Attachment.objects.select_for_update().standing().filter(series=attachment.series)
    )
    if not versions:
        raise ValidationError(_("This file was withdrawn meanwhile. Look at the page again."))
    now = timezone.now()
    for version in versions:
        version.withdrawn_at, version.withdrawn_by = now, by
        version.withdrawn_on_behalf_of = acting_for(by)
        version.withdrawn_reason = reason
        version.full_clean()
        version.save(
            update_fields=[
                "withdrawn_at",
                "withdrawn_by",
                "withdrawn_on_behalf_of",
                "withdrawn_reason",
            ]
        )
    attachment.refresh_from_db()
    return attachment
