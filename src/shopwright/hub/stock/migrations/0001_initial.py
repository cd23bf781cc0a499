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
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BufferRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.SlugField(blank=True, max_length=40)),
                ("tag", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fixed", "Pieces"),
                            ("percent", "Percent"),
                            ("threshold", "All, once this few are left"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount", models.PositiveIntegerField()),
                ("is_on", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "connection",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="channels.connection",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="buffer_rules",
                        to="catalog.variant",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="buffer_rules", to="access.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BufferRuleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("channel", models.SlugField(blank=True, db_index=False, max_length=40)),
                ("tag", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fixed", "Pieces"),
                            ("percent", "Percent"),
                            ("threshold", "All, once this few are left"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount", models.PositiveIntegerField()),
                ("is_on", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "connection",
                    models.ForeignKey(
                        blank=True,
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
                        to="stock.bufferrule",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.variant",
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
            name="BundlePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveIntegerField()),
                (
                    "bundle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="catalog.variant"
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bundles", to="catalog.variant"
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
            ],
        ),
        migrations.CreateModel(
            name="BundlePartEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("quantity", models.PositiveIntegerField()),
                (
                    "bundle",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.variant",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.variant",
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
                        to="stock.bundlepart",
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
            name="ChannelLocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=120)),
                ("is_default", models.BooleanField(default=False)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="locations", to="channels.connection"
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
            ],
        ),
        migrations.CreateModel(
            name="Halt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="halts", to="access.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HaltEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("begun_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        to="stock.halt",
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
            name="LedgerCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("checked_at", models.DateTimeField()),
                ("broken", models.PositiveIntegerField(default=0)),
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ledger_check", to="access.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("is_default", models.BooleanField(default=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("own", "Own"), ("third_party", "Third party")], default="own", max_length=12
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="locations", to="access.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChannelLocationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("external_id", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=120)),
                ("is_default", models.BooleanField(default=False)),
                (
                    "connection",
                    models.ForeignKey(
                        db_constraint=False,
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
                        to="stock.channellocation",
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
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stock.location",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="channellocation",
            name="location",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="channel_locations",
                to="stock.location",
            ),
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on_hand", models.IntegerField(default=0)),
                ("reserved", models.IntegerField(default=0)),
                ("bin", models.CharField(blank=True, max_length=30)),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="balances", to="catalog.variant"
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="balances", to="stock.location"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LocationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("is_default", models.BooleanField(default=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("own", "Own"), ("third_party", "Third party")], default="own", max_length=12
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
                        to="stock.location",
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
            name="Movement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("delta", models.IntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("start", "Taken over"),
                            ("received", "Received"),
                            ("counted", "Counted"),
                            ("damaged", "Damaged"),
                            ("corrected", "Corrected"),
                            ("sold", "Handed over"),
                            ("returned", "Returned"),
                            ("moved", "Moved between locations"),
                        ],
                        max_length=10,
                    ),
                ),
                ("cause", models.CharField(max_length=120)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("source", models.CharField(blank=True, max_length=60)),
                ("is_jump", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("location", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="stock.location")),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="movements", to="catalog.variant"
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
            ],
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bundle_pieces", models.PositiveIntegerField(default=0)),
                ("cause", models.CharField(max_length=120)),
                ("quantity", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("held", "Held"), ("consumed", "Consumed"), ("released", "Released")],
                        default="held",
                        max_length=10,
                    ),
                ),
                ("is_pinned", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "bundle",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="catalog.variant"
                    ),
                ),
                (
                    "connection",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="channels.connection"),
                ),
                ("location", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="stock.location")),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reservations", to="catalog.variant"
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
            ],
        ),
        migrations.CreateModel(
            name="SoldOutRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("zero", "Show it as sold out"),
                            ("pause", "Pause the listing until there is stock again"),
                            ("backorder", "Go on selling, to be sent from a date on"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ships_on", models.DateField(blank=True, null=True)),
                (
                    "connection",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="channels.connection",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sold_out_rules",
                        to="catalog.variant",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sold_out_rules",
                        to="access.workspace",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SoldOutRuleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("zero", "Show it as sold out"),
                            ("pause", "Pause the listing until there is stock again"),
                            ("backorder", "Go on selling, to be sent from a date on"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ships_on", models.DateField(blank=True, null=True)),
                (
                    "connection",
                    models.ForeignKey(
                        blank=True,
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
                        to="stock.soldoutrule",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.variant",
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
            name="Withholding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=60)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_believed", models.BooleanField(default=False)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="withholdings", to="access.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Doubt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("delta", models.IntegerField()),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="doubts", to="catalog.variant"
                    ),
                ),
                ("location", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="stock.location")),
                (
                    "movement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="doubt", to="stock.movement"
                    ),
                ),
                (
                    "withholding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="doubts", to="stock.withholding"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WithholdingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("source", models.CharField(max_length=60)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_believed", models.BooleanField(default=False)),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        to="stock.withholding",
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
        migrations.AddConstraint(
            model_name="bufferrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("tag", ""), ("variant", None), _connector="OR"), name="buffer_one_subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="bufferrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel", ""), ("connection", None), _connector="OR"), name="buffer_one_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="bufferrule",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("kind", "percent"), _negated=True), ("amount__lte", 100), _connector="OR"),
                name="buffer_percent_to_100",
            ),
        ),
        migrations.AddConstraint(
            model_name="bufferrule",
            constraint=models.UniqueConstraint(
                fields=("workspace", "channel", "connection", "tag", "variant"),
                name="buffer_scope_once",
                nulls_distinct=False,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bufferrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "stock_bufferruleevent" ("amount", "channel", "connection_id", "id", "is_on", "kind", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tag", "variant_id", "workspace_id") VALUES (NEW."amount", NEW."channel", NEW."connection_id", NEW."id", NEW."is_on", NEW."kind", NEW."made_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."tag", NEW."variant_id", NEW."workspace_id"); RETURN NULL;',
                    hash="5f5d7a70776f2c662ad870787defd0fba28212c8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_85841",
                    table="stock_bufferrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bufferrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "stock_bufferruleevent" ("amount", "channel", "connection_id", "id", "is_on", "kind", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tag", "variant_id", "workspace_id") VALUES (NEW."amount", NEW."channel", NEW."connection_id", NEW."id", NEW."is_on", NEW."kind", NEW."made_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."tag", NEW."variant_id", NEW."workspace_id"); RETURN NULL;',
                    hash="fc9d84c00663f45b8b609e640776d2afdad72428",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1f7b6",
                    table="stock_bufferrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bufferrule",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "stock_bufferruleevent" ("amount", "channel", "connection_id", "id", "is_on", "kind", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tag", "variant_id", "workspace_id") VALUES (OLD."amount", OLD."channel", OLD."connection_id", OLD."id", OLD."is_on", OLD."kind", OLD."made_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."tag", OLD."variant_id", OLD."workspace_id"); RETURN NULL;',
                    hash="0b912cbffa881357d0885175c436c81d2b9d3222",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_56548",
                    table="stock_bufferrule",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="bundlepart",
            constraint=models.UniqueConstraint(fields=("bundle", "part"), name="bundle_part_once"),
        ),
        migrations.AddConstraint(
            model_name="bundlepart",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="bundle_part_is_some"),
        ),
        migrations.AddConstraint(
            model_name="bundlepart",
            constraint=models.CheckConstraint(
                condition=models.Q(("bundle", models.F("part")), _negated=True), name="bundle_not_its_own_part"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bundlepart",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "stock_bundlepartevent" ("bundle_id", "id", "part_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "workspace_id") VALUES (NEW."bundle_id", NEW."id", NEW."part_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."quantity", NEW."workspace_id"); RETURN NULL;',
                    hash="709998e938ea7cbaed0fd7d2f5fbe9dc0b5f2f34",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_95333",
                    table="stock_bundlepart",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bundlepart",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "stock_bundlepartevent" ("bundle_id", "id", "part_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "workspace_id") VALUES (NEW."bundle_id", NEW."id", NEW."part_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."quantity", NEW."workspace_id"); RETURN NULL;',
                    hash="a3b4e6266efceec58cf36707d5d8c570d39650dd",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_70e67",
                    table="stock_bundlepart",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bundlepart",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "stock_bundlepartevent" ("bundle_id", "id", "part_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "workspace_id") VALUES (OLD."bundle_id", OLD."id", OLD."part_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."quantity", OLD."workspace_id"); RETURN NULL;',
                    hash="5115d3f84a3c58faad76f821ed2bcd7f0c55c1c4",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8d45e",
                    table="stock_bundlepart",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="halt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("workspace",), name="halt_open_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="halt",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "stock_haltevent" ("begun_at", "begun_by_id", "ended_at", "ended_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "workspace_id") VALUES (NEW."begun_at", NEW."begun_by_id", NEW."ended_at", NEW."ended_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."workspace_id"); RETURN NULL;',
                    hash="f44999c84295440c4c006bfb5a2c67432314c1a9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_78f2f",
                    table="stock_halt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="halt",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "stock_haltevent" ("begun_at", "begun_by_id", "ended_at", "ended_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "workspace_id") VALUES (NEW."begun_at", NEW."begun_by_id", NEW."ended_at", NEW."ended_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."workspace_id"); RETURN NULL;',
                    hash="086e2f907ff3358c1c2fc8447e15ebdd047147d9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_367ad",
                    table="stock_halt",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.UniqueConstraint(fields=("workspace", "name"), name="location_name_once"),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)), fields=("workspace",), name="location_one_default"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="location",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "stock_locationevent" ("id", "is_default", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "workspace_id") VALUES (NEW."id", NEW."is_default", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."workspace_id"); RETURN NULL;',
                    hash="1463b324a39d9eb099dfe08ef1d0bd97a7ab2694",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_be472",
                    table="stock_location",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="location",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "stock_locationevent" ("id", "is_default", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "workspace_id") VALUES (NEW."id", NEW."is_default", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."workspace_id"); RETURN NULL;',
                    hash="200366151d8b46844eb3fd19d59a598ba3e0ca64",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9f910",
                    table="stock_location",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="location",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "stock_locationevent" ("id", "is_default", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "workspace_id") VALUES (OLD."id", OLD."is_default", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."workspace_id"); RETURN NULL;',
                    hash="7e10fcf7ff15f04a8a992bb1d14c5b7adf0bb571",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_56643",
                    table="stock_location",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="channellocation",
            constraint=models.UniqueConstraint(fields=("connection", "external_id"), name="channel_location_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="channellocation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "stock_channellocationevent" ("connection_id", "external_id", "id", "is_default", "location_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "workspace_id") VALUES (NEW."connection_id", NEW."external_id", NEW."id", NEW."is_default", NEW."location_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."workspace_id"); RETURN NULL;',
                    hash="9e17e104ef73e0821d3d569318e53ade784f532d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4b339",
                    table="stock_channellocation",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="balance",
            index=models.Index(fields=["workspace", "-id"], name="balance_newest"),
        ),
        migrations.AddIndex(
            model_name="balance",
            index=models.Index(
                condition=models.Q(("reserved__gt", models.F("on_hand"))),
                fields=["workspace", "id"],
                name="balance_oversold",
            ),
        ),
        migrations.AddConstraint(
            model_name="balance",
            constraint=models.UniqueConstraint(fields=("variant", "location"), name="balance_once"),
        ),
        migrations.AddConstraint(
            model_name="balance",
            constraint=models.CheckConstraint(
                condition=models.Q(("on_hand__gte", 0)), name="balance_on_hand_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="balance",
            constraint=models.CheckConstraint(
                condition=models.Q(("reserved__gte", 0)), name="balance_reserved_not_negative"
            ),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(
                condition=models.Q(("is_jump", True)), fields=["workspace", "source", "at"], name="movement_jumps"
            ),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(fields=["variant", "-id"], name="movement_of_variant"),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(fields=["workspace", "-id"], name="movement_newest"),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.UniqueConstraint(fields=("workspace", "cause"), name="movement_cause_once"),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(condition=models.Q(("delta", 0), _negated=True), name="movement_moves"),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("state", "held")), fields=["variant", "connection"], name="reservation_held"
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("bundle__isnull", False), ("state", "held")),
                fields=["bundle", "connection"],
                name="reservation_held_bundle",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.UniqueConstraint(fields=("workspace", "cause", "variant"), name="reservation_cause_once"),
        ),
        migrations.AddConstraint(
            model_name="soldoutrule",
            constraint=models.UniqueConstraint(
                fields=("workspace", "connection", "variant"), name="sold_out_scope_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="soldoutrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act", "backorder"), _negated=True), ("ships_on__isnull", False), _connector="OR"
                ),
                name="sold_out_backorder_has_date",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="soldoutrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "stock_soldoutruleevent" ("act", "connection_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ships_on", "variant_id", "workspace_id") VALUES (NEW."act", NEW."connection_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ships_on", NEW."variant_id", NEW."workspace_id"); RETURN NULL;',
                    hash="dcd12a787629e599b81cbd4b09b563b082150fad",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_85338",
                    table="stock_soldoutrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="soldoutrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "stock_soldoutruleevent" ("act", "connection_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ships_on", "variant_id", "workspace_id") VALUES (NEW."act", NEW."connection_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ships_on", NEW."variant_id", NEW."workspace_id"); RETURN NULL;',
                    hash="f9cea58f23b15f34bd4e3a15fd1b007ed6b0f8d9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d2f63",
                    table="stock_soldoutrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="soldoutrule",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "stock_soldoutruleevent" ("act", "connection_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ships_on", "variant_id", "workspace_id") VALUES (OLD."act", OLD."connection_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."ships_on", OLD."variant_id", OLD."workspace_id"); RETURN NULL;',
                    hash="fda5040a37ac1091ac0589b4f5b99b601c9c6a63",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_eb99d",
                    table="stock_soldoutrule",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)), fields=("workspace", "source"), name="withholding_open_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="withholding",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "stock_withholdingevent" ("decided_at", "decided_by_id", "id", "is_believed", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "workspace_id") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."is_believed", NEW."opened_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."workspace_id"); RETURN NULL;',
                    hash="ec9a5908e7c0aa3e5fe4bee4914355feea21b4c7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d2b0c",
                    table="stock_withholding",
                    when="AFTER",
                ),
            ),
        ),
    ]
