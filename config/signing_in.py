"""Signing in, without losing what was typed before: see ``resolutions.kept``."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from resolutions.kept import keep, settle


class LoginRequired(LoginRequiredMiddleware):
    """Sends the anonymous to the sign-in page; what their form brought is kept meanwhile."""

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponseRedirect:
        keep(request)
        return super().handle_no_permission(request, view_func)


class SignIn(LoginView):
    """The sign-in page."""

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        settle(self.request)
        return response
