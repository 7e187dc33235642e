"""Where each address leads. Wiring only."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from config.api import urls as api_urls
from config.documentation import documentation
from config.health import ADDRESS, healthz
from config.language import choose_language
from config.readiness import readyz

urlpatterns = [
    path("", include("documents.urls")),
    path("", include("assignments.urls")),
    path("resolutions/", include("resolutions.urls")),
    path("accounts/", include("config.signing_in.urls")),
    path("language/", choose_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("api/v1/", include((api_urls, "api"))),
    path("api/v1/docs/", documentation, name="documentation"),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path(ADDRESS.lstrip("/"), healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
