from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResolutionsConfig(AppConfig):
    """Decided: what the Committee said."""

    name = "resolutions"
    verbose_name = _("Governing documents")
    default_auto_field = "django.db.models.BigAutoField"
