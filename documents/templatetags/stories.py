"""Words and marks of the pages that tell the story of a governing document."""

from django import template
from django.utils.translation import gettext as _

from resolutions.kinds import Direction
from resolutions.models import Target
from resolutions.numbers import printed_number

register = template.Library()


@register.filter
def distance(target: Target) -> str:
    """How far the last value measured is from the target, in words; empty where nothing is to
    be reached or nothing was measured. Needs ``with_latest``."""
    value = target.latest_value
    if value is None or target.target_value is None:
        return ""
    lacking = target.lacking(value)
    if lacking is None:
        return _("no baseline to count the reduction from")
    if not lacking:
        return _("reached")
    amount = {"amount": f"{printed_number(abs(lacking))} {target.unit}"}
    if target.direction == Direction.DECREASE:
        if lacking > 0:
            return _("%(amount)s still to be reduced") % amount
        return _("reduced by %(amount)s more than asked") % amount
    if lacking > 0:
        return _("%(amount)s still lacking") % amount
    return _("%(amount)s more than asked") % amount


@register.filter
def at(items: list, place: int):
    """The item at a place."""
    return items[place]
