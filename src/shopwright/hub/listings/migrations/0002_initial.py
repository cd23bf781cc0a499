import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
        ("catalog", "0001_initial"),
        ("channels", "0001_initial"),
        ("listings", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("stock", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="offerstock",
            name="place",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="stock.channellocation"),
        ),
        migrations.AddField(
            model_name="offerstock",
            name="workspace",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace"),
        ),
        migrations.AddField(
            model_name="picturetemplate",
            name="connection",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="picture_template", to="channels.connection"
            ),
        ),
        migrations.AddField(
            model_name="picturetemplate",
            name="workspace",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace"),
        ),
        migrations.AddField(
            model_name="picturetemplateevent",
            name="connection",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="channels.connection",
            ),
        ),
        migrations.AddField(
            model_name="picturetemplateevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="picturetemplateevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="listings.picturetemplate",
            ),
        ),
        migrations.AddField(
            model_name="picturetemplateevent",
            name="workspace",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="access.workspace",
            ),
        ),
        migrations.AddField(
            model_name="pricefile",
            name="sent_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pricefile",
            name="workspace",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace"),
        ),
        migrations.AddField(
            model_name="priceguard",
            name="workspace",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="price_guard", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="priceguardevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="priceguardevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="listings.priceguard",
            ),
        ),
        migrations.AddField(
            model_name="priceguardevent",
            name="workspace",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="access.workspace",
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="base",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="derived",
                to="listings.pricelist",
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="price_lists", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="pricefile",
            name="price_list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="files", to="listings.pricelist"
            ),
        ),
        migrations.AddField(
            model_name="listprice",
            name="price_list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="prices", to="listings.pricelist"
            ),
        ),
        migrations.AddField(
            model_name="listingruleevent",
            name="price_list",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="listings.pricelist",
            ),
        ),
        migrations.AddField(
            model_name="listingrule",
            name="price_list",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rules",
                to="listings.pricelist",
            ),
        ),
        migrations.AddField(
            model_name="pricelistevent",
            name="base",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="listings.pricelist",
            ),
        ),
        migrations.AddField(
            model_name="pricelistevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="pricelistevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="listings.pricelist",
            ),
        ),
        migrations.AddField(
            model_name="pricelistevent",
            name="workspace",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="access.workspace",
            ),
        ),
        migrations.AddField(
            model_name="publishrule",
            name="connection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="publish_rules", to="channels.connection"
            ),
        ),
        migrations.AddField(
            model_name="publishrule",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="publish_rules", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="publishruleevent",
            name="connection",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="channels.connection",
            ),
        ),
        migrations.AddField(
            model_name="publishruleevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="publishruleevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="listings.publishrule",
            ),
        ),
        migrations.AddField(
            model_name="publishruleevent",
            name="workspace",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="access.workspace",
            ),
        ),
        migrations.AddField(
            model_name="pushtimes",
            name="connection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="push_times", to="channels.connection"
            ),
        ),
        migrations.AddField(
            model_name="rulefiring",
            name="connection",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="channels.connection"),
        ),
        migrations.AddField(
            model_name="rulefiring",
            name="listing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="firings", to="listings.listing"
            ),
        ),
        migrations.AddField(
            model_name="rulefiring",
            name="product",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="catalog.product"),
        ),
        migrations.AddField(
            model_name="rulefiring",
            name="rule",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="firings",
                to="listings.publishrule",
            ),
        ),
        migrations.AddConstraint(
            model_name="attributefill",
            constraint=models.UniqueConstraint(fields=("connection", "attribute_id"), name="attribute_fill_once"),
        ),
        migrations.AddConstraint(
            model_name="channelcategory",
            constraint=models.UniqueConstraint(fields=("connection", "external_id"), name="category_once"),
        ),
        migrations.AddIndex(
            model_name="categorymapping",
            index=models.Index(fields=["connection", "is_accepted", "id"], name="category_mapping_open"),
        ),
        migrations.AddConstraint(
            model_name="categorymapping",
            constraint=models.UniqueConstraint(fields=("connection", "source"), name="category_mapping_once"),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(fields=["workspace", "-id"], name="listing_newest"),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("wish", ""), _negated=True), fields=["wish_due_at"], name="listing_wish_due"
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(
                    models.Q(("wish", ""), _negated=True),
                    models.Q(("refused_wish", ""), _negated=True),
                    _connector="OR",
                ),
                fields=["workspace", "-wish_due_at", "-id"],
                name="listing_wish_open",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("state", "refused")), fields=["workspace", "-id"], name="listing_refused"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("connection", "external_id"),
                name="listing_external_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ended"), _negated=True),
                fields=("connection", "product"),
                name="listing_product_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listing",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."product_id" IS DISTINCT FROM (NEW."product_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."wish" IS DISTINCT FROM (NEW."wish") OR OLD."workspace_id" IS DISTINCT FROM (NEW."workspace_id"))',
                    func='INSERT INTO "listings_listingworkspaceproductwishstateevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "state", "wish", "workspace_id") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."product_id", NEW."state", NEW."wish", NEW."workspace_id"); RETURN NULL;',
                    hash="e61fd258cceddb998ea61cadaf91cc13cf157750",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2a8a8",
                    table="listings_listing",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listing",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "listings_listingworkspaceproductwishstateevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "state", "wish", "workspace_id") VALUES (_pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."product_id", OLD."state", OLD."wish", OLD."workspace_id"); RETURN NULL;',
                    hash="026234c2101c39d8bfad641e4ed9c6bc2cfacd81",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_bca1a",
                    table="listings_listing",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="drift",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["workspace", "-id"], name="drift_open_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="drift",
            index=models.Index(fields=["listing", "field", "settled_at"], name="drift_of_listing"),
        ),
        migrations.AddConstraint(
            model_name="drift",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("listing", "field"), name="drift_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="madepicture",
            constraint=models.UniqueConstraint(fields=("source", "recipe"), name="made_picture_once"),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("is_price_due", True)),
                fields=["connection", "price_due_at"],
                name="offer_price_due",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(
                    ("is_price_due", True), models.Q(("price_trouble", ""), _negated=True), _connector="OR"
                ),
                fields=["workspace", "-price_due_at", "-id"],
                name="offer_price_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(fields=("connection", "external_id"), name="offer_external_once"),
        ),
        migrations.AddIndex(
            model_name="offerstock",
            index=models.Index(
                condition=models.Q(("is_due", True)), fields=["connection", "due_at"], name="offer_stock_due"
            ),
        ),
        migrations.AddIndex(
            model_name="offerstock",
            index=models.Index(
                condition=models.Q(("is_due", True), models.Q(("trouble", ""), _negated=True), _connector="OR"),
                fields=["workspace", "-wanted_at", "-id"],
                name="offer_stock_open",
            ),
        ),
        migrations.AddIndex(
            model_name="offerstock",
            index=models.Index(
                condition=models.Q(("trouble", ""), _negated=True), fields=["workspace"], name="offer_stock_trouble"
            ),
        ),
        migrations.AddConstraint(
            model_name="offerstock",
            constraint=models.UniqueConstraint(fields=("offer", "place"), name="offer_stock_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="picturetemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "listings_picturetemplateevent" ("connection_id", "id", "is_square", "least_side", "most", "most_side", "option_value", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "workspace_id") VALUES (NEW."connection_id", NEW."id", NEW."is_square", NEW."least_side", NEW."most", NEW."most_side", NEW."option_value", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."workspace_id"); RETURN NULL;',
                    hash="1033c414dc6f7f77afef2f61576ae6b03a18b599",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d61af",
                    table="listings_picturetemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="picturetemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "listings_picturetemplateevent" ("connection_id", "id", "is_square", "least_side", "most", "most_side", "option_value", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "workspace_id") VALUES (NEW."connection_id", NEW."id", NEW."is_square", NEW."least_side", NEW."most", NEW."most_side", NEW."option_value", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."workspace_id"); RETURN NULL;',
                    hash="a23fc4bad9379b995b293f81e33f174320f19912",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_616a5",
                    table="listings_picturetemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="priceguard",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "listings_priceguardevent" ("id", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "workspace_id") VALUES (NEW."id", NEW."percent", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."workspace_id"); RETURN NULL;',
                    hash="ab7d37add21ac8c6e016789df3750e0fd69a50f0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fce4e",
                    table="listings_priceguard",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="priceguard",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "listings_priceguardevent" ("id", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "workspace_id") VALUES (NEW."id", NEW."percent", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."workspace_id"); RETURN NULL;',
                    hash="9895dfca70b0b43992cba6b363e4f09ea0149bc8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a0b5c",
                    table="listings_priceguard",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.UniqueConstraint(fields=("workspace", "name"), name="price_list_name_once"),
        ),
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", "list"), ("base", None), _connector="XOR"),
                name="price_list_base_where_needed",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricelist",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "listings_pricelistevent" ("amount", "base_id", "created_at", "currency", "id", "name", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rounding", "source", "tax", "workspace_id") VALUES (NEW."amount", NEW."base_id", NEW."created_at", NEW."currency", NEW."id", NEW."name", NEW."percent", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rounding", NEW."source", NEW."tax", NEW."workspace_id"); RETURN NULL;',
                    hash="24bfb739674562d174ab8b45c81699c602a7e1e0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c6e48",
                    table="listings_pricelist",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricelist",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "listings_pricelistevent" ("amount", "base_id", "created_at", "currency", "id", "name", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rounding", "source", "tax", "workspace_id") VALUES (NEW."amount", NEW."base_id", NEW."created_at", NEW."currency", NEW."id", NEW."name", NEW."percent", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rounding", NEW."source", NEW."tax", NEW."workspace_id"); RETURN NULL;',
                    hash="0761cde777c790f0b82f3b21257879e9edae3cf0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3bc83",
                    table="listings_pricelist",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricelist",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "listings_pricelistevent" ("amount", "base_id", "created_at", "currency", "id", "name", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rounding", "source", "tax", "workspace_id") VALUES (OLD."amount", OLD."base_id", OLD."created_at", OLD."currency", OLD."id", OLD."name", OLD."percent", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rounding", OLD."source", OLD."tax", OLD."workspace_id"); RETURN NULL;',
                    hash="3d846a6438cabf65608dc0640c5a7e55ded055f7",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e737e",
                    table="listings_pricelist",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="listprice",
            constraint=models.UniqueConstraint(fields=("price_list", "variant"), name="list_price_once"),
        ),
        migrations.AddConstraint(
            model_name="listprice",
            constraint=models.CheckConstraint(condition=models.Q(("price__gt", 0)), name="list_price_positive"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listingrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "listings_listingruleevent" ("amount", "category_drift", "connection_id", "description_template", "drift", "id", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture_drift", "price_list_id", "rounding", "sends_prices", "state_drift", "text_drift", "title_template", "workspace_id") VALUES (NEW."amount", NEW."category_drift", NEW."connection_id", NEW."description_template", NEW."drift", NEW."id", NEW."percent", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."picture_drift", NEW."price_list_id", NEW."rounding", NEW."sends_prices", NEW."state_drift", NEW."text_drift", NEW."title_template", NEW."workspace_id"); RETURN NULL;',
                    hash="4900fe8ac9377761fcee4140c2d2e4247f9cd899",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_116b8",
                    table="listings_listingrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listingrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "listings_listingruleevent" ("amount", "category_drift", "connection_id", "description_template", "drift", "id", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture_drift", "price_list_id", "rounding", "sends_prices", "state_drift", "text_drift", "title_template", "workspace_id") VALUES (NEW."amount", NEW."category_drift", NEW."connection_id", NEW."description_template", NEW."drift", NEW."id", NEW."percent", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."picture_drift", NEW."price_list_id", NEW."rounding", NEW."sends_prices", NEW."state_drift", NEW."text_drift", NEW."title_template", NEW."workspace_id"); RETURN NULL;',
                    hash="7407024d156b965c7e0302fccd672532d6eed2d3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cec38",
                    table="listings_listingrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publishrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "listings_publishruleevent" ("act", "brand", "connection_id", "created_at", "id", "is_on", "kind", "name", "new_days", "per_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_least", "price_most", "stock_least", "stock_most", "tag", "tried_at", "workspace_id") VALUES (NEW."act", NEW."brand", NEW."connection_id", NEW."created_at", NEW."id", NEW."is_on", NEW."kind", NEW."name", NEW."new_days", NEW."per_day", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."price_least", NEW."price_most", NEW."stock_least", NEW."stock_most", NEW."tag", NEW."tried_at", NEW."workspace_id"); RETURN NULL;',
                    hash="ad112028d5b31ac089fc923bcb159de5a2e7dbe8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c79ab",
                    table="listings_publishrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publishrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "listings_publishruleevent" ("act", "brand", "connection_id", "created_at", "id", "is_on", "kind", "name", "new_days", "per_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_least", "price_most", "stock_least", "stock_most", "tag", "tried_at", "workspace_id") VALUES (NEW."act", NEW."brand", NEW."connection_id", NEW."created_at", NEW."id", NEW."is_on", NEW."kind", NEW."name", NEW."new_days", NEW."per_day", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price_least", NEW."price_most", NEW."stock_least", NEW."stock_most", NEW."tag", NEW."tried_at", NEW."workspace_id"); RETURN NULL;',
                    hash="aac78e4312843324d61c02e31b72e0a96da211e8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4334c",
                    table="listings_publishrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publishrule",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "listings_publishruleevent" ("act", "brand", "connection_id", "created_at", "id", "is_on", "kind", "name", "new_days", "per_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_least", "price_most", "stock_least", "stock_most", "tag", "tried_at", "workspace_id") VALUES (OLD."act", OLD."brand", OLD."connection_id", OLD."created_at", OLD."id", OLD."is_on", OLD."kind", OLD."name", OLD."new_days", OLD."per_day", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."price_least", OLD."price_most", OLD."stock_least", OLD."stock_most", OLD."tag", OLD."tried_at", OLD."workspace_id"); RETURN NULL;',
                    hash="83ff7a6c1a61d31a9100eb8a535f15fbf1bc8483",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a95c1",
                    table="listings_publishrule",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="pushtimes",
            constraint=models.UniqueConstraint(fields=("connection", "hour"), name="push_times_hour_once"),
        ),
        migrations.AddIndex(
            model_name="rulefiring",
            index=models.Index(fields=["rule", "-at"], name="firing_of_rule"),
        ),
        migrations.AddIndex(
            model_name="rulefiring",
            index=models.Index(fields=["listing", "-at"], name="firing_of_listing"),
        ),
        migrations.AddConstraint(
            model_name="rulefiring",
            constraint=models.UniqueConstraint(
                condition=models.Q(("act", "publish")), fields=("rule", "product"), name="rule_publishes_once"
            ),
        ),
    ]
