from django.urls import path

from . import views

urlpatterns = [
    path("<int:act_id>", views.show_run, name="background-run"),
    path("<int:act_id>/act", views.act_on_run, name="background-act"),
    path("<int:act_id>/file", views.send_file, name="background-file"),
]
