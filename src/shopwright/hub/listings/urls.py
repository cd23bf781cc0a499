from django.urls import path

from . import views

urlpatterns = [
    path("", views.list_listings, name="listings"),
    path("<int:listing_id>", views.show_listing, name="listing"),
    path("<int:listing_id>/change", views.change_listing, name="listing-change"),
    path("differences/<int:connection_id>", views.show_differences, name="stock-differences"),
    path("publish/<int:product_id>", views.publish_product, name="publish"),
]
