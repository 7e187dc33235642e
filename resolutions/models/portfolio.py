"""Portfolios of projects that move through ordered stages (21 urban projects)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resolutions.fields import Amount, SmallWhole, TextBlock, TextLine
from resolutions.models.governing import Resolution
from resolutions.models.source import Sourced
from resolutions.moments import Moment


class PortfolioQuerySet(models.QuerySet["Portfolio"]):
    def with_standing(self, moment: Moment):
        """Portfolios once per stage and per project that stood at it at the moment, in order:
        ``stage_pk``, ``stage_name``, ``project_pk``, ``project_name``, ``project_area``. A
        stage where no project stood, and a portfolio without stages, has one row too."""
        known = ProjectMove.objects.known(moment)
        place = Window(
            RowNumber(),
            partition_by=[F("project")],
            order_by=[F("effective_on").desc(), F("pk").desc()],
        )
        last = known.order_by().annotate(place=place).filter(place=1).values("pk")
        standing = Q(stages__moves__pk__in=Subquery(last))
        return (
            self.annotate(move=FilteredRelation("stages__moves", condition=standing))
            .annotate(
                stage_pk=F("stages__pk"),
                stage_name=F("stages__name"),
                project_pk=F("move__project__pk"),
                project_name=F("move__project__name"),
                project_area=F("move__project__area_ha"),
            )
            .order_by("pk", "stages__order", "project_name", "project_pk")
        )


class Portfolio(Sourced):
    """A set of projects followed under one governing document."""

    resolution = models.ForeignKey(
        Resolution,
        models.CASCADE,
        related_name="portfolios",
        verbose_name=_("governing document"),
    )
    name = TextLine(_("name"), max_length=300)
    description = TextBlock(_("description"), blank=True, max_length=5000)

    objects = PortfolioQuerySet.as_manager()

    class Meta:
        verbose_name = _("project portfolio")
        verbose_name_plural = _("project portfolios")
        ordering = ["resolution", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("documents:resolution_page", args=[self.resolution_id])


class Stage(models.Model):
    """A step that projects of a portfolio pass through, in ``order``."""

    portfolio = models.ForeignKey(
        Portfolio, models.CASCADE, related_name="stages", verbose_name=_("project portfolio")
    )
    order = SmallWhole(_("order"))
    name = TextLine(_("name"), max_length=300)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["portfolio", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "order"],
                name="stage_order_is_taken_once",
                violation_error_message=_("Two stages of a portfolio cannot share a place."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectQuerySet(models.QuerySet["Project"]):
    def in_portfolio(self) -> Self:
        """Projects that were not struck out: those at a stage, and those of which no stage was
        recorded yet."""
        standing = ProjectMove.objects.standing().filter(project=OuterRef("pk"))
        return self.filter(Q(moves__isnull=True) | Q(Exists(standing))).distinct()

    def struck_out(self) -> Self:
        """Projects of which every move was struck out: they are counted on no day."""
        return self.exclude(pk__in=self.in_portfolio().order_by().values("pk"))

    def with_stage(self, moment: Moment):
        """Projects known at the moment, each with the id of the stage it stood at
        (``stage_id``)."""
        moves = ProjectMove.objects.known(moment).filter(project=OuterRef("pk"))
        last = moves.latest_first()
        return self.annotate(stage_id=Subquery(last.values("stage_id")[:1])).filter(
            stage_id__isnull=False
        )


class Project(Sourced):
    """One project of a portfolio. A project known only as part of a count says so."""

    portfolio = models.ForeignKey(
        Portfolio, models.CASCADE, related_name="projects", verbose_name=_("project portfolio")
    )
    name = TextLine(_("name"), max_length=500)
    area_ha = Amount(_("area (ha)"), max_digits=12, decimal_places=2, null=True, blank=True)
    is_unnamed = models.BooleanField(_("known only from a count"), default=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["portfolio", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="project_area_is_positive",
                condition=Q(area_ha__isnull=True) | Q(area_ha__gt=0),
                violation_error_message=_("An area is greater than zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.portfolio.get_absolute_url()


class ProjectMoveQuerySet(models.QuerySet["ProjectMove"]):
    """Reads with a name."""

    def known(self, moment: Moment) -> Self:
        """The moves made by the moment, of those that had been recorded, and not struck out by
        then."""
        rows = moment.recorded(self.filter(effective_on__lte=moment.on, undoes__isnull=True))
        if moment.known_at is None:
            return rows.filter(undone_by__isnull=True)
        return rows.exclude(undone_by__recorded_at__lte=moment.known_at)

    def standing(self) -> Self:
        """The moves that were not struck out, without what struck out others."""
        return self.filter(undoes__isnull=True, undone_by__isnull=True)

    def latest_first(self) -> Self:
        """The order that decides where a project stands: the later day, then the later
        entry."""
        return self.order_by("-effective_on", "-pk")


class ProjectMove(Sourced):
    """A project reached a stage on a day. Moves are added, never edited; one entered by mistake
    is struck out by a row that ``undoes`` it and says why: then neither counts on any day."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="moves", verbose_name=_("project")
    )
    stage = models.ForeignKey(
        Stage, models.PROTECT, related_name="moves", verbose_name=_("stage")
    )
    effective_on = models.DateField(_("effective on"))
    date_is_upper_bound = models.BooleanField(
        _("exact day unknown"),
        default=False,
        help_text=_("It was so on this day; it may have been so earlier."),
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    note = TextBlock(_("note"), blank=True, max_length=2000)
    undoes = models.OneToOneField(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        editable=False,
        related_name="undone_by",
        verbose_name=_("undoes"),
    )

    objects = ProjectMoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("project move")
        verbose_name_plural = _("project moves")
        ordering = ["project", "-effective_on", "-pk"]
        indexes = [
            models.Index(fields=["project", "-effective_on", "-id"], name="projectmove_latest")
        ]
        constraints = [
            models.CheckConstraint(
                name="projectmove_undoing_says_why",
                condition=Q(undoes__isnull=True) | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} → {self.stage}"
