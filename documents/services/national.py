"""A person says that a task's text was entered into the national system."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from assignments.models import Task
from documents.models.national import NationalMark, fingerprint
from documents.services.chain import Actor
from resolutions.days import check_day


@transaction.atomic
def mark_as_sent(texts: Mapping[Task, str], *, on: date, by: Actor) -> int:
    """Mark that each task's text was entered on a day; how many were not marked before. The
    same text is marked once a day, however often it is asked.

    Raises ValidationError for a day in the future.
    """
    check_day(on)
    made = 0
    for task, text in texts.items():
        _mark, is_new = NationalMark.objects.get_or_create(
            task=task, on=on, text_hash=fingerprint(text), defaults={"text": text, "by": by}
        )
        made += is_new
    return made
