"""Agencies through their mergers, people and the offices they hold."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assignments.acting import acting_for
from resolutions.datasets import refuse_mixed
from resolutions.fields import TextLine
from resolutions.folding import search_words
from resolutions.models import Searchable, Sourced


class AgencyKind(models.TextChoices):
    """What sort of body an agency is."""

    PARTY_COMMITTEE = "party_committee", _("Party committee")
    PARTY_BODY = "party_body", _("Party advisory body")
    STATE = "state", _("State agency")
    COUNCIL = "council", _("People's Council")
    FRONT = "front", _("Fatherland Front and mass organisations")
    OTHER = "other", _("Other body")


class AgencyLevel(models.TextChoices):
    """Where an agency stands. Districts ended on 1 July 2025 and remain as history."""

    CENTRAL = "central", _("Central")
    PROVINCIAL = "provincial", _("Provincial")
    DISTRICT = "district", _("District")
    COMMUNE = "commune", _("Commune")


class AgencyQuerySet(models.QuerySet["Agency"]):
    def real(self) -> "AgencyQuerySet":
        """Agencies that are not training data."""
        return self.filter(is_fictional=False)

    def fictional(self) -> "AgencyQuerySet":
        """Training agencies alone."""
        return self.filter(is_fictional=True)

    def valid_on(self, on: date) -> "AgencyQuerySet":
        """Agencies that existed on that day; an unknown start or end is no limit. An agency
        ends at the start of its ``valid_to`` day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        )

    def search(self, query: str) -> "AgencyQuerySet":
        """Agencies in which every word of ``query`` occurs, tone marks ignored."""
        found = self
        for word in search_words(query):
            found = found.filter(search_text__contains=word)
        return found

    def subtree_of(self, pks: set[int]) -> set[int]:
        """The ids of these agencies and of all that ever stood below them, in one query: what
        the pages and filters of an agency show. Rights go by ``reach_of``."""
        below: dict[int, list[int]] = {}
        for pk, parent in Agency.objects.filter(parent__isnull=False).values_list(
            "pk", "parent_id"
        ):
            below.setdefault(parent, []).append(pk)
        return _reached(pks, below)

    def reach_of(self, pks: set[int], *, on: date) -> set[int]:
        """The ids of what these agencies answer for on a day, in one query: themselves, the
        bodies below them, and those whose work they took over by that day.

        A body is below its superior from its first day. Once it has ended it is its
        successors', or, without one, still its superior's. A body that itself has ended on
        that day keeps what was its own and reaches nothing else.
        """
        none = Cast(Value(None), models.BigIntegerField())
        rows = (
            Agency.objects.order_by()
            .values_list("pk", "parent_id", none, "valid_from", "valid_to")
            .union(
                Succession.objects.filter(on__lte=on)
                .order_by()
                .values_list(
                    "predecessor_id",
                    none,
                    "successor_id",
                    Cast(Value(None), models.DateField()),
                    Cast(Value(None), models.DateField()),
                ),
                all=True,
            )
        )
        bodies: dict[int, tuple[int | None, date | None, bool]] = {}
        heirs: dict[int, list[int]] = {}
        for pk, parent, heir, begins, ends in rows:
            if heir is None:
                bodies[pk] = parent, begins, ends is not None and ends <= on
            else:
                heirs.setdefault(pk, []).append(heir)
        below: dict[int, list[int]] = {}
        for pk, (parent, begins, has_ended) in bodies.items():
            if has_ended and pk in heirs:
                above = heirs[pk]
            elif parent is None or (begins is not None and begins > on):
                above = []
            else:
                above = [parent]
            for own in above:
                below.setdefault(own, []).append(pk)
        ended = {pk for pk in pks if pk in bodies and bodies[pk][2]}
        return ended | _reached(pks - ended, below)

    def served_by(self, user, *, on: date) -> set[int]:
        """The ids of the agencies that ``user`` answers for on that day: those in which the
        user, or the person the user acts for, holds an office, with all they reach. Read once
        for each page and kept on the user, like the rights."""
        principal = acting_for(user)
        kept = user.__dict__.setdefault("_served", {})
        if (on, principal) not in kept:
            offices = Office.objects.held_for(user, on=on)
            own = set(offices.values_list("agency", flat=True))
            kept[on, principal] = self.reach_of(own, on=on) if own else set()
        return kept[on, principal]


def _reached(pks: set[int], below: dict[int, list[int]]) -> set[int]:
    """These ids and all that can be reached from them, whatever circles there are."""
    found, waiting = set(), list(pks)
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(below.get(current, []))
    return found


