import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
        ("channels", "0001_initial"),
        ("fulfilment", "0002_initial"),
        ("orders", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("stock", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="pickline",
            name="location",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="stock.location"),
        ),
        migrations.AddField(
            model_name="picklist",
            name="made_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="picklist",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pick_lists", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="pickline",
            name="pick_list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="fulfilment.picklist"
            ),
        ),
        migrations.AddField(
            model_name="pickup",
            name="location",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="stock.location"
            ),
        ),
        migrations.AddField(
            model_name="pickup",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pickups", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="pickupevent",
            name="location",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="stock.location",
            ),
        ),
        migrations.AddField(
            model_name="pickupevent",
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
            model_name="pickupevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="fulfilment.pickup",
            ),
        ),
        migrations.AddField(
            model_name="pickupevent",
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
            model_name="print",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pull",
            name="done_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pull",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pulls", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="pull",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pulls", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="location",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="routes", to="stock.location"
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="order",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="route", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="routes", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="routeworkspacelocationreasonevent",
            name="location",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="stock.location",
            ),
        ),
        migrations.AddField(
            model_name="routeworkspacelocationreasonevent",
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
            model_name="routeworkspacelocationreasonevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="workspace_location_reason_events",
                to="fulfilment.route",
            ),
        ),
        migrations.AddField(
            model_name="routeworkspacelocationreasonevent",
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
            model_name="routingrule",
            name="connection",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="channels.connection",
            ),
        ),
        migrations.AddField(
            model_name="routingrule",
            name="location",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="routing_rules", to="stock.location"
            ),
        ),
        migrations.AddField(
            model_name="routingrule",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="routing_rules", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="rule",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="fulfilment.routingrule"
            ),
        ),
        migrations.AddField(
            model_name="routingruleevent",
            name="connection",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="channels.connection",
            ),
        ),
        migrations.AddField(
            model_name="routingruleevent",
            name="location",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="stock.location",
            ),
        ),
        migrations.AddField(
            model_name="routingruleevent",
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
            model_name="routingruleevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="fulfilment.routingrule",
            ),
        ),
        migrations.AddField(
            model_name="routingruleevent",
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
            model_name="scan",
            name="box",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="scans", to="fulfilment.box"
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="shipment",
            name="begun_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="shipment",
            name="connection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="shipments", to="channels.connection"
            ),
        ),
        migrations.AddField(
            model_name="shipment",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="shipments", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="shipment",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="shipments", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="pull",
            name="shipment",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="pull", to="fulfilment.shipment"
            ),
        ),
        migrations.AddField(
            model_name="print",
            name="shipment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="prints", to="fulfilment.shipment"
            ),
        ),
        migrations.AddField(
            model_name="shipmentline",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="shipments", to="orders.orderline"
            ),
        ),
        migrations.AddField(
            model_name="shipmentline",
            name="shipment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="fulfilment.shipment"
            ),
        ),
        migrations.AddField(
            model_name="shipmentworkspacestateevent",
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
            model_name="shipmentworkspacestateevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="workspace_state_events",
                to="fulfilment.shipment",
            ),
        ),
        migrations.AddField(
            model_name="shipmentworkspacestateevent",
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
            model_name="shippingsettings",
            name="workspace",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="shipping_settings", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="shippingsettingsevent",
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
            model_name="shippingsettingsevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="fulfilment.shippingsettings",
            ),
        ),
        migrations.AddField(
            model_name="shippingsettingsevent",
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
            model_name="thirdparty",
            name="location",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="third_party", to="stock.location"
            ),
        ),
        migrations.AddField(
            model_name="thirdparty",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="third_parties", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="handoffrow",
            name="third_party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="fulfilment.thirdparty"
            ),
        ),
        migrations.AddField(
            model_name="handoff",
            name="third_party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="hand_offs", to="fulfilment.thirdparty"
            ),
        ),
        migrations.AddField(
            model_name="thirdpartyevent",
            name="location",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="stock.location",
            ),
        ),
        migrations.AddField(
            model_name="thirdpartyevent",
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
            model_name="thirdpartyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="fulfilment.thirdparty",
            ),
        ),
        migrations.AddField(
            model_name="thirdpartyevent",
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
            model_name="trackingfile",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="trackingfile",
            name="third_party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tracking_files", to="fulfilment.thirdparty"
            ),
        ),
        migrations.AddField(
            model_name="trackingfile",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tracking_files", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="trackingrow",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="fulfilment.trackingfile"
            ),
        ),
        migrations.AddField(
            model_name="trackingrow",
            name="order",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="trackingrow",
            name="shipment",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="fulfilment.shipment"
            ),
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "packed"), _negated=True), fields=("order",), name="box_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="boxline",
            constraint=models.UniqueConstraint(fields=("box", "line"), name="box_line_once"),
        ),
        migrations.AddConstraint(
            model_name="picklist",
            constraint=models.UniqueConstraint(fields=("workspace", "number"), name="pick_list_number_once"),
        ),
        migrations.AddConstraint(
            model_name="pickline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["open", "picked"])), fields=("line",), name="pick_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pickup",
            constraint=models.UniqueConstraint(fields=("workspace", "name", "at"), name="pickup_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pickup",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fulfilment_pickupevent" ("at", "days", "id", "location_id", "name", "option", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "workspace_id") VALUES (NEW."at", NEW."days", NEW."id", NEW."location_id", NEW."name", NEW."option", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."workspace_id"); RETURN NULL;',
                    hash="510cfa27f0322c0afee8ea3701cb6b70b36883ce",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1af34",
                    table="fulfilment_pickup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pickup",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fulfilment_pickupevent" ("at", "days", "id", "location_id", "name", "option", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "workspace_id") VALUES (OLD."at", OLD."days", OLD."id", OLD."location_id", OLD."name", OLD."option", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."workspace_id"); RETURN NULL;',
                    hash="961f3ced7980bdac680583b72ee5d17f6c96c40d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1a13c",
                    table="fulfilment_pickup",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="routingrule",
            index=models.Index(fields=["workspace", "position", "id"], name="fulfilment__workspa_530b75_idx"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="routingrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fulfilment_routingruleevent" ("connection_id", "countries", "id", "is_on", "location_id", "max_grams", "min_grams", "needs_stock", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "tag", "workspace_id") VALUES (NEW."connection_id", NEW."countries", NEW."id", NEW."is_on", NEW."location_id", NEW."max_grams", NEW."min_grams", NEW."needs_stock", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."tag", NEW."workspace_id"); RETURN NULL;',
                    hash="2610921c0099a9ab13ada6cdf53290f6323ca02b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fcdcb",
                    table="fulfilment_routingrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="routingrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "fulfilment_routingruleevent" ("connection_id", "countries", "id", "is_on", "location_id", "max_grams", "min_grams", "needs_stock", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "tag", "workspace_id") VALUES (NEW."connection_id", NEW."countries", NEW."id", NEW."is_on", NEW."location_id", NEW."max_grams", NEW."min_grams", NEW."needs_stock", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."tag", NEW."workspace_id"); RETURN NULL;',
                    hash="8b07adcf8622b2e838330b9346740040857e0ba0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c556d",
                    table="fulfilment_routingrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="routingrule",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fulfilment_routingruleevent" ("connection_id", "countries", "id", "is_on", "location_id", "max_grams", "min_grams", "needs_stock", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "tag", "workspace_id") VALUES (OLD."connection_id", OLD."countries", OLD."id", OLD."is_on", OLD."location_id", OLD."max_grams", OLD."min_grams", OLD."needs_stock", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."tag", OLD."workspace_id"); RETURN NULL;',
                    hash="3670e544a8de47eee479720ba644175b072068b1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7ea18",
                    table="fulfilment_routingrule",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="route",
            index=models.Index(fields=["workspace", "location", "order"], name="fulfilment__workspa_2858c1_idx"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="route",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."location_id" IS DISTINCT FROM (NEW."location_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."workspace_id" IS DISTINCT FROM (NEW."workspace_id"))',
                    func='INSERT INTO "fulfilment_routeworkspacelocationreasonevent" ("location_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "workspace_id") VALUES (NEW."location_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."workspace_id"); RETURN NULL;',
                    hash="bf1aa70d0384d457ca9737b2a5135ef9024db4fd",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4e5fb",
                    table="fulfilment_route",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(
                condition=models.Q(("state__in", ["intent", "unknown", "booked"])),
                fields=["due_at", "id"],
                name="shipment_due",
            ),
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(fields=["workspace", "-id"], name="shipment_newest"),
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(fields=["workspace", "-begun_at", "-id"], name="shipment_latest"),
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(
                condition=models.Q(("state__in", ["intent", "unknown", "booked", "refused", "cancelled"])),
                fields=["workspace", "-begun_at", "-id"],
                name="shipment_not_done",
            ),
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(fields=["workspace", "tracking_number"], name="shipment_tracking"),
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(fields=["workspace", "external_id"], name="shipment_number"),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "cancelled"), _negated=True),
                fields=("connection", "external_id"),
                name="shipment_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shipment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."workspace_id" IS DISTINCT FROM (NEW."workspace_id"))',
                    func='INSERT INTO "fulfilment_shipmentworkspacestateevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "workspace_id") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state", NEW."workspace_id"); RETURN NULL;',
                    hash="c247994e1379cded6e4105a5071a2c6936f52df1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6efa7",
                    table="fulfilment_shipment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="pull",
            index=models.Index(condition=models.Q(("done_at", None)), fields=["workspace", "id"], name="pull_open"),
        ),
        migrations.AddConstraint(
            model_name="print",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_reprint", False)), fields=("shipment",), name="print_first_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shippingsettings",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fulfilment_shippingsettingsevent" ("cut_off", "id", "label_format", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "printer", "slip_note", "slip_prices", "slip_seller", "time_zone", "with_slips", "workspace_id") VALUES (NEW."cut_off", NEW."id", NEW."label_format", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."printer", NEW."slip_note", NEW."slip_prices", NEW."slip_seller", NEW."time_zone", NEW."with_slips", NEW."workspace_id"); RETURN NULL;',
                    hash="2b82c05c318110030f01ba7309705a92f69e9f13",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0aafd",
                    table="fulfilment_shippingsettings",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shippingsettings",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "fulfilment_shippingsettingsevent" ("cut_off", "id", "label_format", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "printer", "slip_note", "slip_prices", "slip_seller", "time_zone", "with_slips", "workspace_id") VALUES (NEW."cut_off", NEW."id", NEW."label_format", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."printer", NEW."slip_note", NEW."slip_prices", NEW."slip_seller", NEW."time_zone", NEW."with_slips", NEW."workspace_id"); RETURN NULL;',
                    hash="4a641a398e2471dfe9eb9c642670a699e9baf08d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cbffb",
                    table="fulfilment_shippingsettings",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="thirdparty",
            index=models.Index(condition=models.Q(("minutes__gt", 0)), fields=["next_at"], name="third_party_due"),
        ),
        migrations.AddConstraint(
            model_name="thirdparty",
            constraint=models.UniqueConstraint(fields=("workspace", "folder"), name="third_party_folder_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="thirdparty",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "fulfilment_thirdpartyevent" ("columns", "file_format", "folder", "id", "location_id", "minutes", "next_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tracking_columns", "workspace_id") VALUES (NEW."columns", NEW."file_format", NEW."folder", NEW."id", NEW."location_id", NEW."minutes", NEW."next_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."tracking_columns", NEW."workspace_id"); RETURN NULL;',
                    hash="9fb9e70a705992931624fae2385482870b4f2d9f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_84419",
                    table="fulfilment_thirdparty",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="thirdparty",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "fulfilment_thirdpartyevent" ("columns", "file_format", "folder", "id", "location_id", "minutes", "next_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tracking_columns", "workspace_id") VALUES (NEW."columns", NEW."file_format", NEW."folder", NEW."id", NEW."location_id", NEW."minutes", NEW."next_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."tracking_columns", NEW."workspace_id"); RETURN NULL;',
                    hash="55059f203cec416ba488e72a18ea980e5953bf4f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_52ae1",
                    table="fulfilment_thirdparty",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="handoffrow",
            index=models.Index(
                condition=models.Q(("hand_off", None)), fields=["third_party", "id"], name="hand_off_row_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoffrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("act", "ship"), ("stopped_at", None)), fields=("order",), name="hand_off_order_once"
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("state__in", ["intent", "drafted"])), fields=["due_at"], name="hand_off_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.UniqueConstraint(fields=("third_party", "number"), name="hand_off_number_once"),
        ),
        migrations.AddIndex(
            model_name="trackingfile",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="tracking_file_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="trackingfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_put_away", False)),
                fields=("third_party", "name", "digest"),
                name="tracking_file_once",
            ),
        ),
        migrations.AddIndex(
            model_name="trackingrow",
            index=models.Index(fields=["file", "result", "number"], name="fulfilment__file_id_4c1189_idx"),
        ),
    ]
