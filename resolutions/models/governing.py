"""The register of governing documents: resolutions, directives, programmes and the rest."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from resolutions.fields import SmallWhole, TextBlock, TextLine
from resolutions.folding import search_words
from resolutions.kinds import DocumentKind, EffectState, FurtherYear, IssuerLevel
from resolutions.models.identity import SymbolReads, numbered_together
from resolutions.models.searchable import Searchable
from resolutions.models.source import Sourced
from resolutions.symbols import read_symbol

FIRST_YEAR = 1930
LAST_YEAR = 2199


# What a document may lack, as lists are asked for it, and the method that finds those.
LACKING = {
    "date": "lacking_issue_date",
    "title": "lacking_title",
    "twins": "sharing_symbol",
}
# What each of them is called, in filters and as a figure.
LACKING_NAMES = {
    "date": _("No issue date"),
    "title": _("No title"),
    "twins": _("Same number in the same term"),
}


class ResolutionQuerySet(SymbolReads, models.QuerySet["Resolution"]):
    """Reads with a name."""

    def real(self) -> "ResolutionQuerySet":
        """Documents that exist; what figures of the office count."""
        return self.filter(is_fictional=False)

    def fictional(self) -> "ResolutionQuerySet":
        """Training documents, shown apart and never counted with the real ones."""
        return self.filter(is_fictional=True)

    def search(self, query: str) -> "ResolutionQuerySet":
        """Documents in which every word of ``query`` occurs, tone marks ignored."""
        found = self
        for word in search_words(query):
            found = found.filter(search_text__contains=word)
        return found

    def possible_duplicates_of(self, resolution: "Resolution") -> "ResolutionQuerySet":
        """Other documents of the same issuer level, kind and symbol in the same term.

        A warning for people, never a refusal: the 2021 report itself has two 06-NQ/TU.
        """
        return (
            self.bearing_the_symbol_of(resolution)
            .filter(
                kind=resolution.kind,
                issuer_level=resolution.issuer_level,
                term=resolution.term,
                is_fictional=resolution.is_fictional,
            )
            .exclude(pk=resolution.pk)
        )

    def lacking_issue_date(self) -> "ResolutionQuerySet":
        """The day it was issued is not known."""
        return self.filter(issued_on__isnull=True)

    def lacking_title(self) -> "ResolutionQuerySet":
        """The source does not say what it is about."""
        return self.filter(title="")

    def sharing_symbol(self) -> "ResolutionQuerySet":
        """Documents that may be one and the same as another, or numbered twice by mistake;
        see ``possible_duplicates_of``."""
        same = ("kind", "issuer_level", "symbol_key", "term", "is_fictional")
        twins = self.model._default_manager.filter(
            **{name: OuterRef(name) for name in same}
        ).exclude(pk=OuterRef("pk"))
        return self.exclude(symbol_key="").filter(Exists(twins))

    def lacking(self, name: str) -> "ResolutionQuerySet":
        """The set of ``LACKING`` by its short name."""
        return getattr(self, LACKING[name])()

    def with_duplicates(self, pk: int) -> "tuple[Resolution | None, list[Resolution]]":
        """A document and its ``possible_duplicates_of``, together in one query."""
        same = ("kind", "issuer_level", "symbol_key", "term", "is_fictional")
        itself = Resolution.objects.filter(pk=pk, **{name: OuterRef(name) for name in same})
        rows = self.filter(Q(pk=pk) | (~Q(symbol_key="") & Exists(itself)))
        found = {row.pk: row for row in rows}
        asked = found.pop(pk, None)
        if asked is None:
            return None, []
        return asked, [row for row in found.values() if numbered_together(asked, row)]

    def for_register(self) -> "ResolutionQuerySet":
        """Rows in the order of the register: newest first, undated last."""
        return self.order_by(F("issued_on").desc(nulls_last=True), "kind", "symbol_key", "pk")

    def for_choice(self) -> "ResolutionQuerySet":
        """Rows as a list to choose from: in the order of the register, training data last."""
        ordered = self.for_register()
        return ordered.order_by("is_fictional", *ordered.query.order_by)


class Resolution(Searchable, Sourced):
    """A governing document (văn bản chỉ đạo): what the Committee or another body decided.

    Identity is issuer + kind + number + date or term. The symbol is kept as written; a
    document may be known without a date (``issued_year`` alone) or without a title.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=DocumentKind)
    symbol = TextLine(_("symbol as written"), max_length=60, blank=True)
    symbol_key = models.CharField(max_length=60, blank=True, editable=False, db_index=True)
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    issued_on = models.DateField(_("issue date"), null=True, blank=True)
    issued_year = SmallWhole(
        _("issue year"),
        null=True,
        blank=True,
        help_text=_("Fill in when only the year is known."),
    )
    title = TextLine(_("title"), max_length=1000, blank=True)
    issuer_name = TextLine(_("issuing body"), max_length=200, blank=True)
    issuer_level = models.CharField(
        _("level of the issuing body"), max_length=20, choices=IssuerLevel
    )
    term = TextLine(_("committee term"), max_length=60, blank=True)
    field_of_work = TextLine(_("field of work"), max_length=200, blank=True)
    period_from = SmallWhole(_("period from"), null=True, blank=True)
    period_to = SmallWhole(_("period to"), null=True, blank=True)
    vision_year = SmallWhole(
        _("further year"),
        null=True,
        blank=True,
        help_text=_("The year beyond the period: “vision to” or “orientation to” 2045."),
    )
    further_year = models.CharField(
        _("the further year is written as"),
        max_length=12,
        choices=FurtherYear,
        default=FurtherYear.VISION,
    )
    period_text = TextLine(_("period as written"), max_length=200, blank=True)
    effect_state = models.CharField(
        _("effect"), max_length=12, choices=EffectState, default=EffectState.IN_FORCE
    )
    effect_ended_on = models.DateField(_("effect ended on"), null=True, blank=True)
    effect_decision = TextLine(_("deciding document"), max_length=300, blank=True)
    note = TextBlock(_("note"), blank=True, max_length=5000)
    is_fictional = models.BooleanField(
        _("training data"),
        default=False,
        help_text=_("Shown apart; never counted with the real figures."),
    )

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("governing document")
        verbose_name_plural = _("governing documents")
        ordering = ["-issued_on", "symbol_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="resolution_kind_is_known", condition=Q(kind__in=DocumentKind.values)
            ),
            models.CheckConstraint(
                name="resolution_issuer_level_is_known",
                condition=Q(issuer_level__in=IssuerLevel.values),
            ),
            models.CheckConstraint(
                name="resolution_further_year_is_known",
                condition=Q(further_year__in=FurtherYear.values),
            ),
            models.CheckConstraint(
                name="resolution_effect_is_known",
                condition=Q(effect_state__in=EffectState.values),
            ),
            models.CheckConstraint(
                name="resolution_has_an_issuer",
                condition=~Q(issuer_name="") | Q(issuer_level=IssuerLevel.UNKNOWN),
                violation_error_message=_("Name the issuing body."),
            ),
            models.CheckConstraint(
                name="resolution_has_symbol_or_title",
                condition=~Q(symbol="") | ~Q(title=""),
                violation_error_message=_("Give the symbol or the title, so it can be found."),
            ),
            models.CheckConstraint(
                name="resolution_year_agrees_with_date",
                condition=Q(issued_on__isnull=True)
                | Q(issued_year__isnull=True)
                | Q(issued_on__year=F("issued_year")),
                violation_error_message=_("The issue year differs from the issue date."),
            ),
            models.CheckConstraint(
                name="resolution_period_runs_forward",
                condition=(
                    Q(period_from__isnull=True)
                    | Q(period_to__isnull=True)
                    | Q(period_to__gte=F("period_from"))
                ),
                violation_error_message=_("The period ends before it begins."),
            ),
            models.CheckConstraint(
                name="resolution_years_are_plausible",
                condition=(
                    (
                        Q(period_from__isnull=True)
                        | Q(period_from__range=(FIRST_YEAR, LAST_YEAR))
                    )
                    & (Q(period_to__isnull=True) | Q(period_to__range=(FIRST_YEAR, LAST_YEAR)))
                    & (
                        Q(vision_year__isnull=True)
                        | Q(vision_year__range=(FIRST_YEAR, LAST_YEAR))
                    )
                    & (
                        Q(issued_year__isnull=True)
                        | Q(issued_year__range=(FIRST_YEAR, LAST_YEAR))
                    )
                ),
                violation_error_message=_("Years lie between 1930 and 2199."),
            ),
            models.CheckConstraint(
                name="resolution_in_force_has_not_ended",
                condition=~Q(effect_state=EffectState.IN_FORCE)
                | Q(effect_ended_on__isnull=True),
                violation_error_message=_("A document in force has no end date."),
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or self.title

    def clean(self) -> None:
        """The issuing body is named, unless the source does not tell even its level."""
        super().clean()
        if not self.issuer_name and self.issuer_level != IssuerLevel.UNKNOWN:
            raise ValidationError({"issuer_name": _("Name the issuing body.")})

    def save(self, *args, **kwargs):
        """Keep what is derived from the symbol and the text in step with them."""
        read = read_symbol(self.symbol)
        self.symbol_key, self.number = (read.key, read.number) if self.symbol else ("", None)
        self.keep_searchable(
            f"{self.symbol} {read.canonical} {self.title} {self.issuer_name} "
            f"{self.get_kind_display()} {self.field_of_work}",
            name=self.title,
        )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("documents:resolution_page", args=[self.pk])

    @property
    def name(self) -> str:
        """Kind and symbol as spoken of: “Nghị quyết số 03-NQ/TU”."""
        if not self.symbol:
            return self.title
        if self.number is not None and not self.symbol[:1].isdigit():
            return self.symbol
        return _("%(kind)s No. %(symbol)s") % {
            "kind": self.get_kind_display(),
            "symbol": self.symbol,
        }

    @property
    def is_odd_symbol(self) -> bool:
        """The symbol is not written the way its pattern asks."""
        return bool(self.symbol) and self.canonical_symbol != self.symbol

    @property
    def canonical_symbol(self) -> str:
        """The symbol in its proper spelling."""
        return read_symbol(self.symbol).canonical


class _KindManager(models.Manager.from_queryset(ResolutionQuerySet)):  # type: ignore[misc]
    """The documents of one kind, for the proxies."""

    def __init__(self, kind: DocumentKind) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self):
        return super().get_queryset().filter(kind=self.kind)


class Directive(Resolution):
    """A directive (chỉ thị): a governing document of that kind, with its own admin page."""

    objects: ClassVar[Any] = _KindManager(DocumentKind.DIRECTIVE)

    class Meta:
        proxy = True
        verbose_name = _("directive")
        verbose_name_plural = _("directives")

    def save(self, *args, **kwargs):
        self.kind = DocumentKind.DIRECTIVE
        super().save(*args, **kwargs)


class Programme(Resolution):
    """A programme (chương trình): a governing document of that kind."""

    objects: ClassVar[Any] = _KindManager(DocumentKind.PROGRAMME)

    class Meta:
        proxy = True
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def save(self, *args, **kwargs):
        self.kind = DocumentKind.PROGRAMME
        super().save(*args, **kwargs)
