from django.urls import path

from assignments import views

app_name = "assignments"
urlpatterns = [
    path("tasks/", views.task_list, name="task_list"),
    path("tasks/export/", views.task_export, name="task_export"),
    path("tasks/new/", views.task_create, name="task_create"),
    path("tasks/<int:pk>/edit/", views.task_edit, name="task_edit"),
    path("tasks/<int:pk>/deadline/", views.task_deadline, name="task_deadline"),
    path("agencies/", views.agency_list, name="agency_list"),
]
