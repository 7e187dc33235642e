"""How measured numbers are printed."""

from decimal import Decimal

from django import template

from resolutions.numbers import printed_number

register = template.Library()


@register.filter
def amount(value: Decimal) -> str:
    """A measured value as people write it: 8,5 and 1.000, no zeros that nobody measured."""
    return printed_number(value)
