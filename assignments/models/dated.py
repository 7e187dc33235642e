"""Rows that hold from a day until the next row of the same item: the shape of history.

``effective_on`` is when it was true, ``recorded_at`` when the office learned it. Each row also
carries the day on which the next one replaced it (``superseded_on``), so that the row of any
day is found by one join; ``append_row`` keeps that chain and is the only way to add a row.
"""

from datetime import date, datetime
from typing import Any, Self, cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Subquery, Value, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.acting import acting_for
from resolutions.moments import Moment

# The row that holds until further notice is superseded on the last day there is.
NEVER = date(9999, 12, 31)


class DatedRowQuerySet(models.QuerySet):
    """Reads with a name of any dated history."""

    def known(self, moment: Moment) -> Self:
        """Rows effective by the moment, of those that had been recorded."""
        return moment.recorded(self.filter(effective_on__lte=moment.on))

    def in_turn(self, moment: Moment) -> Self:
        """Of those, the rows of which each holds until the next begins."""
        return self.known(moment)

    def latest_first(self) -> Self:
        """The order that decides which row holds: the later day, then the later entry."""
        return self.order_by("-effective_on", "-pk")


class ReversibleRowQuerySet(DatedRowQuerySet):
    """Reads with a name of a history whose rows may be undone: a row that is undone and the
    row that undoes it (``undoes``) hold on no day."""

    def known(self, moment: Moment) -> Self:
        """The rows effective by the moment that stand: neither undone nor an undoing. Of those
        that had been recorded, one counts until its undoing was recorded."""
        rows = super().known(moment).filter(undoes__isnull=True)
        if moment.known_at is None:
            return rows.filter(undone_by__isnull=True)
        return rows.filter(
            Q(undone_by__isnull=True) | Q(undone_by__recorded_at__gt=moment.known_at)
        )

    def standing(self) -> Self:
        """The rows that were not undone, without the undoings themselves."""
        return self.filter(undoes__isnull=True, undone_by__isnull=True)

    def for_history(self) -> Self:
        """Rows ready to be told, latest first: who recorded them, and whether they were
        undone; the undoings themselves are not repeated."""
        told = self.filter(undoes__isnull=True).select_related("by__person", "on_behalf_of")
        struck = told.select_related("undone_by__by__person", "undone_by__on_behalf_of")
        return struck.latest_first()


class DatedRow(models.Model):
    """One row of a dated history."""

    effective_on = models.DateField(_("effective on"))
    superseded_on = models.DateField(default=NEVER, editable=False)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    on_behalf_of = models.ForeignKey(
        "assignments.Person",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("on behalf of"),
    )

    objects = DatedRowQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_superseded_after_it_began",
                condition=Q(superseded_on__gte=F("effective_on")),
            ),
        ]


def holding(relation: str, model: type[DatedRow], moment: Moment, *, owner: str) -> Q:
    """The one row of ``relation`` that holds at a moment, as a join condition. ``owner`` is
    the field of ``model`` that names the item."""
    if moment.known_at is None:
        on = moment.on
        return Q(**{f"{relation}__effective_on__lte": on, f"{relation}__superseded_on__gt": on})
    # The chain of today does not hold for what was known then.
    last = last_known(model, moment, owner=owner).values("pk")
    return Q(**{f"{relation}__pk__in": Subquery(last)})


def last_known(model: type[DatedRow], moment: Moment, *, owner: str) -> models.QuerySet:
    """The row of each item that holds at a moment by what was known of it."""
    rows = model._default_manager.in_turn(moment)
    return last_of_each(rows, owner=owner, order=("effective_on", "pk"))


def last_of_each(rows: models.QuerySet, *, owner: str, order: tuple[str, ...]) -> Any:
    """Of the rows of each item, the last one in this order."""
    place = Window(
        RowNumber(),
        partition_by=[F(owner)],
        order_by=[F(name).desc() for name in order],
    )
    return rows.order_by().annotate(place=place).filter(place=1)


def on_day(on: date) -> Value:
    """The day asked for, to be carried by rows as ``on_then``."""
    return Value(on, output_field=models.DateField())


def known_by(at: datetime) -> Value:
    """The instant by which rows had to be recorded, to be carried as ``known_then``."""
    return Value(at, output_field=models.DateTimeField())


def asked_day(rows: models.QuerySet) -> date:
    """The day whose state ``rows`` carry (see ``on_day``)."""
    return cast(Value, rows.query.annotations["on_then"]).value


def asked_moment(rows: models.QuerySet) -> Moment:
    """The same day, with what was known of it: where all is, rows carry no ``known_then``."""
    known = rows.query.annotations.get("known_then")
    return Moment(asked_day(rows), cast(Value, known).value if known else None)


def append_row(rows: Any, *, effective_on: date, **values: Any) -> Any:
    """Add a row to the history of one item (``rows`` is its related manager) and keep the
    chain: the row before ends where this one begins, this one where the next begins. Who
    records it for another is named with the other.

    Call it inside a transaction that holds the item's lock.
    """
    # Rows that hold on no day (replaced the same day, or undone) are no links of the chain.
    links = rows.filter(superseded_on__gt=F("effective_on"))
    before = links.filter(effective_on__lte=effective_on).order_by("-effective_on", "-pk")
    after = links.filter(effective_on__gt=effective_on).order_by("effective_on", "pk")
    follower = after.values_list("effective_on", flat=True).first()
    if (previous := before.first()) is not None:
        previous.superseded_on = effective_on
        previous.save(update_fields=["superseded_on"])
    superseded_on = follower or NEVER
    return first_row(rows, effective_on=effective_on, superseded_on=superseded_on, **values)


def first_row(rows: Any, *, effective_on: date, **values: Any) -> Any:
    """Open the history of an item that was made in this transaction: no chain to keep yet."""
    who = acting_for(values.get("by"))
    return rows.create(effective_on=effective_on, on_behalf_of=who, **values)


def reverse_row(rows: Any, row: Any, **values: Any) -> Any:
    """Write the row that reverses ``row``, of ``rows``, its item's history. From now on neither
    holds on any day; the row before holds for as long as the reversed one would have.

    Call it inside a transaction that holds the item's lock.
    """
    earlier = Q(effective_on__lt=row.effective_on)
    earlier |= Q(effective_on=row.effective_on, pk__lt=row.pk)
    before = rows.standing().filter(earlier).latest_first().first()
    until, row.superseded_on = row.superseded_on, row.effective_on
    row.save(update_fields=["superseded_on"])
    if before is not None:
        before.superseded_on = until
        before.save(update_fields=["superseded_on"])
    return first_row(
        rows,
        undoes=row,
        effective_on=row.effective_on,
        superseded_on=row.effective_on,
        **values,
    )
