from django.urls import path

from . import views

urlpatterns = [
    path("", views.show_findings, name="self-audit"),
    path("run", views.run_now, name="self-audit-run"),
    path("runs", views.list_runs, name="self-audit-runs"),
]
