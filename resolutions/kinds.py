"""The closed lists of the left-most app: kinds of documents, levels of issuers, effect."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """The kind of a document as named by its issuer.

    The stored value is the symbol's abbreviation where it is unique. Quyết định and Quy định
    share ``QĐ`` in Party symbols, so a kind is never inferred from a symbol.
    Source: Quy định 399-QĐ/TW (2026) for Party documents, Nghị định 30/2020/NĐ-CP for State.
    """

    RESOLUTION = "NQ", _("Resolution")
    DIRECTIVE = "CT", _("Directive")
    PROGRAMME = "CTr", _("Programme")
    CONCLUSION = "KL", _("Conclusion")
    PLAN = "KH", _("Plan")
    DECISION = "QD", _("Decision")
    REGULATION = "QyD", _("Regulation")
    STATUTE = "QC", _("Working statute")
    SCHEME = "DA", _("Scheme")
    GUIDELINE = "HD", _("Guideline")
    NOTICE = "TB", _("Notice")
    CIRCULAR = "TT", _("Circular")
    SUBMISSION = "TTr", _("Submission")
    REPORT = "BC", _("Report")
    LETTER = "CV", _("Official letter")
    OTHER = "other", _("Other kind")


class IssuerLevel(models.TextChoices):
    """Where the issuing body stands."""

    CENTRAL = "central", _("Central")
    PROVINCIAL_PARTY = "provincial_party", _("Provincial Party bodies")
    PROVINCIAL_STATE = "provincial_state", _("Provincial State bodies")
    DISTRICT = "district", _("District")
    COMMUNE = "commune", _("Commune")
    UNKNOWN = "unknown", _("not given by the source")


class EffectState(models.TextChoices):
    """Whether a governing document still binds."""

    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    ENDED = "ended", _("No longer in force")


class BasisRelation(models.TextChoices):
    """What the younger document does to the older one."""

    CONCRETISES = "concretises", _("concretises")
    TOGETHER_WITH = "together_with", _("is implemented together with")
    REPLACES = "replaces", _("replaces")
    AMENDS = "amends", _("amends")


class NarrativeSubject(models.TextChoices):
    """What a narrative tells of a governing document. ``INTEGRATED``: its content goes into
    plans, programmes and schemes that the units have anyway, and not into documents of its
    own."""

    PROGRESS = "progress", _("how it is carried out")
    INTEGRATED = "integrated", _("integrated into the units' plans, programmes and schemes")


class FurtherYear(models.TextChoices):
    """How a document speaks of the year beyond its period."""

    VISION = "vision", _("vision to (year)")
    ORIENTATION = "orientation", _("orientation to (year)")


class Direction(models.TextChoices):
    """Which way a measured value has to go."""

    INCREASE = "increase", _("Increase to")
    DECREASE = "decrease", _("Decrease by")
    REACH = "reach", _("Reach")
    OBSERVE = "observe", _("Observe only")
