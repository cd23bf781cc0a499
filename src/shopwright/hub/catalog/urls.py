from django.urls import path

from . import views

urlpatterns = [
    path("", views.list_products, name="products"),
    path("new", views.create_product, name="product-new"),
    path("<int:product_id>", views.show_product, name="product"),
    path("<int:product_id>/edit", views.edit_product, name="product-edit"),
    path("<int:product_id>/pictures/<int:picture_id>/remove", views.remove_picture, name="picture-remove"),
    path("pictures/<int:picture_id>", views.show_picture, name="picture"),
]
