"""What each of our forms carries besides its fields."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from resolutions.kept import author_field

register = template.Library()


@register.simple_tag(takes_context=True)
def own_form(context, seen=None) -> SafeString:
    """To whom the form was given, and from which version of the item it was filled."""
    author = format_html(
        '<input type="hidden" name="author" value="{}">', author_field(context["request"].user)
    )
    if seen is None:
        return author
    return author + format_html('<input type="hidden" name="seen" value="{}">', str(seen))
