"""What is logged: every model of the three apps and the logins, unless it is named here."""

from collections.abc import Iterator

from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Field, JSONField, Model

APPS = ("resolutions", "assignments", "documents")

# A model that is not logged, and why: by label.
EXCLUDED: dict[str, str] = {
    "resolutions.Sending": "says that a form was recorded; what it recorded is logged itself",
    "assignments.SignedInSession": "its key opens the session; signing in and out is logged",
    "documents.Seal": "it vouches for the log, and is kept like it",
    "documents.EventCount": "it counts what the log no longer tells one by one",
}

# Fields that repeat what other fields say, or are kept by the services without anybody's doing.
SHADOWS = frozenset(
    {
        "search_text",
        "accent_text",
        "sort_key",
        "symbol_key",
        "number",  # of the symbol
        "superseded_on",  # the day the next row of the same history began
    }
)
# Signing in is an event of its own, and would change the login's row each time.
_OF_LOGINS = frozenset({"last_login"})
_MASKED = ["password"]
# Of a token: what would tell a copy of the log which token it is.
_SECRETS = frozenset({"digest", "seal"})


def of_the_apps() -> Iterator[type[Model]]:
    """The models of the three apps that people's work is in."""
    for label in APPS:
        yield from apps.get_app_config(label).get_models()


def logged_models() -> list[type[Model]]:
    """The models whose changes are logged, logins last."""
    return [m for m in of_the_apps() if m._meta.label not in EXCLUDED] + [User]


def hide(_value: str) -> str:
    """What is written instead of a secret; not even its length is told."""
    return "********"


def _is_logged(field: Field, hidden: frozenset[str]) -> bool:
    """Not what is kept in one piece: of an annex its cells and what became of each row, of an
    event what it replaced; the rows that were made or changed are logged themselves."""
    return field.name not in hidden and not isinstance(field, JSONField)


def register_models() -> None:
    """Connect the log to each model."""
    for model in logged_models():
        hidden = SHADOWS | _SECRETS | (_OF_LOGINS if model is User else frozenset())
        auditlog.register(
            model,
            include_fields=[f.name for f in model._meta.fields if _is_logged(f, hidden)],
            m2m_fields={field.name for field in model._meta.many_to_many},
            mask_fields=[f.name for f in model._meta.fields if f.name in _MASKED],
            mask_callable="documents.audit.registry.hide",
        )
