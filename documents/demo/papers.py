"""What the demo logins send one another: reports, requests, instructions, a deputation."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User

import documents.services
from assignments.models import Agency, Deputation, Person
from documents.demo.reading import Fact, read_scenario
from documents.models import PlannedDocument, Report

_IN_AGENCY_NAME = "Sở Xây dựng (giả định)"


def load_papers(*, now: datetime, today: date) -> int:
    """Send what the file says, each by its own login and through the services; how many were
    sent. Nothing when the training set is not there, or when they were sent before."""
    training = PlannedDocument.objects.fictional()
    if Report.objects.filter(document__in=training).exists() or not training.exists():
        return 0
    facts = read_scenario("papers", today=today)
    for fact in [*facts["reports"], *facts["extensions"], *facts["instructions"]]:
        _send(dict(fact), now=now)
    for fact in facts["deputations"]:
        _depute(dict(fact), today=today)
    return sum(len(facts[kind]) for kind in ("reports", "extensions", "instructions"))


def _send(fact: Fact, *, now: datetime) -> None:
    """One paper, and what follows on it."""
    then = fact.pop("then", None)
    code, title = fact.pop("document"), fact.pop("of")
    document = PlannedDocument.objects.fictional().get(
        code=code, resolution__title__icontains=title
    )
    agency = Agency.objects.get(name=_IN_AGENCY_NAME, is_fictional=True)
    given: dict[str, Any] = {"agency": agency}
    if "due_asked_on" in fact:
        given["due_asked"] = fact.pop("due_asked_on")
    if fact["do"] == "instruct":
        author = Person.objects.get(user__username=fact["by"])
        given |= {"author": author}
    else:
        given["now"] = now
    paper = _do(fact, document, **given)
    if then:
        _do(dict(then), paper, now=now)


def _do(fact: Fact, thing: Any, **given: Any) -> Any:
    """One deed through the service of that name."""
    service = getattr(documents.services, fact.pop("do"))
    return service(thing, by=User.objects.get(username=fact.pop("by")), **fact, **given)


def _depute(fact: Fact, *, today: date) -> None:
    people = {
        name: Person.objects.get(full_name=fact.pop(name), is_fictional=True)
        for name in ("principal", "deputy")
    }
    row = Deputation(**people, valid_from=today, valid_to=fact.pop("to_on"), **fact)
    row.full_clean()
    row.save()
