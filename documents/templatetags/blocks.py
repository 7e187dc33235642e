"""What the overview needs to draw: the links of a member's or agency's share, the burn-up."""

from datetime import date
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from documents.progress import BurnUp

register = template.Library()

# The plot in the picture: where it begins from the left and from above, how wide and high it
# is; in hundredths of the picture's width, and in pixels.
LEFT, WIDTH = 6, 93
TOP, HEIGHT = 12, 180
MOST_TICKS = 5
MOST_LABELS = 5
# No name stands so near to that of the last point: it is the longest.
NEAR_THE_END = 0.7


@register.simple_tag(takes_context=True)
def slide_url(context, number: int | None = None) -> str:
    """A slide of the presentation on the day and in the data set that the page shows; without
    a number, the overview it comes from."""
    query = dict(context["looking"].query)
    if number is not None:
        query = {"present": number} | query
    if context["data"] == "training":
        query["data"] = "training"
    url = reverse("documents:overview")
    return f"{url}?{urlencode(query)}" if query else url


def _top(most: int) -> tuple[int, int]:
    """The highest mark of the scale and the distance of its marks."""
    step = 1
    while True:
        for nice in (step, 2 * step, 5 * step):
            if nice * MOST_TICKS >= most:
                return -(-most // nice) * nice, nice
        step *= 10


def _label(on: date, step: int) -> str:
    """What a point is called: its month, quarter or year."""
    if step == 1:
        return date_format(on, "m/Y")
    if step == 12:
        return str(on.year)
    return _("Q%(quarter)d/%(year)d") % {"quarter": (on.month + 2) // 3, "year": on.year}


@register.filter
def drawn(burnup: BurnUp) -> dict:
    """The two lines, the marks of the scale and the names below: numbers that SVG can read,
    whatever the language."""
    points = burnup.points
    first, last = points[0], points[-1]
    span = (last.on - first.on).days or 1
    top, distance = _top(max(max(p.planned, p.issued) for p in points) or 1)

    def across(point) -> float:
        return (point.on - first.on).days / span

    def line(name: str) -> str:
        """In steps: a state holds until the next."""
        way = ""
        for point in points:
            x, y = round(across(point) * 1000), 100 - getattr(point, name) * 100 / top
            way += f"H{x}V{y:.2f}" if way else f"M{x} {y:.2f}"
        return way

    every = -(-(len(points) - 1) // (MOST_LABELS - 1)) or 1
    labelled = [
        p
        for n, p in enumerate(points)
        if p is last or ((len(points) - 1 - n) % every == 0 and across(p) < NEAR_THE_END)
    ]
    return {
        "planned": line("planned"),
        "issued": line("issued"),
        "area": f"{line('issued')}V100H0Z",
        "ends": [
            {"name": name, "y": f"{TOP + HEIGHT - getattr(last, name) * HEIGHT / top:.1f}"}
            for name in ("planned", "issued")
        ],
        "ticks": [
            {"value": value, "y": f"{TOP + HEIGHT - value * HEIGHT / top:.1f}"}
            for value in range(0, top + 1, distance)
        ],
        "labels": [
            {
                "text": date_format(p.on, "d/m/Y") if p is last else _label(p.on, burnup.step),
                "x": f"{LEFT + across(p) * WIDTH:.2f}%",
                "anchor": "end" if p is last else "start" if p is first else "middle",
            }
            for p in labelled
        ],
    }
