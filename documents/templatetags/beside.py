"""What stands beside a fraction: documents that the source counts without a total."""

from django import template

from documents.progress import Figures, Share
from documents.templatetags.placed import place, place_share

register = template.Library()


@register.inclusion_tag("components/beside.html", takes_context=True)
def beside(
    context,
    figures: Figures,
    *,
    kind: str = "",
    share: Share | None = None,
    short: bool = False,
    **scope,
) -> dict:
    """How many documents stand beside ``figures``, each number opening its rows: those of a
    member's or agency's ``share`` (of this ``kind``), or those of a scope."""
    placed = [
        place_share(context, key, share, kind)
        if kind
        else place(context, key, figures, **scope)
        for key in ("uncounted", "unnumbered")
    ]
    return {"parts": [figure for figure in placed if figure], "short": short}
