from django.urls import path

from . import views

urlpatterns = [
    path("<slug:list_name>/views", views.save_view, name="view-save"),
    path("views/<int:view_id>", views.change_view, name="view-change"),
]
