from django.urls import path

from . import views
from .erasure import views as erasure
from .holds import views as holds

urlpatterns = [
    path("", views.list_orders, name="orders"),
    path("holds", holds.list_rules, name="hold-rules"),
    path("holds/new", holds.write_rule, name="hold-rule-write"),
    path("holds/<int:rule_id>", holds.show_rule, name="hold-rule"),
    path("holds/<int:rule_id>/preview", holds.preview_rule, name="hold-rule-preview"),
    path("holds/<int:rule_id>/switch", holds.switch_rule, name="hold-rule-switch"),
    path("release", holds.release_orders, name="orders-release"),
    path("buyers", erasure.show_buyers_data, name="buyers-data"),
    path("buyers/look", erasure.look_for_buyer, name="buyer-look"),
    path("buyers/erase", erasure.erase_buyer, name="buyer-erase"),
    path("buyers/keep", erasure.set_retention, name="buyer-retention"),
    path("tags", views.change_tags, name="orders-tag"),
    path("<int:order_id>", views.show_order, name="order"),
    path("<int:order_id>/change", views.change_order, name="order-change"),
]