class Agency(Searchable, Sourced):
    """A body that leads, coordinates or signs. Ended by a date, never deleted.

    A placeholder stands for one body of a count whose name the source does not give.
    """

    name = TextLine(_("name"), max_length=300)
    short_name = TextLine(_("short name"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=AgencyKind)
    level = models.CharField(_("level"), max_length=12, choices=AgencyLevel)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("superior body"),
    )
    valid_from = models.DateField(_("exists from"), null=True, blank=True)
    valid_to = models.DateField(_("ended on"), null=True, blank=True)
    is_placeholder = models.BooleanField(_("known only from a count"), default=False)
    is_fictional = models.BooleanField(_("training data"), default=False)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agency_kind_is_known", condition=Q(kind__in=AgencyKind.values)
            ),
            models.CheckConstraint(
                name="agency_level_is_known", condition=Q(level__in=AgencyLevel.values)
            ),
            models.CheckConstraint(name="agency_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="agency_is_not_its_own_superior",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("An agency cannot be its own superior."),
            ),
            models.CheckConstraint(
                name="agency_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def save(self, *args, **kwargs):
        self.keep_searchable(f"{self.name} {self.short_name}", name=str(self))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("documents:agency_page", args=[self.pk])

    def clean(self) -> None:
        """Refuse a circle of superiors, and one of the other data set."""
        refuse_mixed(self, parent=self.parent)
        seen, current = {self.pk}, self.parent
        while current is not None:
            if current.pk in seen:
                raise ValidationError({"parent": _("This would make a circle of superiors.")})
            seen.add(current.pk)
            current = current.parent


class Succession(Sourced):
    """A body took over from another on a day, by a decision (merger, split, renaming)."""

    predecessor = models.ForeignKey(
        Agency, models.PROTECT, related_name="successions", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(
        Agency, models.PROTECT, related_name="inheritances", verbose_name=_("successor")
    )
    on = models.DateField(_("from"))
    decision = TextLine(_("deciding document"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="succession_is_stated_once"
            ),
            models.CheckConstraint(
                name="succession_is_between_two_bodies",
                condition=~Q(predecessor=F("successor")),
                violation_error_message=_("A body does not succeed itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    def clean(self) -> None:
        """Refuse a successor of the other data set."""
        if self.predecessor_id and self.successor_id:
            refuse_mixed(self.predecessor, successor=self.successor)


class Position(models.TextChoices):
    """What an office is, as far as rights and lists need to know."""

    SECRETARY = "secretary", _("Secretary")
    DEPUTY_SECRETARY = "deputy_secretary", _("Deputy Secretary")
    BOARD_MEMBER = "board_member", _("Standing Board member")
    HEAD = "head", _("Head of agency")
    CHIEF = "chief", _("Chief of the Office")
    STAFF = "staff", _("Staff")
    FOCAL_POINT = "focal_point", _("Focal point")
    OTHER = "other", _("Other position")


STANDING_BOARD = frozenset(
    {Position.SECRETARY, Position.DEPUTY_SECRETARY, Position.BOARD_MEMBER}
)


class PersonQuerySet(models.QuerySet["Person"]):
    def signed_in_as(self, user) -> "Person | None":
        """The person in whose name ``user`` works: the one acted for, else the user's own."""
        return acting_for(user) or self.filter(user=user).first()

    def standing_board(self) -> "PersonQuerySet":
        """People who are or were members of the Standing Board."""
        return self.filter(offices__position__in=sorted(STANDING_BOARD)).distinct()

    def answering_for_tasks(self) -> "PersonQuerySet":
        """People who are or were members of the Standing Board, or in charge of a task
        without a recorded seat."""
        seats = Office.objects.filter(person=OuterRef("pk")).on_the_board()
        return self.filter(Q(Exists(seats)) | Q(assignments__isnull=False)).distinct()


class Person(models.Model):
    """An official. The login is optional."""

    full_name = TextLine(_("full name"), max_length=120)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("login"),
    )
    is_fictional = models.BooleanField(_("training data"), default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["full_name", "pk"]
        constraints = [
            models.CheckConstraint(name="person_has_a_name", condition=~Q(full_name="")),
        ]

    def __str__(self) -> str:
        return self.full_name


class OfficeQuerySet(models.QuerySet["Office"]):
    def held_on(self, on: date) -> "OfficeQuerySet":
        """Offices held on that day; an unknown start or end is no limit."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        )

    def held_for(self, user, *, on: date) -> "OfficeQuerySet":
        """Offices that ``user``, or the person in whose place ``user`` acts, holds on a day."""
        holders = Q(person__user=user)
        if principal := acting_for(user):
            holders |= Q(person=principal)
        return self.filter(holders).held_on(on)

    def ended_by(self, on: date) -> "OfficeQuerySet":
        """Offices that had ended by that day."""
        return self.filter(valid_to__lte=on)

    def on_the_board(self) -> "OfficeQuerySet":
        """Seats on the Standing Board."""
        return self.filter(position__in=sorted(STANDING_BOARD))


class Office(models.Model):
    """A position a person holds in a body between two dates."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="offices", verbose_name=_("person")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="offices", verbose_name=_("agency")
    )
    position = models.CharField(_("position"), max_length=20, choices=Position)
    title = TextLine(_("title as spoken"), max_length=200, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office held")
        verbose_name_plural = _("offices held")
        ordering = ["person", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="office_position_is_known", condition=Q(position__in=Position.values)
            ),
            models.CheckConstraint(
                name="office_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.title or self.get_position_display()}"

    def clean(self) -> None:
        """Refuse a body of the other data set."""
        if self.person_id and self.agency_id:
            refuse_mixed(self.person, agency=self.agency)
