from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Written: which documents must exist and where they stand."""

    name = "documents"
    verbose_name = _("Planned documents")
    default_auto_field = "django.db.models.BigAutoField"
