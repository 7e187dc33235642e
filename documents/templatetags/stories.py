"""Words and marks of the pages that tell the story of a governing document."""

from django import template
from django.utils.translation import gettext as _

from documents.progress.coverage import Cell
from documents.status import DocumentStatus, StatusGroup
from documents.templatetags.figures import register_url
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


@register.simple_tag
def count_of(cell: Cell, group: StatusGroup) -> int:
    """How many documents of a cell stand in a group."""
    return cell.figures.of_group(group)


@register.simple_tag(takes_context=True)
def covered_url(context, cell: Cell, **filters) -> str:
    """The rows behind a cell of the coverage matrix: those that count, or where none counts
    those not to be issued. An agency is asked as the unit whose documents they are."""
    if filters.get("agency"):
        filters["part"] = "unit"
    if not cell.figures.denominator:
        filters["status"] = DocumentStatus.WITHDRAWN
    elif cell.figures.withdrawn:
        filters["group"] = "counted"
    if context.get("level") and not filters.get("level"):
        filters["level"] = context["level"]
    return register_url(context, **filters)
