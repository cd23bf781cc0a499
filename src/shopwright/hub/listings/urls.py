from django.urls import path

from . import alert_views, rule_views, views
from .categories import pages as categories

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
    path("withheld", alert_views.list_withheld, name="withheld"),
    path("withheld/<int:withholding_id>", alert_views.decide_withheld, name="withheld-decide"),
    path("halt", alert_views.halt_channels, name="halt"),
    path("categories", categories.list_categories, name="categories"),
    path("categories/<int:connection_id>/change", categories.change_categories, name="categories-change"),
    path("categories/of/<int:category_id>", categories.show_category, name="category"),
    path("categories/of/<int:category_id>/fill", categories.fill_category, name="category-fill"),
    path("rules", rule_views.list_rules, name="rules"),
    path("rules/buffers/new", rule_views.write_buffer, name="buffer-write"),
    path("rules/buffers/<int:rule_id>", rule_views.show_buffer, name="buffer"),
    path("rules/buffers/<int:rule_id>/switch", rule_views.switch_buffer, name="buffer-switch"),
    path("rules/sold-out/new", rule_views.write_sold_out, name="sold-out-write"),
    path("rules/sold-out/<int:rule_id>/remove", rule_views.remove_sold_out, name="sold-out-remove"),
]
