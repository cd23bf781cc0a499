import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
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
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HoldRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_number", "No house number in the street"),
                            ("po_box", "PO box"),
                            ("country", "A country that you do not ship to"),
                            ("letters", "Letters that the label cannot print"),
                            ("value", "Order above an amount"),
                            ("pieces", "Many pieces of a SKU"),
                            ("many_orders", "Many orders of a buyer within a day"),
                            ("first_order", "First order of a buyer above an amount"),
                        ],
                        max_length=12,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("sku", models.CharField(blank=True, max_length=80)),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "connection",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hold_rules",
                        to="channels.connection",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hold_rules", to="access.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HoldRuleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_number", "No house number in the street"),
                            ("po_box", "PO box"),
                            ("country", "A country that you do not ship to"),
                            ("letters", "Letters that the label cannot print"),
                            ("value", "Order above an amount"),
                            ("pieces", "Many pieces of a SKU"),
                            ("many_orders", "Many orders of a buyer within a day"),
                            ("first_order", "First order of a buyer above an amount"),
                        ],
                        max_length=12,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("sku", models.CharField(blank=True, max_length=80)),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "connection",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="channels.connection",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="orders.holdrule",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="access.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=100)),
                ("number", models.CharField(max_length=100)),
                ("raw_status", models.CharField(max_length=60)),
                (
                    "payment",
                    models.CharField(
                        choices=[("unpaid", "Unpaid"), ("paid", "Paid"), ("refunded", "Refunded")], max_length=10
                    ),
                ),
                (
                    "hold",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("channel", "Buyer's hour"),
                            ("stock", "Out of stock"),
                            ("cancel", "To be cancelled"),
                            ("address", "Address"),
                            ("risk", "Risk"),
                            ("manual", "Held by hand"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("hold_until", models.DateTimeField(null=True)),
                ("is_cancel_asked", models.BooleanField(default=False)),
                (
                    "progress",
                    models.CharField(
                        choices=[
                            ("open", "To ship"),
                            ("partly_shipped", "Partly shipped"),
                            ("shipped", "Shipped"),
                            ("delivered", "Delivered"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=16,
                    ),
                ),
                ("can_ship", models.BooleanField(default=False)),
                ("currency", models.CharField(max_length=3)),
                ("total", models.DecimalField(decimal_places=2, max_digits=16)),
                ("sealed", models.BinaryField()),
                (
                    "buyer_keys",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), default=list, size=None),
                ),
                ("buyer_note", models.TextField(blank=True)),
                ("shipping_option", models.CharField(blank=True, max_length=120)),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("placed_at", models.DateTimeField()),
                ("ship_by", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="channels.connection"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="orders", to="access.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrderHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("channel", "Buyer's hour"),
                            ("stock", "Out of stock"),
                            ("cancel", "To be cancelled"),
                            ("address", "Address"),
                            ("risk", "Risk"),
                            ("manual", "Held by hand"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(max_length=300)),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[("cause_gone", "The cause is gone"), ("released", "Released")],
                        max_length=10,
                    ),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="holds", to="orders.order"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="holds",
                        to="orders.holdrule",
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
            ],
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=100)),
                ("sku_id", models.CharField(blank=True, max_length=100)),
                ("seller_sku", models.CharField(blank=True, max_length=80)),
                ("title", models.CharField(max_length=300)),
                ("options", models.CharField(blank=True, max_length=200)),
                ("image_url", models.URLField(blank=True, max_length=600)),
                ("quantity", models.PositiveIntegerField()),
                ("unit_price", models.DecimalField(decimal_places=2, max_digits=14)),
                ("is_cancelled", models.BooleanField(default=False)),
                ("is_gone", models.BooleanField(default=False)),
                ("is_oversold", models.BooleanField(default=False)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="orders.order"
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="order_lines",
                        to="catalog.variant",
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
            ],
        ),
        migrations.CreateModel(
            name="OrderWorkspaceHoldTagsNoteEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "hold",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("channel", "Buyer's hour"),
                            ("stock", "Out of stock"),
                            ("cancel", "To be cancelled"),
                            ("address", "Address"),
                            ("risk", "Risk"),
                            ("manual", "Held by hand"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="workspace_hold_tags_note_events",
                        to="orders.order",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="access.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="holdrule",
            index=models.Index(condition=models.Q(("is_on", True)), fields=["workspace"], name="hold_rule_on"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holdrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_holdruleevent" ("amount", "connection_id", "currency", "id", "is_on", "kind", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sku", "words", "workspace_id") VALUES (NEW."amount", NEW."connection_id", NEW."currency", NEW."id", NEW."is_on", NEW."kind", NEW."made_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sku", NEW."words", NEW."workspace_id"); RETURN NULL;',
                    hash="620838423d4d6abe633498f0414e468091ea8a3c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3e99b",
                    table="orders_holdrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holdrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "orders_holdruleevent" ("amount", "connection_id", "currency", "id", "is_on", "kind", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sku", "words", "workspace_id") VALUES (NEW."amount", NEW."connection_id", NEW."currency", NEW."id", NEW."is_on", NEW."kind", NEW."made_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sku", NEW."words", NEW."workspace_id"); RETURN NULL;',
                    hash="a30b86f19fc63fdbea020ad9fcefcb99a168a003",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c55af",
                    table="orders_holdrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holdrule",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "orders_holdruleevent" ("amount", "connection_id", "currency", "id", "is_on", "kind", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sku", "words", "workspace_id") VALUES (OLD."amount", OLD."connection_id", OLD."currency", OLD."id", OLD."is_on", OLD."kind", OLD."made_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sku", OLD."words", OLD."workspace_id"); RETURN NULL;',
                    hash="1cdda43ab72188cf291f550c553f81d7f15b9a59",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_efbc2",
                    table="orders_holdrule",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["workspace", "-placed_at", "-id"], name="order_newest"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("progress__in", ["open", "partly_shipped"])),
                fields=["workspace", "ship_by", "id"],
                name="order_to_ship",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["workspace", "number"], name="order_number"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["workspace", "number"], name="order_number_begins", opclasses=["int8_ops", "text_pattern_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=django.contrib.postgres.indexes.GinIndex(fields=["buyer_keys"], name="order_buyer"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(fields=("connection", "external_id"), name="order_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="order",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."hold" IS DISTINCT FROM (NEW."hold") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."tags" IS DISTINCT FROM (NEW."tags") OR OLD."workspace_id" IS DISTINCT FROM (NEW."workspace_id"))',
                    func='INSERT INTO "orders_orderworkspaceholdtagsnoteevent" ("hold", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tags", "workspace_id") VALUES (NEW."hold", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."tags", NEW."workspace_id"); RETURN NULL;',
                    hash="c77301f06dd5c80a6d203dcb11a3afc43af613d1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d4b84",
                    table="orders_order",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="orderhold",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["workspace", "kind", "order"], name="order_hold_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderhold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("order", "kind", "rule"),
                name="order_hold_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="orderline",
            index=models.Index(
                condition=models.Q(("is_oversold", True)), fields=["variant"], name="order_line_oversold"
            ),
        ),
        migrations.AddIndex(
            model_name="orderline",
            index=models.Index(
                models.F("workspace"), django.db.models.functions.text.Upper("seller_sku"), name="order_line_sku"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.UniqueConstraint(fields=("order", "external_id"), name="order_line_once"),
        ),
    ]
