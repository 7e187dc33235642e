"""Agencies through their mergers, people and the offices they hold."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

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
        """The ids of these agencies and all below them, in one query."""
        children: dict[int | None, list[int]] = {}
        for pk, parent in Agency.objects.values_list("pk", "parent_id"):
            children.setdefault(parent, []).append(pk)
        found, waiting = set(), list(pks)
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(children.get(current, []))
        return found

    def served_by(self, user, *, on: date) -> set[int]:
        """The ids of the agencies for which ``user`` holds an office on that day, with all
        below them."""
        own = set(
            Office.objects.filter(person__user=user)
            .held_on(on)
            .values_list("agency", flat=True)
        )
        return self.subtree_of(own) if own else set()


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
    history = HistoricalRecords(excluded_fields=["search_text", "accent_text", "sort_key"])

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
        """Refuse a circle of superiors."""
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
    history = HistoricalRecords()

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
