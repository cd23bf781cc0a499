from django.urls import path

from . import search_views, views

urlpatterns = [
    path("", views.today, name="today"),
    path("search", search_views.show_search, name="search"),
]
