from django.urls import path

from . import connect, views

urlpatterns = [
    path("", views.list_connections, name="connections"),
    path("connect/<slug:channel>", connect.begin, name="connect"),
    path("connect/<slug:channel>/shops", connect.choose_shops, name="choose-shops"),
    path("apps/<int:app_id>/remove", connect.remove_app, name="app-remove"),
    path("<int:connection_id>", views.show_connection, name="connection"),
    path("<int:connection_id>/change", views.change_connection, name="connection-change"),
]
