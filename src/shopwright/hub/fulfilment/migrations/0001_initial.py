import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shopwright.hub.fulfilment.cutoffs.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BoxLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("packed", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="HandOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("intent", "Being written"),
                            ("drafted", "Being put in place"),
                            ("written", "In the folder"),
                            ("download", "To download"),
                        ],
                        default="intent",
                        max_length=8,
                    ),
                ),
                ("trouble", models.TextField(blank=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="HandOffRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[("ship", "Ship"), ("again", "Ship (sent again)"), ("cancel", "Cancel")], max_length=6
                    ),
                ),
                ("goods", models.JSONField(default=list)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not known yet"), ("stopped", "Stopped"), ("too_late", "Sent before")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("stopped_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="PickLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bin", models.CharField(blank=True, max_length=30)),
                ("slot", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To pick"),
                            ("picked", "Picked"),
                            ("short", "Not there"),
                            ("dropped", "Left on the shelf"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PickList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(choices=[("orders", "Orders"), ("singles", "Single pieces")], max_length=8)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Pickup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("at", models.TimeField()),
                (
                    "days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=shopwright.hub.fulfilment.cutoffs.models.working_days,
                        size=None,
                    ),
                ),
                ("option", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="PickupEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("at", models.TimeField()),
                (
                    "days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=shopwright.hub.fulfilment.cutoffs.models.working_days,
                        size=None,
                    ),
                ),
                ("option", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Print",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("is_reprint", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Pull",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300)),
                ("is_manual", models.BooleanField(default=False)),
                ("at", models.DateTimeField(auto_now=True)),
                (
                    "preparation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not asked yet"),
                            ("own", "Its carrier makes the label"),
                            ("label", "With a label of the channel"),
                        ],
                        default="",
                        max_length=5,
                    ),
                ),
                ("trouble", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="RouteWorkspaceLocationReasonEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("reason", models.CharField(max_length=300)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RoutingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), blank=True, default=list, size=None
                    ),
                ),
                ("tag", models.CharField(blank=True, max_length=60)),
                ("min_grams", models.PositiveIntegerField(blank=True, null=True)),
                ("max_grams", models.PositiveIntegerField(blank=True, null=True)),
                ("needs_stock", models.BooleanField(default=True)),
                ("is_on", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="RoutingRuleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), blank=True, default=list, size=None
                    ),
                ),
                ("tag", models.CharField(blank=True, max_length=60)),
                ("min_grams", models.PositiveIntegerField(blank=True, null=True)),
                ("max_grams", models.PositiveIntegerField(blank=True, null=True)),
                ("needs_stock", models.BooleanField(default=True)),
                ("is_on", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(blank=True, max_length=120)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("right", "packed"),
                            ("wrong", "does not belong to this order"),
                            ("too_many", "is packed already"),
                            ("unknown", "is no code that is known here"),
                            ("cleared", "was taken out"),
                            ("emptied", "The box was emptied"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Shipment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=100)),
                ("carrier", models.CharField(blank=True, max_length=120)),
                ("carrier_id", models.CharField(blank=True, max_length=100)),
                ("is_own", models.BooleanField(default=False)),
                ("tracking_number", models.CharField(blank=True, max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("intent", "Waiting to be booked"),
                            ("unknown", "Being looked up"),
                            ("booked", "Label on its way"),
                            ("ready", "Label ready"),
                            ("refused", "Refused"),
                            ("cancelled", "Called back"),
                        ],
                        default="intent",
                        max_length=10,
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("trouble", models.TextField(blank=True)),
                ("remedy", models.TextField(blank=True)),
                ("label_file", models.CharField(blank=True, max_length=200)),
                ("label_type", models.CharField(blank=True, max_length=40)),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("booked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ShipmentLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ShipmentWorkspaceStateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("intent", "Waiting to be booked"),
                            ("unknown", "Being looked up"),
                            ("booked", "Label on its way"),
                            ("ready", "Label ready"),
                            ("refused", "Refused"),
                            ("cancelled", "Called back"),
                        ],
                        default="intent",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ShippingSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "label_format",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("zpl", "ZPL, for label printers, where the channel has it")],
                        default="pdf",
                        max_length=3,
                        verbose_name="labels as",
                    ),
                ),
                ("printer", models.CharField(blank=True, max_length=40, verbose_name="printer folder")),
                ("with_slips", models.BooleanField(default=False, verbose_name="a packing slip after each label")),
                ("slip_prices", models.BooleanField(default=False, verbose_name="prices on packing slips")),
                ("slip_seller", models.CharField(blank=True, max_length=80, verbose_name="seller on packing slips")),
                ("slip_note", models.CharField(blank=True, max_length=500, verbose_name="note on packing slips")),
                ("cut_off", models.TimeField(blank=True, null=True, verbose_name="carrier comes at")),
                ("time_zone", models.CharField(default="UTC", max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="ShippingSettingsEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "label_format",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("zpl", "ZPL, for label printers, where the channel has it")],
                        default="pdf",
                        max_length=3,
                        verbose_name="labels as",
                    ),
                ),
                ("printer", models.CharField(blank=True, max_length=40, verbose_name="printer folder")),
                ("with_slips", models.BooleanField(default=False, verbose_name="a packing slip after each label")),
                ("slip_prices", models.BooleanField(default=False, verbose_name="prices on packing slips")),
                ("slip_seller", models.CharField(blank=True, max_length=80, verbose_name="seller on packing slips")),
                ("slip_note", models.CharField(blank=True, max_length=500, verbose_name="note on packing slips")),
                ("cut_off", models.TimeField(blank=True, null=True, verbose_name="carrier comes at")),
                ("time_zone", models.CharField(default="UTC", max_length=60)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ThirdParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("folder", models.CharField(max_length=40)),
                (
                    "file_format",
                    models.CharField(
                        choices=[("csv", "CSV"), ("xlsx", "XLSX")], default="csv", max_length=4, verbose_name="files as"
                    ),
                ),
                ("columns", models.JSONField(default=list)),
                ("tracking_columns", models.JSONField(default=dict)),
                ("minutes", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ThirdPartyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("folder", models.CharField(max_length=40)),
                (
                    "file_format",
                    models.CharField(
                        choices=[("csv", "CSV"), ("xlsx", "XLSX")], default="csv", max_length=4, verbose_name="files as"
                    ),
                ),
                ("columns", models.JSONField(default=list)),
                ("tracking_columns", models.JSONField(default=dict)),
                ("minutes", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TrackingFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("is_put_away", models.BooleanField(default=True)),
                ("trouble", models.TextField(blank=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="TrackingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("order_number", models.CharField(blank=True, max_length=100)),
                ("sku", models.CharField(blank=True, max_length=100)),
                ("quantity", models.CharField(blank=True, max_length=40)),
                ("carrier", models.CharField(blank=True, max_length=120)),
                ("tracking_number", models.CharField(blank=True, max_length=120)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Waits"),
                            ("told", "Told to the channel"),
                            ("known", "Known already"),
                            ("order", "Unknown order"),
                            ("not_handed", "Not handed over"),
                            ("cancelled", "Cancelled"),
                            ("sku", "Unknown SKU"),
                            ("quantity", "Wrong quantity"),
                            ("number", "No tracking number"),
                            ("carrier", "Unknown carrier"),
                            ("shipped", "Already shipped"),
                            ("refused", "Refused"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="Box",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Being packed"), ("stopped", "Stopped"), ("packed", "Packed")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("trouble", models.TextField(blank=True)),
                ("carriers", models.JSONField(null=True)),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("packed_at", models.DateTimeField(null=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
