from django.urls import path

from . import refund_views, views

urlpatterns = [
    path("", views.list_cases, name="returns"),
    path("approve", views.approve_cases, name="returns-approve"),
    path("<int:case_id>", views.show_case, name="return"),
    path("<int:case_id>/answer", views.answer_case, name="return-answer"),
    path("<int:case_id>/inspect", views.inspect_case, name="return-inspect"),
    path("orders/<int:order_id>/cancel", views.cancel_order, name="order-cancel"),
    path("orders/<int:order_id>/refund", refund_views.refund_order, name="order-refund"),
]
