"""Addresses of the door. None of allauth's own is open, except the one its protocol needs."""

from django.contrib.auth import views as auth_views
from django.urls import path

from config.signing_in import oidc, views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("login/code/", views.second_factor_code, name="second_factor_code"),
    path("login/oidc/", oidc.start, name="oidc_start"),
    path(
        "login/oidc/callback/",
        oidc.callback,
        {"provider_id": oidc.PROVIDER},
        name="openid_connect_callback",
    ),
    path("logout/", auth_views.LogoutView.as_view(), name="logout"),
    path("password/", views.PasswordChange.as_view(), name="password_change"),
    path(
        "password/done/",
        auth_views.PasswordChangeDoneView.as_view(),
        name="password_change_done",
    ),
    path("second-factor/", views.account_second_factor, name="second_factor"),
    path("second-factor/codes/", views.second_factor_codes, name="second_factor_codes"),
    path("sessions/", views.my_sessions, name="my_sessions"),
]
