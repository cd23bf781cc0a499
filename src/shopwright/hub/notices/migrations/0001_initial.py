import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("channels", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeSwitch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("accepted", "Order accepted"),
                            ("held", "On hold"),
                            ("packed", "Packed"),
                            ("shipped", "Shipped"),
                            ("delivered", "Delivered"),
                            ("cancelled", "Cancelled"),
                            ("return_approved", "Return approved"),
                            ("return_rejected", "Return rejected"),
                            ("return_received", "Return received"),
                            ("refunded", "Refunded"),
                        ],
                        max_length=16,
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
                ("since", models.DateTimeField(null=True)),
                ("tried", models.CharField(blank=True, max_length=64)),
                ("tried_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="NoticeSwitchWorkspaceStepIsOnEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("accepted", "Order accepted"),
                            ("held", "On hold"),
                            ("packed", "Packed"),
                            ("shipped", "Shipped"),
                            ("delivered", "Delivered"),
                            ("cancelled", "Cancelled"),
                            ("return_approved", "Return approved"),
                            ("return_rejected", "Return rejected"),
                            ("return_received", "Return received"),
                            ("refunded", "Refunded"),
                        ],
                        max_length=16,
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NoticeText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("accepted", "Order accepted"),
                            ("held", "On hold"),
                            ("packed", "Packed"),
                            ("shipped", "Shipped"),
                            ("delivered", "Delivered"),
                            ("cancelled", "Cancelled"),
                            ("return_approved", "Return approved"),
                            ("return_rejected", "Return rejected"),
                            ("return_received", "Return received"),
                            ("refunded", "Refunded"),
                        ],
                        max_length=16,
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="NoticeTextEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("accepted", "Order accepted"),
                            ("held", "On hold"),
                            ("packed", "Packed"),
                            ("shipped", "Shipped"),
                            ("delivered", "Delivered"),
                            ("cancelled", "Cancelled"),
                            ("return_approved", "Return approved"),
                            ("return_rejected", "Return rejected"),
                            ("return_received", "Return received"),
                            ("refunded", "Refunded"),
                        ],
                        max_length=16,
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                ("text", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("accepted", "Order accepted"),
                            ("held", "On hold"),
                            ("packed", "Packed"),
                            ("shipped", "Shipped"),
                            ("delivered", "Delivered"),
                            ("cancelled", "Cancelled"),
                            ("return_approved", "Return approved"),
                            ("return_rejected", "Return rejected"),
                            ("return_received", "Return received"),
                            ("refunded", "Refunded"),
                        ],
                        max_length=16,
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("intent", "Waiting to be sent"),
                            ("unknown", "Being looked up"),
                            ("sent", "Sent"),
                            ("refused", "Refused"),
                            ("given_up", "Given up"),
                            ("withdrawn", "Not sent"),
                        ],
                        default="intent",
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=2)),
                ("text", models.TextField(blank=True)),
                ("external_id", models.CharField(blank=True, max_length=100)),
                ("due_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("trouble", models.TextField(blank=True)),
                ("remedy", models.TextField(blank=True)),
                ("caused_at", models.DateTimeField(auto_now_add=True)),
                ("begun_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "connection",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="channels.connection"),
                ),
            ],
        ),
    ]
