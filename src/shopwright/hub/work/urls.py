from django.urls import path

from . import alert_views, check_views, views

urlpatterns = [
    path("", views.list_jobs, name="jobs"),
    path("act", views.act_on_jobs, name="jobs-act"),
    path("alerts", alert_views.list_alerts, name="alerts"),
    path("alerts/acknowledge", alert_views.acknowledge, name="alerts-acknowledge"),
    path("checks", check_views.list_checks, name="checks"),
    path("checks/new", check_views.begin_check, name="check-new"),
    path("checks/<int:run_id>", check_views.show_check, name="check"),
]
