from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("documents/", views.register, name="register"),
    path("documents/new/", views.document_create, name="document_create"),
    path("documents/<int:pk>/", views.document_page, name="document_page"),
    path("documents/<int:pk>/edit/", views.document_edit, name="document_edit"),
    path("documents/<int:pk>/<slug:event>/", views.document_event, name="document_event"),
    path("resolutions/<int:pk>/", views.resolution_page, name="resolution_page"),
    path("tasks/<int:pk>/", views.task_page, name="task_page"),
    path("agencies/<int:pk>/", views.agency_page, name="agency_page"),
]
