from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("documents/", views.register, name="register"),
    path("documents/bulk/", views.bulk_edit, name="bulk_edit"),
    path("documents/export/", views.register_export, name="register_export"),
    path("documents/new/", views.document_create, name="document_create"),
    path("documents/<int:pk>/", views.document_page, name="document_page"),
    path("documents/<int:pk>/edit/", views.document_edit, name="document_edit"),
    path("documents/<int:pk>/deadline/", views.document_deadline, name="document_deadline"),
    path("documents/<int:pk>/undo/", views.document_undo, name="document_undo"),
    path("documents/<int:pk>/<slug:event>/", views.document_event, name="document_event"),
    path("guidance/", views.guidance_watch, name="guidance_watch"),
    path("guidance/<int:pk>/receive/", views.guidance_receive, name="guidance_receive"),
    path("paste/", views.paste, name="paste"),
    path("search/", views.search, name="search"),
    path("style/", views.style_page, name="style"),
    path("compare/", views.compare_page, name="compare"),
    path("compare/meetings/", views.meeting_create, name="meeting_create"),
    path("my/", views.my_work, name="my_work"),
    path("members/", views.member_list, name="member_list"),
    path("members/<int:pk>/", views.member_page, name="member_page"),
    path("members/<int:pk>/briefing/", views.member_briefing, name="member_briefing"),
    path("quality/", views.data_quality, name="data_quality"),
    path("resolutions/<int:pk>/", views.resolution_page, name="resolution_page"),
    path(
        "resolutions/<int:pk>/timeline/",
        views.resolution_timeline,
        name="resolution_timeline",
    ),
    path("coverage/", views.coverage, name="coverage"),
    path("tasks/<int:pk>/", views.task_page, name="task_page"),
    path("agencies/<int:pk>/", views.agency_page, name="agency_page"),
]
