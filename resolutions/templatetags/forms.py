"""What each of our forms carries besides its fields."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from resolutions.kept import SENDING, author_field, sending_token

register = template.Library()


@register.simple_tag(takes_context=True)
def sent_once(context) -> SafeString:
    """The token by which a form that is sent twice is recorded once."""
    token = sending_token(context["request"])
    return format_html('<input type="hidden" name="{}" value="{}">', SENDING, token)


@register.simple_tag(takes_context=True)
def own_form(context, seen=None) -> SafeString:
    """To whom the form was given, by which token it is recorded once, and from which version of
    the item it was filled."""
    author = format_html(
        '<input type="hidden" name="author" value="{}">', author_field(context["request"].user)
    )
    fields = author + sent_once(context)
    if seen is None:
        return fields
    return fields + format_html('<input type="hidden" name="seen" value="{}">', str(seen))
