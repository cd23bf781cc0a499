from django.urls import path

from . import views

urlpatterns = [
    path("", views.list_orders, name="orders"),
    path("<int:order_id>", views.show_order, name="order"),
    path("<int:order_id>/change", views.change_order, name="order-change"),
]
