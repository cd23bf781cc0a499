from django.urls import path

from . import file_views, place_views, views

urlpatterns = [
    path("", views.list_stock, name="stock"),
    path("rows", views.change_rows, name="stock-rows"),
    path("sheets/<slug:kind>", place_views.show_sheet, name="stock-sheet"),
    path("files/<int:run_id>", file_views.book_file, name="stock-file"),
    path("locations", place_views.list_locations, name="locations"),
    path("locations/write", place_views.write_location, name="location-write"),
    path("places/<int:connection_id>", place_views.show_places, name="places"),
    path("places/<int:connection_id>/map", place_views.map_places, name="places-map"),
    path("<int:variant_id>", views.show_variant, name="variant-stock"),
    path("<int:variant_id>/move", views.move_stock, name="stock-move"),
    path("<int:variant_id>/bin", views.set_bin, name="stock-bin"),
    path("<int:variant_id>/transfer", views.transfer_stock, name="stock-transfer"),
    path("<int:variant_id>/parts", views.write_parts, name="bundle-parts"),
]
