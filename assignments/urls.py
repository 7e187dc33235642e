from django.urls import path

from assignments import views
from assignments.event_views import task_deadline_strike_out, task_event

app_name = "assignments"
urlpatterns = [
    path("tasks/", views.task_list, name="task_list"),
    path("tasks/export/", views.task_export, name="task_export"),
    path("tasks/new/", views.task_create, name="task_create"),
    path("tasks/<int:pk>/edit/", views.task_edit, name="task_edit"),
    path("tasks/<int:pk>/deadline/", views.task_deadline, name="task_deadline"),
    path("tasks/<int:pk>/deadline/event/", task_event, name="task_event"),
    path(
        "tasks/deadlines/<int:pk>/strike-out/",
        task_deadline_strike_out,
        name="task_deadline_strike_out",
    ),
    path("views/", views.view_save, name="view_save"),
    path("views/<int:pk>/delete/", views.view_delete, name="view_delete"),
    path("accounts/tokens/", views.token_list, name="token_list"),
    path("agencies/", views.agency_list, name="agency_list"),
]
