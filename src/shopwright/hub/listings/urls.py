from django.urls import path

from . import alert_views, drift_views, grid_views, mend_views, override_views, rule_views, views
from .brands import pages as brands
from .categories import pages as categories
from .papers import pages as papers
from .pictures import views as picture_views
from .price_lists import views as price_views
from .publish_rules import views as publish_views

urlpatterns = [
    path("", views.list_listings, name="listings"),
    path("<int:listing_id>", views.show_listing, name="listing"),
    path("<int:listing_id>/change", views.change_listing, name="listing-change"),
    path("differences/<int:connection_id>", views.show_differences, name="stock-differences"),
    path("grid", grid_views.show_grid, name="grid"),
    path("grid/change", grid_views.change_many, name="grid-change"),
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
    path("brands", brands.list_brands, name="brands"),
    path("brands/<int:connection_id>/change", brands.change_brands, name="brands-change"),
    path("papers", papers.list_papers, name="papers"),
    path("papers/charts", papers.write_chart, name="chart-write"),
    path("papers/charts/<int:chart_id>/remove", papers.remove_chart, name="chart-remove"),
    path("papers/certificates", papers.write_certificate, name="certificate-write"),
    path("papers/certificates/<int:certificate_id>/remove", papers.remove_certificate, name="certificate-remove"),
    path("papers/files/<int:file_id>", papers.show_file, name="certificate-file"),
    path("rules", rule_views.list_rules, name="rules"),
    path("rules/buffers/new", rule_views.write_buffer, name="buffer-write"),
    path("rules/buffers/<int:rule_id>", rule_views.show_buffer, name="buffer"),
    path("rules/buffers/<int:rule_id>/preview", rule_views.preview_buffer, name="buffer-preview"),
    path("rules/buffers/<int:rule_id>/switch", rule_views.switch_buffer, name="buffer-switch"),
    path("rules/sold-out/new", rule_views.write_sold_out, name="sold-out-write"),
    path("rules/sold-out/<int:rule_id>/remove", rule_views.remove_sold_out, name="sold-out-remove"),
    path("own/<int:product_id>/<int:connection_id>", override_views.write_own, name="listing-own"),
    path("changed", drift_views.list_drift, name="drift"),
    path("changed/settle", drift_views.settle_drift, name="drift-settle"),
    path("<int:listing_id>/mend", mend_views.mend_listing, name="listing-mend"),
    path("<int:listing_id>/catalogue", override_views.drop_override, name="override-drop"),
    path("publishing", publish_views.list_publish_rules, name="publish-rules"),
    path("publishing/new", publish_views.write_publish_rule, name="publish-rule-new"),
    path("publishing/<int:rule_id>", publish_views.show_publish_rule, name="publish-rule"),
    path("publishing/<int:rule_id>/edit", publish_views.write_publish_rule, name="publish-rule-edit"),
    path("publishing/<int:rule_id>/switch", publish_views.switch_publish_rule, name="publish-rule-switch"),
    path("pictures/<int:connection_id>", picture_views.edit_pictures, name="picture-template"),
    path("prices", price_views.list_price_lists, name="price-lists"),
    path("prices/new", price_views.write_price_list, name="price-list-new"),
    path("prices/limit", price_views.set_guard, name="price-guard"),
    path("prices/<int:list_id>", price_views.show_price_list, name="price-list"),
    path("prices/<int:list_id>/edit", price_views.write_price_list, name="price-list-edit"),
    path("prices/<int:list_id>/remove", price_views.remove_price_list, name="price-list-remove"),
    path("prices/<int:list_id>/set", price_views.set_price, name="price-set"),
    path("prices/<int:list_id>/send", price_views.send_file, name="price-file-send"),
    path("prices/<int:list_id>/export", price_views.export_price_list, name="price-list-export"),
    path("prices/files/<int:file_id>", price_views.show_file, name="price-file"),
]
