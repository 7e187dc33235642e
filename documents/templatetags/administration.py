"""The way from a page to the same record in the administration."""

from django import template
from django.contrib.auth import get_permission_codename
from django.db.models import Model
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def admin_url(context, item: Model) -> str:
    """The record in the administration; empty for who may not see it there."""
    user, options = context["request"].user, item._meta
    rights = [
        f"{options.app_label}.{get_permission_codename(verb, options)}"
        for verb in ("view", "change")
    ]
    if not user.is_staff or not any(user.has_perm(right) for right in rights):
        return ""
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[item.pk])
