from django.urls import path

from . import views
from .boxes import views as boxes
from .carriage import views as carriage
from .cutoffs import views as cutoffs
from .groups import views as groups
from .picks import views as picks
from .routing import views as routing
from .third_party import views as third_party

urlpatterns = [
    path("", views.list_shipments, name="shipments"),
    path("ship", views.ship_orders, name="ship"),
    path("ship/<int:order_id>", views.ship_own, name="ship-own"),
    path("split/<int:order_id>", groups.split_order, name="order-split"),
    path("together", groups.combine_orders, name="orders-together"),
    path("apart/<int:order_id>", groups.take_out, name="order-apart"),
    path("services", carriage.choose_services, name="service-choice"),
    path("services/rules", carriage.list_service_rules, name="service-rules"),
    path("services/rules/write", carriage.write_service_rule, name="service-rule-write"),
    path("labels", views.print_labels, name="labels"),
    path("labels/last", views.print_last, name="label-again"),
    path("labels/fetch", views.fetch_labels, name="label-fetch"),
    path("pulls/<int:pull_id>", views.finish_pull, name="pull-done"),
    path("settings", views.change_settings, name="shipping-settings"),
    path("late", cutoffs.list_late, name="late"),
    path("pickups", cutoffs.list_pickups, name="pickups"),
    path("pickups/new", cutoffs.write_pickup, name="pickup-write"),
    path("pickups/<int:pickup_id>/remove", cutoffs.remove_pickup, name="pickup-remove"),
    path("picks", picks.list_picks, name="picks"),
    path("picks/new", picks.make_pick_list, name="pick-new"),
    path("picks/<int:list_id>", picks.show_pick_list, name="pick"),
    path("picks/<int:list_id>/mark", picks.mark_row, name="pick-mark"),
    path("picks/<int:list_id>/paper", picks.print_pick_list, name="pick-paper"),
    path("picks/<int:list_id>/singles", boxes.show_singles, name="pack-singles"),
    path("picks/<int:list_id>/singles/scan", boxes.scan_single, name="single-scan"),
    path("pack", boxes.start_packing, name="pack"),
    path("pack/find", boxes.find, name="pack-find"),
    path("pack/<int:order_id>", boxes.show_order, name="pack-order"),
    path("pack/<int:order_id>/scan", boxes.scan_piece, name="pack-scan"),
    path("pack/<int:order_id>/change", boxes.change_box, name="pack-change"),
    path("slips/<int:shipment_id>", views.show_slip, name="slip"),
    path("routes", routing.list_routes, name="routes"),
    path("routes/change", routing.change_routes, name="route-change"),
    path("routes/rules", routing.list_rules, name="routing-rules"),
    path("routes/rules/new", routing.write_rule, name="routing-rule-write"),
    path("routes/rules/<int:rule_id>", routing.show_rule, name="routing-rule"),
    path("routes/rules/<int:rule_id>/preview", routing.preview_rule, name="routing-rule-preview"),
    path("routes/rules/<int:rule_id>/change", routing.change_rule, name="routing-rule-change"),
    path("third-parties", third_party.list_third_parties, name="third-parties"),
    path("third-parties/new", third_party.add_third_party, name="third-party-add"),
    path("third-parties/orders", third_party.change_handed_orders, name="handed-change"),
    path("third-parties/<int:third_party_id>", third_party.show_third_party, name="third-party"),
    path("third-parties/<int:third_party_id>/settings", third_party.change_third_party, name="third-party-settings"),
    path("third-parties/<int:third_party_id>/hand-over", third_party.hand_over, name="hand-over"),
    path("third-parties/<int:third_party_id>/tracking", third_party.take_tracking, name="tracking-take"),
    path("hand-offs/<int:hand_off_id>", third_party.send_hand_off, name="hand-off"),
    path("tracking/<int:file_id>", third_party.show_tracking, name="tracking-file"),
    path("tracking/<int:file_id>/faulty", third_party.send_faulty, name="tracking-faulty"),
]
