"""An open wait for the Centre is completed by what is learned later: what is awaited, since
when, by which letters it was asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.acting import acting_for
from documents.models import CentralGuidance, GuidanceLetter, GuidanceWait, PlannedDocument
from documents.services.chain import Actor
from documents.status import DocumentStatus
from resolutions.days import check_day
from resolutions.folding import clean_line


def awaited(title: str) -> CentralGuidance:
    """The document of the Centre that is awaited under this title; made when nothing waits
    for it yet."""
    found = CentralGuidance.objects.filter(title=title, received_on=None).order_by("pk").first()
    return found or CentralGuidance.objects.create(title=title)


@dataclass(frozen=True)
class Letter:
    """A letter by which the Centre was asked."""

    symbol: str
    sent_on: date
    addressee: str = ""


@transaction.atomic
def complete_wait(
    document: PlannedDocument,
    *,
    seen: int | None = None,
    expected: str = "",
    since: date | None = None,
    letter: Letter | None = None,
    note: str = "",
    by: Actor,
) -> GuidanceWait:
    """Add to the open wait of a document what was learned later: which guidance is awaited,
    since when (where the first day was not known), by which further letter it was asked.

    What is not given stays. A new row of the wait replaces the one before, which is kept.
    ``seen`` is the id of the wait the person saw. Raises ValidationError when the document
    does not wait, the wait was completed meanwhile, or nothing would change.
    """
    document = PlannedDocument.objects.select_for_update().get(pk=document.pk)
    wait = document.waits.filter(ended_on__isnull=True).first()
    if wait is None:
        raise ValidationError(
            _("The document is now “%(status)s”: it does not wait for the Centre.")
            % {"status": DocumentStatus(document.status).label}
        )
    if seen is not None and seen != wait.pk:
        raise ValidationError(
            _("Meanwhile something else was recorded of this wait. Look at it again.")
        )
    first_day = _first_day(wait, since)
    expected = clean_line(expected) or wait.expected
    guidance = wait.guidance
    if expected and (expected != wait.expected or guidance is None):
        guidance = awaited(expected)
    asked = _letters(document, wait, letter)
    changed = (expected, guidance, first_day) != (wait.expected, wait.guidance, wait.since)
    if not changed and since is None and letter is None and not clean_line(note):
        raise ValidationError(_("Nothing was given that is not recorded already."))
    wait.ended_on = wait.since
    wait.save(update_fields=["ended_on"])
    signed = {"by": by, "on_behalf_of": acting_for(by)}
    completed = GuidanceWait(
        document=document,
        guidance=guidance,
        expected=expected,
        asked_by_letter=asked,
        since=first_day,
        since_is_upper_bound=wait.since_is_upper_bound and since is None,
        note="\n".join(part for part in (wait.note, note.strip()) if part),
        source_name=wait.source_name,
        source_quote=wait.source_quote,
        completes=wait,
        **signed,
    )
    completed.full_clean(validate_constraints=False)
    completed.save()
    if letter is not None:
        GuidanceLetter.objects.create(
            wait=completed,
            symbol=clean_line(letter.symbol),
            sent_on=letter.sent_on,
            addressee=clean_line(letter.addressee),
            recorded_at=timezone.now(),
            **signed,
        )
    return completed


def _first_day(wait: GuidanceWait, since: date | None) -> date:
    """The first day of the wait as it is known now."""
    if since is None:
        return wait.since
    check_day(since)
    if not wait.since_is_upper_bound:
        raise ValidationError(
            {
                "since": _("The wait is recorded since %(day)s; that day stays.")
                % {"day": wait.since.strftime("%d/%m/%Y")}
            }
        )
    if since > wait.since:
        raise ValidationError(
            {
                "since": _(
                    "On %(day)s it was waiting already. Give that day or an earlier one."
                )
                % {"day": wait.since.strftime("%d/%m/%Y")}
            }
        )
    return since


def _letters(document: PlannedDocument, wait: GuidanceWait, letter: Letter | None) -> str:
    """By which letter was asked, in words: the latest one."""
    if letter is None:
        return wait.asked_by_letter
    if not clean_line(letter.symbol):
        raise ValidationError({"letter_symbol": _("Give the number and symbol of the letter.")})
    check_day(letter.sent_on)
    known = letters_of(document.waits.all(), wait)
    told = GuidanceLetter(symbol=clean_line(letter.symbol), sent_on=letter.sent_on)
    if any((one.symbol, one.sent_on) == (told.symbol, told.sent_on) for one in known):
        raise ValidationError({"letter_symbol": _("This letter is recorded already.")})
    return str(max([*known, told], key=lambda one: one.sent_on))


def letters_of(waits: Iterable[GuidanceWait], wait: GuidanceWait) -> list[GuidanceLetter]:
    """The letters of a wait, the oldest first: those of its row and of the rows that it
    completes. ``waits`` are all rows of the document."""
    by_pk = {row.pk: row for row in waits}
    row: GuidanceWait | None = by_pk.get(wait.pk, wait)
    found: list[GuidanceLetter] = []
    while row is not None:
        found += row.letters.all()
        row = by_pk.get(row.completes_id) if row.completes_id else None
    return sorted(found, key=lambda one: (one.sent_on, one.pk))
