from django.urls import path

from resolutions import views

app_name = "resolutions"
urlpatterns = [
    path("", views.resolution_list, name="resolution_list"),
    path("export/", views.resolution_export, name="resolution_export"),
    path("new/", views.resolution_create, name="resolution_create"),
    path("<int:pk>/edit/", views.resolution_edit, name="resolution_edit"),
    path("<int:pk>/bases/", views.basis_links, name="basis_links"),
    path("<int:pk>/narratives/new/", views.narrative_add, name="narrative_add"),
    path("<int:pk>/targets/new/", views.target_add, name="target_add"),
    path("<int:pk>/portfolios/new/", views.portfolio_add, name="portfolio_add"),
    path("bases/<int:pk>/remove/", views.basis_remove, name="basis_remove"),
    path("narratives/<int:pk>/withdraw/", views.narrative_withdraw, name="narrative_withdraw"),
    path("targets/<int:pk>/edit/", views.target_edit, name="target_edit"),
    path(
        "targets/<int:pk>/measurements/",
        views.target_measurements,
        name="target_measurements",
    ),
    path(
        "measurements/<int:pk>/correct/",
        views.measurement_correct,
        name="measurement_correct",
    ),
    path(
        "measurements/<int:pk>/strike-out/",
        views.measurement_strike_out,
        name="measurement_strike_out",
    ),
    path("projects/<int:pk>/strike-out/", views.project_strike_out, name="project_strike_out"),
    path("moves/<int:pk>/strike-out/", views.move_strike_out, name="move_strike_out"),
    path("portfolios/<int:pk>/edit/", views.portfolio_edit, name="portfolio_edit"),
    path(
        "portfolios/<int:pk>/projects/",
        views.portfolio_projects,
        name="portfolio_projects",
    ),
    path("projects/<int:pk>/edit/", views.project_edit, name="project_edit"),
    path("projects/<int:pk>/move/", views.project_move, name="project_move"),
]
