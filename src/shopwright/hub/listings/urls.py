from django.urls import path

from . import views

urlpatterns = [
    path("", views.list_listings, name="listings"),
    path("<int:listing_id>", views.show_listing, name="listing"),
    path("<int:listing_id>/change", views.change_listing, name="listing-change"),
    path("differences/<int:connection_id>", views.show_differences, name="stock-differences"),
    path("grid", views.show_grid, name="grid"),
    path("grid/change", views.change_many, name="grid-change"),
    path("rules/<int:connection_id>", views.edit_rule, name="listing-rule"),
    path("<int:listing_id>/link", views.link_listing, name="listing-link"),
    path("publish/<int:product_id>", views.publish_product, name="publish"),
]
