from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate, pre_save
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Written: which documents must exist and where they stand."""

    name = "documents"
    verbose_name = _("Planned documents")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from auditlog.models import LogEntry  # noqa: PLC0415

        from documents.audit import append_only, context, events, registry, rights  # noqa: PLC0415

        registry.register_models()
        events.connect()
        pre_save.connect(context.complete, sender=LogEntry)
        pre_migrate.connect(append_only.before_migrating, sender=self)
        post_migrate.connect(append_only.after_migrating, sender=self)
        post_migrate.connect(rights.after_migrating, sender=self)
