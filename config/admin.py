"""The administration: Django's own site behind the app's one door."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from assignments import ranks
from assignments.models import GuardedAct
from resolutions.folding import fold


class Administration(admin.AdminSite):
    """People sign in, sign out and change their password on the app's own pages."""

    site_header = _("Resolution Tracking – administration")
    site_title = _("Resolution Tracking")
    index_title = _("Administration")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        """The tables of the libraries behind the sign-in page are nobody's workshop."""
        models = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        )
        ours = [m for m in models if not m.__module__.startswith("allauth.")]
        super().register(ours, *args, **options)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Tells every administrator which ranks wait for a second one, and of late which were
        given and what one of them did alone."""
        now, acts = timezone.now(), GuardedAct.objects.select_related("user", "asked_by")
        told = {
            "waiting": acts.waiting(),
            "ringing": ranks.ringing(now).select_related("user", "asked_by")[:20],
            "agreed": acts.agreed(now).select_related("decided_by")[:20],
        }
        return super().index(request, told | (extra_context or {}))

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """The apps in the order of the process, their tables in the order of the alphabet."""
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda model: fold(str(model["name"])))
        order = ["resolutions", "assignments", "documents"]
        return sorted(
            found,
            key=lambda app: (
                order.index(app["app_label"]) if app["app_label"] in order else len(order)
            ),
        )

    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """To the sign-in page, and back; a colleague without the right is told so."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", "/admin/"))

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return LogoutView.as_view()(request)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("password_change")
