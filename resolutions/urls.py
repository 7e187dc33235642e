from django.urls import path

from resolutions import views

app_name = "resolutions"
urlpatterns = [
    path("", views.resolution_list, name="resolution_list"),
    path("export/", views.resolution_export, name="resolution_export"),
    path("new/", views.resolution_create, name="resolution_create"),
    path("<int:pk>/edit/", views.resolution_edit, name="resolution_edit"),
]
