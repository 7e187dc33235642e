"""Where each address leads. Wiring only."""

from django.urls import path

urlpatterns = []
