from django.urls import path

from . import views
from .bulk import pages as bulk
from .bulk import sheet
from .imports import pages as imports

urlpatterns = [
    path("", views.list_products, name="products"),
    path("new", views.create_product, name="product-new"),
    path("imports", imports.list_imports, name="imports"),
    path("imports/new", imports.begin_import, name="import-new"),
    path("imports/<int:run_id>", imports.show_import, name="import"),
    path("imports/<int:run_id>/columns", imports.change_import, name="import-columns"),
    path("imports/<int:run_id>/act", imports.act_on_import, name="import-act"),
    path("imports/<int:run_id>/pictures", imports.fetch_pictures, name="import-pictures"),
    path("imports/<int:run_id>/faulty.csv", imports.send_faulty_rows, name="import-faulty"),
    path("imports/profiles/<int:profile_id>/remove", imports.remove_profile, name="import-profile-remove"),
    path("bulk", bulk.list_edits, name="bulk-edits"),
    path("bulk/new", bulk.begin_edit, name="bulk-new"),
    path("bulk/<int:edit_id>", bulk.show_edit, name="bulk-edit"),
    path("bulk/<int:edit_id>/act", bulk.act_on_edit, name="bulk-act"),
    path("sheet", sheet.edit_sheet, name="products-sheet"),
    path("<int:product_id>", views.show_product, name="product"),
    path("<int:product_id>/edit", views.edit_product, name="product-edit"),
    path("<int:product_id>/pictures/<int:picture_id>/remove", views.remove_picture, name="picture-remove"),
    path("<int:product_id>/pictures/<int:picture_id>/move", views.move_picture, name="picture-move"),
    path("pictures/<int:picture_id>", views.show_picture, name="picture"),
]
