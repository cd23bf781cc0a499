from django.urls import path

from . import views

urlpatterns = [
    path("ship", views.ship_orders, name="ship"),
    path("labels", views.print_labels, name="labels"),
]
