from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssignmentsConfig(AppConfig):
    """Assigned: who must do what, by when."""

    name = "assignments"
    verbose_name = _("Agencies, people and tasks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Needs the models, which are loaded by now.
        from assignments.logins import connect  # noqa: PLC0415

        connect()
