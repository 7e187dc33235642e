"""Governing documents are linked to what they rest on, and what was said is taken back."""

from typing import TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from resolutions.folding import clean_line
from resolutions.models import Basis, Resolution, Retractable
from resolutions.saving import save_clean

Fact = TypeVar("Fact", bound=Retractable)


@transaction.atomic
def link_basis(
    child: Resolution,
    *,
    parent: Resolution,
    relation: str,
    source_name: str = "",
    source_quote: str = "",
    by: User | None,
) -> Basis:
    """Record what ``child`` does to an older document: concretises it, amends it…

    Raises ValidationError when that is recorded already, when the older document rests on the
    younger one, or when one of the two is training data and the other is not.
    """
    # All edges are held: two people who link at once could close a circle of which each of
    # them saw only a part.
    list(Basis.objects.standing().order_by("pk").select_for_update().values_list("pk"))
    if parent.is_fictional != child.is_fictional:
        raise ValidationError(
            {"parent": _("Training documents and real ones are not linked to each other.")}
        )
    same = Basis.objects.standing().filter(child=child, parent=parent, relation=relation)
    if same.exists():
        raise ValidationError({"parent": _("This relation is already recorded.")})
    made = Basis(
        child=child,
        parent=parent,
        relation=relation,
        source_name=source_name,
        source_quote=source_quote,
        by=by,
    )
    save_clean(made)
    return made


@transaction.atomic
def retract(fact: Fact, *, reason: str, by: User) -> Fact:
    """Take back a fact that was entered wrongly (a basis, a narrative). The row stays with the
    reason and who took it back, and is shown no more.

    Raises ValidationError without a reason, or when it was taken back before.
    """
    fact = type(fact)._base_manager.select_for_update().get(pk=fact.pk)
    if fact.retracted_at is not None:
        raise ValidationError(_("This was taken back before."), code="unchanged")
    fact.retraction_reason = clean_line(reason)
    if not fact.retraction_reason:
        raise ValidationError({"reason": _("Say why it is taken back.")})
    fact.retracted_at, fact.retracted_by = timezone.now(), by
    save_clean(fact)
    return fact
