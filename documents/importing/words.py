"""The words of offices for kinds of documents, for statuses, and for what is wrong with a
deadline."""

import re
from functools import cache

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.status import DocumentStatus
from resolutions.folding import fold
from resolutions.kinds import DocumentKind
from resolutions.symbols.abbreviations import KIND_WORDS, KINDS

_MARKS = re.compile(r"[^a-z0-9&/ ]+")
_S = DocumentStatus
# Folded; the longest that begins the cell decides.
_STATUSES: dict[str, DocumentStatus] = {
    "chua trien khai": _S.NOT_STARTED,
    "chua thuc hien": _S.NOT_STARTED,
    "chua bat dau": _S.NOT_STARTED,
    "chua xay dung": _S.NOT_STARTED,
    "chua ban hanh": _S.NOT_STARTED,
    "dang du thao": _S.DRAFTING,
    "dang soan thao": _S.DRAFTING,
    "dang xay dung": _S.DRAFTING,
    "dang xay dung du thao": _S.DRAFTING,
    "dang hoan thien du thao": _S.DRAFTING,
    "dang hoan chinh du thao": _S.DRAFTING,
    "dang hoan thien": _S.DRAFTING,
    "dang tham muu": _S.DRAFTING,
    "dang thuc hien": _S.DRAFTING,
    "dang trien khai": _S.DRAFTING,
    "dang lay y kien": _S.CONSULTING,
    "lay y kien": _S.CONSULTING,
    "dang gop y": _S.CONSULTING,
    "da trinh": _S.SUBMITTED,
    "dang trinh": _S.SUBMITTED,
    "dang trinh ky": _S.SUBMITTED,
    "cho huong dan": _S.AWAITING_GUIDANCE,
    "cho huong dan cua trung uong": _S.AWAITING_GUIDANCE,
    "cho trung uong huong dan": _S.AWAITING_GUIDANCE,
    "da ban hanh": _S.ISSUED,
    "da ky ban hanh": _S.ISSUED,
    "long ghep": _S.INTEGRATED,
    "da long ghep": _S.INTEGRATED,
    "khong ban hanh": _S.WITHDRAWN,
    "khong ban hanh nua": _S.WITHDRAWN,
}
_BY_LENGTH = sorted(_STATUSES, key=len, reverse=True)
_KINDS_BY_LENGTH = sorted(KIND_WORDS, key=len, reverse=True)
_ABBREVIATIONS = {
    fold(short): tuple(dict.fromkeys(named.kind for named in kinds))
    for short, kinds in KINDS.items()
}
# A letter without its stroke is one thing on documents, two in folded text.
_ABBREVIATIONS["da"] = (DocumentKind.SCHEME,)
_ABBREVIATIONS["qd"] = (DocumentKind.DECISION, DocumentKind.REGULATION)

# What was read all the same, and is told.
LATER_WORDS: dict[str, Promise] = {
    "counted_from_date": gettext_lazy("the due day was counted from the date in the words"),
    "open_ended": gettext_lazy("has a beginning and no end"),
    "vague_end": gettext_lazy("“the end of” a period: its last day is taken"),
    "year_shared": gettext_lazy("the year is written once for several deadlines"),
    "working_days": gettext_lazy("counts working days"),
    "recurrence_open": gettext_lazy("recurs at no known interval"),
    "event_cut": gettext_lazy("a deadline follows an event without a mark between them"),
}
_UNREAD: dict[str, Promise] = {
    "after_date": gettext_lazy("“after” a day: a beginning or a deadline?"),
    "before_period": gettext_lazy("“before” a period: before its first or its last day?"),
    "event_missing": gettext_lazy("so many days after what?"),
    "impossible_date": gettext_lazy("there is no such day, month or quarter"),
    "month_in_words": gettext_lazy("the month is written in words"),
    "other_period": gettext_lazy("a term or school year is no calendar period"),
    "period_reversed": gettext_lazy("the period ends before it begins"),
    "unclear_number": gettext_lazy("the numbers make no date"),
    "vague": gettext_lazy("the beginning or middle of a period is no day"),
    "year_missing": gettext_lazy("the year is missing"),
    "year_out_of_range": gettext_lazy("the year cannot be right"),
    "year_two_digits": gettext_lazy("the year has two digits only"),
}


def unread_deadline(unread: tuple[str, ...], notes: tuple[str, ...]) -> str:
    """Why a deadline was not understood."""
    reasons = "; ".join(str(_UNREAD[note]) for note in notes if note in _UNREAD)
    part = " … ".join(unread)[:200]
    if reasons:
        return _("Not understood as a deadline: “%(part)s” (%(reasons)s).") % {
            "part": part,
            "reasons": reasons,
        }
    return _("Not understood as a deadline: “%(part)s”.") % {"part": part}


def _bare(text: str) -> str:
    return " ".join(_MARKS.sub(" ", fold(text)).split())


@cache
def _labelled(choices: type[models.TextChoices]) -> dict[str, str]:
    """The values of a closed list by their folded names in every language."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {_bare(str(choice.label)): choice.value for choice in choices}
    return found


def kind_named(text: str, *, at_start: bool = False) -> tuple[DocumentKind, ...]:
    """The kinds a text may name: by the whole of it, or ``at_start`` by its first words."""
    bare = _bare(text)
    if (value := _labelled(DocumentKind).get(bare)) is not None:
        return (DocumentKind(value),)
    if not at_start and (short := _ABBREVIATIONS.get(fold(text).strip(" ."))):
        return short
    for words in _KINDS_BY_LENGTH:
        if bare == words or (bare.startswith(f"{words} ") and (at_start or len(bare) < 80)):
            return (KIND_WORDS[words][1].kind,)
    return ()


def status_named(text: str) -> tuple[DocumentStatus | None, bool]:
    """The status with which a text begins, and whether more words follow."""
    bare = _bare(text)
    if (value := _labelled(DocumentStatus).get(bare)) is not None:
        return DocumentStatus(value), False
    for words in _BY_LENGTH:
        if bare == words:
            return _STATUSES[words], False
        if bare.startswith(f"{words} "):
            return _STATUSES[words], True
    return None, False
