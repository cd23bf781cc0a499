from django.urls import path

from . import views

urlpatterns = [
    path("", views.list_stock, name="stock"),
    path("<int:variant_id>", views.show_variant, name="variant-stock"),
    path("<int:variant_id>/move", views.move_stock, name="stock-move"),
    path("<int:variant_id>/bin", views.set_bin, name="stock-bin"),
]
