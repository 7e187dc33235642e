"""What stands beside a fraction: documents that the source counts without a total."""

from django import template

from documents.progress import Figures, Share
from documents.status import Standing
from documents.templatetags.blocks import share_url
from documents.templatetags.figures import register_url

register = template.Library()


@register.inclusion_tag("components/beside.html", takes_context=True)
def beside(
    context,
    figures: Figures,
    *,
    kind: str = "",
    share: Share | None = None,
    short: bool = False,
    **filters,
) -> dict:
    """How many documents stand beside ``figures``, each number opening its rows: those of a
    member's or agency's ``share`` (of this ``kind``), or those under ``filters``."""
    if context.get("level") and not filters.get("level"):
        filters["level"] = context["level"]
    parts = []
    for standing, n in (
        (Standing.UNCOUNTED, figures.uncounted),
        (Standing.GROUP, figures.unnumbered),
    ):
        asked = {**filters, "total": standing.value}
        if kind:
            url = share_url(context, kind, share, **asked)
        else:
            url = register_url(context, **asked)
        if n:
            parts.append({"standing": standing.value, "n": n, "url": url})
    return {"parts": parts, "short": short}
