"""The columns of the list of governing documents. To add one: a ``Column`` here and its cell in
``templates/components/cells/resolution/``."""

from django.utils.translation import gettext_lazy as _

from resolutions.listing import Column

_CELLS = "components/cells/resolution/"


def _period(resolution) -> str:
    years = [str(y) for y in (resolution.period_from, resolution.period_to) if y]
    return " – ".join(dict.fromkeys(years)) or resolution.period_text


RESOLUTION_COLUMNS = (
    Column(
        "name",
        _("Document"),
        lambda r: r.name,
        f"{_CELLS}name.html",
        css="c-doc",
        order=("symbol_key",),
        is_fixed=True,
        width=26,
    ),
    Column(
        "title",
        _("Title"),
        lambda r: r.title,
        f"{_CELLS}title.html",
        order=("sort_key",),
        is_default=False,
        width=60,
    ),
    Column(
        "kind",
        _("Kind"),
        lambda r: r.get_kind_display(),
        f"{_CELLS}kind.html",
        order=("kind",),
        is_default=False,
    ),
    Column(
        "issued",
        _("Issue date"),
        lambda r: r.issued_on or r.issued_year or "",
        f"{_CELLS}issued.html",
        css="nowrap c-date",
        order=("issued_on",),
    ),
    Column(
        "issuer",
        _("Issuing body"),
        lambda r: r.issuer_name,
        f"{_CELLS}issuer.html",
        css="c-issuer",
        order=("issuer_name",),
        width=30,
    ),
    Column("period", _("Period"), _period, f"{_CELLS}period.html", css="c-period"),
    Column(
        "effect",
        _("Effect"),
        lambda r: r.get_effect_state_display(),
        f"{_CELLS}effect.html",
        css="c-effect nowrap",
    ),
)
