"""What the reading of a symbol gives."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from resolutions.folding import fold
from resolutions.kinds import DocumentKind
from resolutions.symbols.abbreviations import NamedKind

# What the columns that hold a key can take.
KEY_LENGTH = 60


class Convention(models.TextChoices):
    """The pattern by which a symbol is written."""

    PARTY = "party", _("Party: 03-NQ/TU")
    STATE = "state", _("State, administrative: 3686/KH-UBND")
    NORMATIVE = "normative", _("State, normative: 12/2024/QĐ-UBND")
    NATIONAL_ASSEMBLY = "national_assembly", _("National Assembly: 117/2025/QH15")
    OFFICIAL_LETTER = "official_letter", _("State official letter: 1806/SKHCN-CĐS")
    JOINT = "joint", _("Joint: 01/QCPH/UBND-UBMTTQ")
    SHORT_REFERENCE = "short_reference", _("Short reference: KH No. 54")
    UNKNOWN = "unknown", _("Not recognised")


class Oddity(models.TextChoices):
    """How a symbol differs from what its pattern asks, or why it could not be read."""

    BLANK = "blank", _("Nothing is written.")
    UNREADABLE = "unreadable", _("Not recognised as a symbol; kept as written.")
    TOO_LONG = "too_long", _("Too long for a symbol.")
    SHORT = "short", _("A short reference: several documents may be meant.")
    NUMBER_MISSING = "number_missing", _("The number is missing.")
    NUMBER_ZERO = "number_zero", _("Numbers begin with 01.")
    KIND_MISSING = "kind_missing", _("The kind of document is missing.")
    KIND_UNKNOWN = "kind_unknown", _("The abbreviation of the kind is not in the lists.")
    KIND_UNUSUAL = "kind_unusual", _("The abbreviation of the kind is no longer in use.")
    KIND_DISAGREES = "kind_disagrees", _("The kind in words differs from that of the symbol.")
    ISSUER_MISSING = "issuer_missing", _("The issuing body is missing.")
    YEAR_MISSING = "year_missing", _("The year is missing.")
    YEAR_MISPLACED = "year_misplaced", _("The year does not stand behind the number.")
    YEAR_SHORT = "year_short", _("The year is not written in full.")
    YEAR_IN_PARTY = "year_in_party", _("A Party symbol bears no year.")
    STATE_PATTERN = "state_pattern", _("A Party body, but the State's pattern.")
    PARTY_PATTERN = "party_pattern", _("A State body, but the Party's pattern.")
    NUMBER_MISPLACED = "number_misplaced", _("The number does not stand first.")
    ORDER = "order", _("Kind and issuing body are in the wrong order.")
    MAYBE_ORDER = "maybe_order", _("Kind and issuing body may be in the wrong order.")
    SEPARATOR = "separator", _("Other marks than hyphen and slash separate the parts.")
    SEPARATOR_MISSING = "separator_missing", _("Two parts are not separated.")
    LONG_DASH = "long_dash", _("A dash stands for the hyphen.")
    SPACES = "spaces", _("There are spaces inside the symbol.")
    LETTER_CASE = "letter_case", _("Capital and small letters are mixed up.")
    LETTER_FOR_DIGIT = "letter_for_digit", _("A letter stands for a digit (O for 0, l for 1).")
    LOOKALIKE = "lookalike", _("A look-alike from another alphabet (Ð for Đ).")
    D_STROKE = "d_stroke", _("D and Đ are mixed up.")
    INVISIBLE = "invisible", _("There are invisible characters.")
    LEADING_ZERO = "leading_zero", _("Numbers below 10 are written with one leading zero.")
    DECIMAL_NUMBER = "decimal_number", _("The number has a decimal part.")
    NUMBER_SUFFIX = "number_suffix", _("A letter is added to the number.")
    WITH_SO = "with_so", _("“Số” is written before the number.")
    SO_COLON = "so_colon", _("The Party writes “Số” without a colon.")
    KIND_IN_WORDS = "kind_in_words", _("The kind is written in words before the number.")
    KIND_MISPLACED = "kind_misplaced", _("The kind stands before the number only.")
    TEXT_AFTER = "text_after", _("More words follow the symbol.")


@dataclass(frozen=True)
class Symbol:
    """A symbol taken apart. ``canonical`` is what two spellings of one symbol share.

    ``number`` is the whole part, ``number_text`` the number as printed (``03``, ``66.7``).
    ``kinds`` are all kinds the symbol may mean; it is never decided between them. What is not
    complete stays as written in ``canonical``.
    """

    written: str
    canonical: str
    number: int | None = None
    kind_code: str = ""
    issuer_code: str = ""
    is_complete: bool = False
    number_text: str = ""
    year: int | None = None
    unit_code: str = ""
    convention: Convention = Convention.UNKNOWN
    kinds: tuple[NamedKind, ...] = ()
    oddities: tuple[Oddity, ...] = ()

    @property
    def key(self) -> str:
        """The form compared in look-ups: folded, so that QĐ, QD and qđ meet."""
        return fold(self.canonical)[:KEY_LENGTH].strip()

    @property
    def kind(self) -> DocumentKind | None:
        """The kind, when the symbol allows one only."""
        return self.kinds[0].kind if len(self.kinds) == 1 else None
