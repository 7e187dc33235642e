"""Links from a figure to exactly its rows, and what pages need to draw and to word figures."""

from datetime import date
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.formats import date_format

from assignments.deadlines import DeadlineKind, DeadlineOrigin
from assignments.rights import groups_of
from assignments.roles import ROLES, Role
from documents.progress import Footing, Move
from documents.progress.catalogue import FIGURES
from documents.status import DocumentStatus, Event
from resolutions.datasets import in_set, training_shown
from resolutions.looking import AsOfForm, Looking
from resolutions.moments import Moment

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
    # All rows, whatever view the list opens with.
    return f"{reverse('documents:register')}?{urlencode(query or {'view': 'all'})}"


@register.simple_tag(takes_context=True)
def shows_training(context) -> bool:
    """Whether the page shows training data, which its banner says."""
    return training_shown(context)


@register.simple_tag(takes_context=True)
def same_set(context, url: str) -> str:
    """``url`` in the data set that the page shows: no link changes it by itself."""
    return in_set(url, training=training_shown(context))


@register.simple_tag(takes_context=True)
def set_url(context, name: str) -> str:
    """The address of a page without arguments in the data set that the page shows."""
    return same_set(context, reverse(name))


@register.simple_tag(takes_context=True)
def same_day(context, url: str, **more) -> str:
    """``url`` for the day and the data set that the page shows, unless ``more`` names it."""
    query = {name: value for name, value in more.items() if value not in (None, "")}
    if "data" not in query and training_shown(context):
        query["data"] = "training"
    looking = context.get("looking")
    if looking is not None:
        query.update(looking.query)
    return f"{url}?{urlencode(query)}" if query else url


@register.simple_tag(takes_context=True)
def compare_url(context, start: date, end: date, show: str = "", data: str = "") -> str:
    """The comparison of two days; with ``show`` the rows behind one of its numbers."""
    query = {"from": start.isoformat(), "to": end.isoformat()}
    if show:
        query["show"] = show
    if (data or context.get("data")) == "training":
        query["data"] = "training"
    return f"{reverse('documents:compare')}?{urlencode(query)}"


@register.simple_tag
def looking_on(day: date, today: date) -> Looking:
    """What lists need to show the state of ``day`` on a page without the date control."""
    return Looking(Moment(day), today, AsOfForm())


@register.filter
def footing_sum(footing: Footing) -> str:
    """“11 + 0 + 1 − 0 = 12”: shown then, corrected, came in, went out, now."""
    corrected = len(footing.corrected_in) - len(footing.corrected_out)
    sign = "−" if corrected < 0 else "+"
    came, went = len(footing.came_in), len(footing.went_out)
    return f"{footing.shown} {sign} {abs(corrected)} + {came} − {went} = {footing.now}"


@register.filter
def lowered(text: str) -> str:
    """A label inside a sentence: its first letter small."""
    text = str(text)
    return text[:1].lower() + text[1:]


@register.filter
def cell_move(show: str) -> str:
    """The kind of move whose rows are shown; empty for a cell of the footing."""
    column = show.partition(".")[0]
    return Move.CORRECTED.value if column.startswith("corrected") else show


@register.filter
def cell_label(show: str) -> str:
    """A number of the comparison in words."""
    return str(FIGURES[f"moved.{show}" if show in Move else show].name)


@register.filter
def deadline_of(item) -> dict:
    """The deadline of a task or planned document as lists print it: that of the day the page
    shows where the item was read as of a day, else the one in force now."""
    kind = getattr(item, "deadline_kind_then", item.deadline_kind) or DeadlineKind.NONE
    due_on = getattr(item, "due_then", item.due_on)
    text = getattr(item, "deadline_text_then", item.deadline_text) or ""
    label = "" if kind == DeadlineKind.NONE else DeadlineKind(kind).label
    return {
        "due_on": due_on,
        "kind": label,
        "text": text,
        "is_given": bool(label or text),
        "given_back": getattr(item, "deadline_origin_then", "") == DeadlineOrigin.CREDIT,
    }


@register.filter
def duty_of(document) -> dict:
    """Who answers for a document as lists print it: the drafting agency (id and name) and the
    Standing Board member, of the day the page shows where it was read as of a day."""
    if hasattr(document, "lead_then"):
        lead, name, member = document.lead_then, document.lead_name_then, document.member_then
    else:
        lead, name, member = (
            document.lead_agency_id,
            document.lead_agency,
            document.board_member,
        )
    url = reverse("documents:agency_page", args=[lead]) if lead else ""
    return {"name": name or "", "url": url, "member": member or "", "is_given": lead or member}


def _percent(part: int, whole: int) -> str:
    """A place on a bar as SVG wants it: a point, whatever the language."""
    return f"{part * 100 / whole:.3f}%"


def _bar(parts: list[tuple[str, int]]) -> dict:
    """Segments side by side, and the lines that cut each into one cell per item."""
    whole = sum(count for _name, count in parts)
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
    return {"segments": segments, "cuts": cuts, "whole": whole}


@register.filter
def bar_of(figures) -> dict:
    """What the progress bar draws of ``figures``."""
    return _bar([(part.key, part.count) for part in figures.bar])


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
    held = (known.get(name, name) for name in groups_of(user))
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
