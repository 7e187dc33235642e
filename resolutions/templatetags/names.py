"""People on pages, by name."""

from django import template

from resolutions import names

register = template.Library()
register.filter(names.name_of)
register.filter(names.signed)
