"""An open wait for the Centre is completed by what is learned later: what is awaited, since
when, by which letters it was asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.acting import acting_for
from documents.models import CentralGuidance, GuidanceLetter, GuidanceWait, PlannedDocument
from documents.services.chain import Actor
from documents.status import DocumentStatus
from resolutions.datasets import is_training
from resolutions.days import check_day
from resolutions.folding import clean_line
from resolutions.log import tell
from resolutions.names import signed


def awaited(title: str, *, is_fictional: bool) -> CentralGuidance:
    """The document of the Centre that is awaited under this title, in one data set; made when
    nothing waits for it yet."""
    there = CentralGuidance.objects.filter(title=title, is_fictional=is_fictional)
    found = there.filter(received_on=None).order_by("pk").first()
    return found or CentralGuidance.objects.create(title=title, is_fictional=is_fictional)


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
        guidance = awaited(expected, is_fictional=is_training(document))
    asked = _letters(document, wait, letter)
    changed = (expected, guidance, first_day) != (wait.expected, wait.guidance, wait.since)
    if not changed and since is None and letter is None and not clean_line(note):
        raise ValidationError(_("Nothing was given that is not recorded already."))
    who = {"by": by, "on_behalf_of": acting_for(by)}
    completed = _replace(
        wait,
        guidance=guidance,
        expected=expected,
        asked_by_letter=asked,
        since=first_day,
        since_is_upper_bound=wait.since_is_upper_bound and since is None,
        note="\n".join(part for part in (wait.note, note.strip()) if part),
        **who,
    )
    if letter is not None:
        GuidanceLetter.objects.create(
            wait=completed,
            symbol=clean_line(letter.symbol),
            sent_on=letter.sent_on,
            addressee=clean_line(letter.addressee),
            recorded_at=timezone.now(),
            **who,
        )
    return completed


_TOLD = (
    "document",
    "guidance",
    "expected",
    "asked_by_letter",
    "since",
    "since_is_upper_bound",
    "note",
    "source_name",
    "source_quote",
)


def _replace(wait: GuidanceWait, **told: Any) -> GuidanceWait:
    """A new row of an open wait, which says ``told`` and else what the row before said; that
    one holds on no day from now on."""
    wait.ended_on = wait.since
    wait.save(update_fields=["ended_on"])
    made = GuidanceWait(**{name: getattr(wait, name) for name in _TOLD} | told, completes=wait)
    made.full_clean(validate_constraints=False)
    made.save()
    return made


@transaction.atomic
def withdraw_letter(letter: GuidanceLetter, *, reason: str, by: Actor) -> GuidanceLetter:
    """Withdraw a letter to the Centre that was recorded by mistake: a row that says why is
    added, neither holds, and nothing is deleted. An open wait was then asked for by the letters
    that are left.

    Raises ValidationError without a reason, and when it was withdrawn before.
    """
    document = PlannedDocument.objects.select_for_update().get(pk=letter.wait.document_id)
    letter = GuidanceLetter.objects.select_related("undone_by__by__person").get(pk=letter.pk)
    reason = clean_line(reason)
    if not reason:
        raise ValidationError({"reason": _("Say why the letter is withdrawn.")})
    if letter.undoes_id is not None:
        raise ValidationError(_("There is no such letter."))
    if hasattr(letter, "undone_by"):
        raise ValidationError(
            _("%(who)s withdrew this letter already, at %(at)s. Nothing is left to do.")
            % {
                "who": signed(letter.undone_by.by, letter.undone_by.on_behalf_of)
                or _("Somebody else"),
                "at": timezone.localtime(letter.undone_by.recorded_at).strftime(
                    "%H:%M %d/%m/%Y"
                ),
            }
        )
    letter.holds = False
    letter.save(update_fields=["holds"])
    who = {"by": by, "on_behalf_of": acting_for(by)}
    made = GuidanceLetter.objects.create(
        wait_id=letter.wait_id,
        symbol=letter.symbol,
        sent_on=letter.sent_on,
        addressee=letter.addressee,
        undoes=letter,
        holds=False,
        reason=reason,
        recorded_at=timezone.now(),
        **who,
    )
    wait = document.waits.filter(ended_on__isnull=True).first()
    if wait is not None:
        rows = list(document.waits.all())
        first = first_row_of(rows, wait)
        if letter.wait_id in [row.pk for row in _rows_of(rows, wait)]:
            left = letters_of(rows, wait)
            asked = str(left[-1]) if left else first.asked_by_letter
            if asked != wait.asked_by_letter:
                _replace(wait, asked_by_letter=asked, **who)
    tell(document, "letters", str(letter), "")
    return made


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


def letters_of(
    waits: Iterable[GuidanceWait], wait: GuidanceWait, *, withdrawn: bool = False
) -> list[GuidanceLetter]:
    """The letters of a wait that stand, or those that were withdrawn, the oldest first: those
    of its row and of the rows that it completes. ``waits`` are all rows of the document."""
    found = [
        one
        for row in _rows_of(waits, wait)
        for one in row.letters.all()
        if one.undoes_id is None and one.holds != withdrawn
    ]
    return sorted(found, key=lambda one: (one.sent_on, one.pk))


def first_row_of(waits: Iterable[GuidanceWait], wait: GuidanceWait) -> GuidanceWait:
    """A wait as it was first recorded. ``waits`` are all rows of the document."""
    return _rows_of(waits, wait)[-1]


def _rows_of(waits: Iterable[GuidanceWait], wait: GuidanceWait) -> list[GuidanceWait]:
    """The row of a wait and those that it completes, the latest first."""
    by_pk = {row.pk: row for row in waits}
    row: GuidanceWait | None = by_pk.get(wait.pk, wait)
    found: list[GuidanceWait] = []
    while row is not None:
        found.append(row)
        row = by_pk.get(row.completes_id) if row.completes_id else None
    return found
