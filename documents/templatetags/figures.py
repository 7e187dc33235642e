"""Links from a figure to exactly its rows, and what pages need to draw and to word figures."""

from datetime import date
from urllib.parse import urlencode

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.formats import date_format

from assignments.roles import ROLES, Role
from documents.status import DocumentStatus, Event, StatusGroup

register = template.Library()

# Beyond so many documents a bar shows its segments whole instead of one cell per document.
MOST_CELLS = 60


@register.simple_tag(takes_context=True)
def register_url(context, **filters) -> str:
    """The register of planned documents under these filters, on the day and in the data set
    that the page shows."""
    query = {name: value for name, value in filters.items() if value not in (None, "")}
    looking = context.get("looking")
    if looking is not None:
        query.update(looking.query)
    data = context.get("data")
    if data and data != "real":
        query["data"] = data
    url = reverse("documents:register")
    return f"{url}?{urlencode(query)}" if query else url


@register.simple_tag(takes_context=True)
def same_day(context, url: str, **more) -> str:
    """``url`` for the day and the data set that the page shows."""
    query = {name: value for name, value in more.items() if value not in (None, "")}
    looking = context.get("looking")
    if looking is not None:
        query.update(looking.query)
    return f"{url}?{urlencode(query)}" if query else url


@register.filter
def per_mille(part: int, whole: int) -> int:
    """The width of a bar's segment in thousandths; whole numbers, for drawing only."""
    return round(part * 1000 / whole) if whole else 0


def _percent(part: int, whole: int) -> str:
    """A place on a bar as SVG wants it: a point, whatever the language."""
    return f"{part * 100 / whole:.3f}%"


def _bar(parts: list[tuple[str, int]]) -> dict:
    """Segments side by side, and the lines that cut each into one cell per item."""
    whole = sum(count for _, count in parts)
    segments, cuts, done = [], [], 0
    for name, count in parts:
        if count:
            segments.append(
                {"name": name, "x": _percent(done, whole), "width": _percent(count, whole)}
            )
            if whole <= MOST_CELLS:
                cuts += [
                    {"name": name, "x": _percent(place, whole)}
                    for place in range(done + 1, done + count)
                ]
            done += count
    return {"segments": segments, "cuts": cuts}


@register.filter
def bar_of(figures) -> dict:
    """What the progress bar draws of ``figures``."""
    return _bar([(group.value, figures.of_group(group)) for group in StatusGroup])


@register.filter
def bar_of_stages(stages: list[dict]) -> dict:
    """What a portfolio's bar draws: its stages in order."""
    # The last stage is drawn like “issued”: the darkest fill stands for what is furthest on.
    return _bar(
        [
            (f"stage-{len(stages) - place}", len(step["projects"]))
            for place, step in enumerate(stages)
        ]
    )


@register.filter
def days_since(on: date, day: date) -> int:
    """Whole days from ``day`` to ``on``."""
    return (on - day).days


@register.simple_tag
def days_waited(wait, on: date) -> int:
    """Days a wait for guidance lasted by ``on``."""
    return wait.days(on=on)


@register.filter
def primary_event(document) -> Event | None:
    """The event the office most likely records next."""
    if document.status == DocumentStatus.ISSUED:
        return Event.RECORD_EVIDENCE if document.lacks_evidence else None
    return {
        DocumentStatus.NOT_STARTED: Event.START_DRAFTING,
        DocumentStatus.AWAITING_GUIDANCE: Event.RESUME,
        DocumentStatus.INTEGRATED: None,
        DocumentStatus.WITHDRAWN: None,
    }.get(document.status, Event.ISSUE)


@register.filter
def role_names(user) -> str:
    """The roles a person holds, in words."""
    known = {role.value: ROLES[role].label for role in Role}
    held = (known.get(name, name) for name in user.groups.values_list("name", flat=True))
    return ", ".join(str(label) for label in held)


@register.filter
def as_typed(value) -> str:
    """A date as people type it here, or what somebody typed instead of one.

    Browsers show their own date input in their own language, so that 03/11/2026 could mean
    11 March; a plain field written day first cannot.
    """
    return date_format(value, "d/m/Y") if isinstance(value, date) else value or ""


@register.filter
def chosen(field) -> set[str]:
    """The values ticked in a field of several choices."""
    return {str(value) for value in field.value() or ()}


@register.simple_tag(takes_context=True)
def other_params(context, *names: str) -> list[tuple[str, str]]:
    """What a GET form must send along to change only ``names``."""
    query = context["request"].GET
    return [
        (name, value)
        for name, values in query.lists()
        if name not in names
        for value in values
        if value
    ]


@register.simple_tag(takes_context=True)
def filter_chips(context, filterset) -> list[dict]:
    """Each filter in force in words, with the address that lifts it alone."""
    chips = []
    for name, value in filterset.applied.items():
        if value is False or name == "sort":
            continue
        field = filterset.form.fields[name]
        choices = {} if isinstance(value, Model) else dict(getattr(field, "choices", ()))
        if isinstance(value, date):
            text = date_format(value)
        elif value is True:
            text = ""
        else:
            text = str(choices.get(value, value))
        query = context["request"].GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        chips.append({"label": field.label, "text": text, "url": f"?{query.urlencode()}"})
    return chips
