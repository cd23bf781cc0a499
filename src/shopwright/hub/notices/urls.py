from django.urls import path

from . import text_views, views

urlpatterns = [
    path("", views.list_notices, name="notices"),
    path("again", views.send_again, name="notices-again"),
    path("shops", views.list_shops, name="notice-shops"),
    path("shops/<int:connection_id>", views.show_shop, name="notice-shop"),
    path("shops/<int:connection_id>/try", views.try_shop, name="notice-try"),
    path("shops/<int:connection_id>/switch", views.switch_step, name="notice-switch"),
    path("texts/<slug:step>", text_views.edit_text, name="notice-text"),
]
