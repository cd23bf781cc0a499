import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cancellation", "Cancellation"),
                            ("refund", "Refund"),
                            ("return", "Return"),
                            ("replacement", "Replacement"),
                            ("exchange", "Exchange"),
                        ],
                        max_length=12,
                    ),
                ),
                ("raw_status", models.CharField(max_length=60)),
                (
                    "goods",
                    models.CharField(
                        choices=[
                            ("none", "No goods"),
                            ("on_the_way", "On its way back"),
                            ("arrived", "Arrived"),
                            ("inspected", "Inspected"),
                            ("restocked", "Restocked"),
                            ("written_off", "Written off"),
                        ],
                        default="none",
                        max_length=12,
                    ),
                ),
                (
                    "money",
                    models.CharField(
                        choices=[
                            ("none", "No refund"),
                            ("asked", "Asked for"),
                            ("promised", "Promised"),
                            ("refunded", "Refunded"),
                            ("refused", "Refused"),
                            ("unknown", "Being looked up"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "waits_for",
                    models.CharField(
                        choices=[
                            ("seller", "You"),
                            ("buyer", "The buyer"),
                            ("channel", "The channel"),
                            ("nobody", "Nobody"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=120)),
                ("reason_words", models.CharField(blank=True, max_length=300)),
                ("buyer_text", models.TextField(blank=True)),
                ("pictures", models.JSONField(default=list)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=16)),
                ("offer", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ("currency", models.CharField(max_length=3)),
                ("carrier", models.CharField(blank=True, max_length=120)),
                ("tracking_number", models.CharField(blank=True, max_length=120)),
                ("answers", models.JSONField(default=list)),
                ("deadline", models.DateTimeField(null=True)),
                ("urgent_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("inspected_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CaseLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=100)),
                ("quantity", models.PositiveIntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=16)),
                ("restocked", models.PositiveIntegerField(default=0)),
                ("written_off", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="CaseWorkspaceGoodsMoneyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "goods",
                    models.CharField(
                        choices=[
                            ("none", "No goods"),
                            ("on_the_way", "On its way back"),
                            ("arrived", "Arrived"),
                            ("inspected", "Inspected"),
                            ("restocked", "Restocked"),
                            ("written_off", "Written off"),
                        ],
                        default="none",
                        max_length=12,
                    ),
                ),
                (
                    "money",
                    models.CharField(
                        choices=[
                            ("none", "No refund"),
                            ("asked", "Asked for"),
                            ("promised", "Promised"),
                            ("refunded", "Refunded"),
                            ("refused", "Refused"),
                            ("unknown", "Being looked up"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Act",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decision", models.CharField(max_length=60)),
                ("words", models.CharField(max_length=120)),
                ("reason", models.CharField(blank=True, max_length=160)),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ("line_ids", models.JSONField(default=list)),
                ("status", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("intent", "Waiting to be sent"),
                            ("unknown", "Being looked up"),
                            ("done", "Done"),
                            ("refused", "Refused"),
                            ("dropped", "Dropped"),
                        ],
                        default="intent",
                        max_length=8,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("trouble", models.TextField(blank=True)),
                ("remedy", models.TextField(blank=True)),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
    ]
