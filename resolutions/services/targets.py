"""A target of a governing document is entered or corrected."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from resolutions.log import sign
from resolutions.models import Resolution, Target
from resolutions.saving import save_clean


@transaction.atomic
def save_target(target: Target, *, by: User) -> Target:
    """Save a target, new or edited.

    Raises ValidationError for a second target of the same name and year under one governing
    document.
    """
    Resolution.objects.select_for_update().get(pk=target.resolution_id)
    namesakes = Target.objects.filter(
        resolution=target.resolution_id, name=target.name, by_year=target.by_year
    )
    if namesakes.exclude(pk=target.pk).exists():
        raise ValidationError(
            {"name": _("A target of this name and year is already recorded here.")}
        )
    sign(target, by=by)
    save_clean(target)
    return target
