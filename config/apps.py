"""Which administration site the ``admin.py`` of every app registers with."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """Puts ``config.admin.Administration`` in the place of Django's own site."""

    default_site = "config.admin.Administration"
