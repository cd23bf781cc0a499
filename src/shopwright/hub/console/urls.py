from django.urls import path

from . import news_views, search_views, views

urlpatterns = [
    path("", views.today, name="today"),
    path("search", search_views.show_search, name="search"),
    path("news", news_views.stream_news, name="news"),
]
