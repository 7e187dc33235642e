"""Which administration site the ``admin.py`` of every app registers with."""

from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.templatetags import admin_list
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.core import checks
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

_ICONS = {
    True: ("admin/img/icon-yes.svg", _("yes")),
    False: ("admin/img/icon-no.svg", _("no")),
    None: ("admin/img/icon-unknown.svg", _("not known")),
}


def yes_or_no(value: bool | None) -> SafeString:
    """A truth value as lists of the administration show it: an icon, read out in words."""
    icon, words = _ICONS[value]
    return format_html('<img src="{}" alt="{}">', static(icon), words)


class AdministrationConfig(AdminConfig):
    """Puts ``config.admin.Administration`` in the place of Django's own site."""

    default_site = "config.admin.Administration"

    def ready(self) -> None:
        super().ready()
        # Needs the models, which are loaded by now.
        from config import busy  # noqa: PLC0415
        from config.checks import history_is_kept  # noqa: PLC0415
        from config.signing_in import marks, trying  # noqa: PLC0415

        checks.register(history_is_kept, checks.Tags.security, deploy=True)
        busy.connect()
        user_logged_in.connect(marks.mark, dispatch_uid="marks of a session")
        user_login_failed.connect(trying.count_failure, dispatch_uid="failures of an address")
        # Django's own function reads out “True” and “False” in every language.
        admin_list._boolean_icon = yes_or_no  # type: ignore[attr-defined]
