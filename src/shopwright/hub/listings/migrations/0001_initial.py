from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shopwright.hub.catalog.price_rules


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
            name="PictureTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("most", models.PositiveSmallIntegerField(default=9, verbose_name="At most so many pictures")),
                (
                    "order",
                    models.CharField(
                        choices=[
                            ("product", "As they are on the product"),
                            ("variants", "Those of variants first"),
                            ("general", "Those of the whole product first"),
                        ],
                        default="product",
                        max_length=10,
                        verbose_name="In the order",
                    ),
                ),
                (
                    "option_value",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="Of variants only those with the option value"
                    ),
                ),
                ("is_square", models.BooleanField(default=False, verbose_name="Square, on a white ground")),
                ("least_side", models.PositiveSmallIntegerField(default=0, verbose_name="Shortest side in pixels")),
                ("most_side", models.PositiveSmallIntegerField(default=3000, verbose_name="Longest side in pixels")),
            ],
        ),
        migrations.CreateModel(
            name="PictureTemplateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("most", models.PositiveSmallIntegerField(default=9, verbose_name="At most so many pictures")),
                (
                    "order",
                    models.CharField(
                        choices=[
                            ("product", "As they are on the product"),
                            ("variants", "Those of variants first"),
                            ("general", "Those of the whole product first"),
                        ],
                        default="product",
                        max_length=10,
                        verbose_name="In the order",
                    ),
                ),
                (
                    "option_value",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="Of variants only those with the option value"
                    ),
                ),
                ("is_square", models.BooleanField(default=False, verbose_name="Square, on a white ground")),
                ("least_side", models.PositiveSmallIntegerField(default=0, verbose_name="Shortest side in pixels")),
                ("most_side", models.PositiveSmallIntegerField(default=3000, verbose_name="Longest side in pixels")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PriceFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("rows", models.JSONField(default=list)),
                ("faults", models.JSONField(default=list)),
                ("sent_at", models.DateTimeField(auto_now_add=True)),
                ("applied_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PriceGuard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "percent",
                    models.PositiveSmallIntegerField(default=30, verbose_name="A price may drop by, in percent"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PriceGuardEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "percent",
                    models.PositiveSmallIntegerField(default=30, verbose_name="A price may drop by, in percent"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PriceList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("currency", models.CharField(max_length=3)),
                (
                    "tax",
                    models.CharField(
                        choices=[("in", "With tax"), ("out", "Without tax")],
                        default="in",
                        max_length=3,
                        verbose_name="Its prices are",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("nothing", "Nowhere: it has its own prices alone"),
                            ("catalogue", "The catalogue"),
                            ("list", "Another list"),
                        ],
                        default="catalogue",
                        max_length=10,
                        verbose_name="Prices that do not stand in it come from",
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=2, default=Decimal(0), max_digits=6, verbose_name="Change in percent"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, default=Decimal(0), max_digits=12, verbose_name="And by an amount"
                    ),
                ),
                (
                    "rounding",
                    models.CharField(
                        choices=[
                            (shopwright.hub.catalog.price_rules.Rounding["CENT"], "the cent"),
                            (shopwright.hub.catalog.price_rules.Rounding["NICKEL"], "0.05"),
                            (shopwright.hub.catalog.price_rules.Rounding["WHOLE"], "whole numbers"),
                            (shopwright.hub.catalog.price_rules.Rounding["CHARM"], ".99"),
                        ],
                        default=shopwright.hub.catalog.price_rules.Rounding["CENT"],
                        max_length=10,
                        verbose_name="Rounded to",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="PriceListEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("currency", models.CharField(max_length=3)),
                (
                    "tax",
                    models.CharField(
                        choices=[("in", "With tax"), ("out", "Without tax")],
                        default="in",
                        max_length=3,
                        verbose_name="Its prices are",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("nothing", "Nowhere: it has its own prices alone"),
                            ("catalogue", "The catalogue"),
                            ("list", "Another list"),
                        ],
                        default="catalogue",
                        max_length=10,
                        verbose_name="Prices that do not stand in it come from",
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=2, default=Decimal(0), max_digits=6, verbose_name="Change in percent"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, default=Decimal(0), max_digits=12, verbose_name="And by an amount"
                    ),
                ),
                (
                    "rounding",
                    models.CharField(
                        choices=[
                            (shopwright.hub.catalog.price_rules.Rounding["CENT"], "the cent"),
                            (shopwright.hub.catalog.price_rules.Rounding["NICKEL"], "0.05"),
                            (shopwright.hub.catalog.price_rules.Rounding["WHOLE"], "whole numbers"),
                            (shopwright.hub.catalog.price_rules.Rounding["CHARM"], ".99"),
                        ],
                        default=shopwright.hub.catalog.price_rules.Rounding["CENT"],
                        max_length=10,
                        verbose_name="Rounded to",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PublishRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("publish", "Publish what is not listed there"),
                            ("revise", "Revise what changed in the catalogue"),
                            ("pause", "Pause"),
                            ("resume", "Relist what is paused"),
                            ("end", "End"),
                        ],
                        max_length=8,
                        verbose_name="What it does",
                    ),
                ),
                (
                    "new_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Made in the last days"),
                ),
                ("tag", models.CharField(blank=True, max_length=60, verbose_name="With the tag")),
                ("brand", models.CharField(blank=True, max_length=120, verbose_name="Of the brand")),
                ("kind", models.CharField(blank=True, max_length=80, verbose_name="Of the type")),
                ("stock_least", models.IntegerField(blank=True, null=True, verbose_name="Stock at least")),
                ("stock_most", models.IntegerField(blank=True, null=True, verbose_name="Stock at most")),
                (
                    "price_least",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="Price at least"
                    ),
                ),
                (
                    "price_most",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="Price at most"
                    ),
                ),
                ("per_day", models.PositiveSmallIntegerField(default=100, verbose_name="At most so many in 24 hours")),
                ("is_on", models.BooleanField(default=False)),
                ("tried_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="PublishRuleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("publish", "Publish what is not listed there"),
                            ("revise", "Revise what changed in the catalogue"),
                            ("pause", "Pause"),
                            ("resume", "Relist what is paused"),
                            ("end", "End"),
                        ],
                        max_length=8,
                        verbose_name="What it does",
                    ),
                ),
                (
                    "new_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Made in the last days"),
                ),
                ("tag", models.CharField(blank=True, max_length=60, verbose_name="With the tag")),
                ("brand", models.CharField(blank=True, max_length=120, verbose_name="Of the brand")),
                ("kind", models.CharField(blank=True, max_length=80, verbose_name="Of the type")),
                ("stock_least", models.IntegerField(blank=True, null=True, verbose_name="Stock at least")),
                ("stock_most", models.IntegerField(blank=True, null=True, verbose_name="Stock at most")),
                (
                    "price_least",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="Price at least"
                    ),
                ),
                (
                    "price_most",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="Price at most"
                    ),
                ),
                ("per_day", models.PositiveSmallIntegerField(default=100, verbose_name="At most so many in 24 hours")),
                ("is_on", models.BooleanField(default=False)),
                ("tried_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PushTimes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                (
                    "counts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), size=None),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RuleFiring",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule_name", models.CharField(max_length=80)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("publish", "Publish what is not listed there"),
                            ("revise", "Revise what changed in the catalogue"),
                            ("pause", "Pause"),
                            ("resume", "Relist what is paused"),
                            ("end", "End"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="AttributeFill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attribute_id", models.CharField(max_length=60)),
                ("source", models.CharField(blank=True, max_length=120)),
                ("value", models.CharField(blank=True, max_length=500)),
                ("values", models.JSONField(default=dict)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attribute_fills",
                        to="channels.connection",
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
            ],
        ),
        migrations.CreateModel(
            name="ChannelCategory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("path", models.CharField(max_length=1000)),
                ("is_open", models.BooleanField(default=True)),
                ("details", models.JSONField(null=True)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="categories", to="channels.connection"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CategoryMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=500)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing fits"),
                            ("earlier", "Mapped so on another shop"),
                            ("name", "Has the same name"),
                            ("channel", "The channel recommends it"),
                            ("words", "Words in common"),
                            ("hand", "Chosen by hand"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("because", models.CharField(blank=True, max_length=400)),
                ("confidence", models.PositiveSmallIntegerField(default=0)),
                ("is_accepted", models.BooleanField(default=False)),
                ("product_count", models.PositiveIntegerField(default=0)),
                ("gaps", models.JSONField(default=dict)),
                ("counted_at", models.DateTimeField(null=True)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="category_mappings",
                        to="channels.connection",
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
                (
                    "category",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to="listings.channelcategory"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(blank=True, max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wanted", "To be sent"),
                            ("review", "Under review"),
                            ("live", "Live"),
                            ("refused", "Refused"),
                            ("paused", "Paused"),
                            ("ended", "Ended"),
                        ],
                        default="wanted",
                        max_length=10,
                    ),
                ),
                (
                    "wish",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing"),
                            ("publish", "Publish"),
                            ("pause", "Pause"),
                            ("resume", "Relist"),
                            ("end", "End"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "refused_wish",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing"),
                            ("publish", "Publish"),
                            ("pause", "Pause"),
                            ("resume", "Relist"),
                            ("end", "End"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("wish_due_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("trouble", models.TextField(blank=True)),
                ("remedy", models.TextField(blank=True)),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                ("is_paused_by_stock", models.BooleanField(default=False)),
                ("seen_title", models.CharField(blank=True, max_length=300)),
                ("content", models.JSONField(blank=True, default=dict)),
                ("overrides", models.JSONField(blank=True, default=dict)),
                ("sent_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="listings", to="channels.connection"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="listings",
                        to="catalog.product",
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
            ],
        ),
        migrations.CreateModel(
            name="Drift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("title", "Title"),
                            ("description", "Description"),
                            ("pictures", "Pictures"),
                            ("category", "Category"),
                            ("state", "State"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be decided"),
                            ("kept", "Set back"),
                            ("taken", "Taken over"),
                            ("gone", "Gone by itself"),
                        ],
                        default="open",
                        max_length=6,
                    ),
                ),
                ("mine", models.TextField(blank=True)),
                ("theirs", models.TextField(blank=True)),
                ("value", models.JSONField(default=dict)),
                ("words", models.TextField(blank=True)),
                ("found_at", models.DateTimeField(auto_now_add=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("is_by_rule", models.BooleanField(default=False)),
                (
                    "connection",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="channels.connection"),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drifts", to="listings.listing"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ListingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=2, default=Decimal(0), max_digits=6, verbose_name="Change in percent"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, default=Decimal(0), max_digits=12, verbose_name="And by an amount"
                    ),
                ),
                (
                    "rounding",
                    models.CharField(
                        choices=[
                            (shopwright.hub.catalog.price_rules.Rounding["CENT"], "the cent"),
                            (shopwright.hub.catalog.price_rules.Rounding["NICKEL"], "0.05"),
                            (shopwright.hub.catalog.price_rules.Rounding["WHOLE"], "whole numbers"),
                            (shopwright.hub.catalog.price_rules.Rounding["CHARM"], ".99"),
                        ],
                        default=shopwright.hub.catalog.price_rules.Rounding["CENT"],
                        max_length=10,
                        verbose_name="Rounded to",
                    ),
                ),
                ("title_template", models.CharField(blank=True, max_length=300, verbose_name="Title")),
                ("description_template", models.TextField(blank=True, verbose_name="Description")),
                ("sends_prices", models.BooleanField(default=False, verbose_name="Send prices")),
                (
                    "drift",
                    models.CharField(
                        choices=[("show", "Show it"), ("heal", "Set it back")],
                        default="show",
                        max_length=10,
                        verbose_name="A price that was changed on the channel",
                    ),
                ),
                (
                    "text_drift",
                    models.CharField(
                        choices=[("ask", "Ask"), ("keep", "Keep mine"), ("take", "Take theirs")],
                        default="ask",
                        max_length=4,
                        verbose_name="A title or description that was changed there",
                    ),
                ),
                (
                    "picture_drift",
                    models.CharField(
                        choices=[("ask", "Ask"), ("keep", "Keep mine"), ("take", "Take theirs")],
                        default="ask",
                        max_length=4,
                        verbose_name="Pictures that were changed there",
                    ),
                ),
                (
                    "category_drift",
                    models.CharField(
                        choices=[("ask", "Ask"), ("keep", "Keep mine"), ("take", "Take theirs")],
                        default="ask",
                        max_length=4,
                        verbose_name="A category that was changed there",
                    ),
                ),
                (
                    "state_drift",
                    models.CharField(
                        choices=[("ask", "Ask"), ("keep", "Keep mine"), ("take", "Take theirs")],
                        default="ask",
                        max_length=4,
                        verbose_name="A listing that was paused, relisted or ended there",
                    ),
                ),
                (
                    "connection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rule", to="channels.connection"
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
            ],
        ),
        migrations.CreateModel(
            name="ListingRuleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=2, default=Decimal(0), max_digits=6, verbose_name="Change in percent"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, default=Decimal(0), max_digits=12, verbose_name="And by an amount"
                    ),
                ),
                (
                    "rounding",
                    models.CharField(
                        choices=[
                            (shopwright.hub.catalog.price_rules.Rounding["CENT"], "the cent"),
                            (shopwright.hub.catalog.price_rules.Rounding["NICKEL"], "0.05"),
                            (shopwright.hub.catalog.price_rules.Rounding["WHOLE"], "whole numbers"),
                            (shopwright.hub.catalog.price_rules.Rounding["CHARM"], ".99"),
                        ],
                        default=shopwright.hub.catalog.price_rules.Rounding["CENT"],
                        max_length=10,
                        verbose_name="Rounded to",
                    ),
                ),
                ("title_template", models.CharField(blank=True, max_length=300, verbose_name="Title")),
                ("description_template", models.TextField(blank=True, verbose_name="Description")),
                ("sends_prices", models.BooleanField(default=False, verbose_name="Send prices")),
                (
                    "drift",
                    models.CharField(
                        choices=[("show", "Show it"), ("heal", "Set it back")],
                        default="show",
                        max_length=10,
                        verbose_name="A price that was changed on the channel",
                    ),
                ),
                (
                    "text_drift",
                    models.CharField(
                        choices=[("ask", "Ask"), ("keep", "Keep mine"), ("take", "Take theirs")],
                        default="ask",
                        max_length=4,
                        verbose_name="A title or description that was changed there",
                    ),
                ),
                (
                    "picture_drift",
                    models.CharField(
                        choices=[("ask", "Ask"), ("keep", "Keep mine"), ("take", "Take theirs")],
                        default="ask",
                        max_length=4,
                        verbose_name="Pictures that were changed there",
                    ),
                ),
                (
                    "category_drift",
                    models.CharField(
                        choices=[("ask", "Ask"), ("keep", "Keep mine"), ("take", "Take theirs")],
                        default="ask",
                        max_length=4,
                        verbose_name="A category that was changed there",
                    ),
                ),
                (
                    "state_drift",
                    models.CharField(
                        choices=[("ask", "Ask"), ("keep", "Keep mine"), ("take", "Take theirs")],
                        default="ask",
                        max_length=4,
                        verbose_name="A listing that was paused, relisted or ended there",
                    ),
                ),
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
                        to="listings.listingrule",
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
            name="ListingWorkspaceProductWishStateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "wish",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing"),
                            ("publish", "Publish"),
                            ("pause", "Pause"),
                            ("resume", "Relist"),
                            ("end", "End"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wanted", "To be sent"),
                            ("review", "Under review"),
                            ("live", "Live"),
                            ("refused", "Refused"),
                            ("paused", "Paused"),
                            ("ended", "Ended"),
                        ],
                        default="wanted",
                        max_length=10,
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
                        related_name="workspace_product_wish_state_events",
                        to="listings.listing",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="catalog.product",
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
            name="ListPrice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("price", models.DecimalField(decimal_places=2, max_digits=14)),
                ("set_at", models.DateTimeField(auto_now=True)),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="list_prices", to="catalog.variant"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MadePicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recipe", models.CharField(max_length=40)),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.picture"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="made", to="catalog.picture"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=100)),
                ("seller_sku", models.CharField(blank=True, max_length=80)),
                ("options", models.CharField(blank=True, max_length=200)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("wanted_price", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("acknowledged_price", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("seen_price", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("is_price_due", models.BooleanField(default=False)),
                ("price_due_at", models.DateTimeField(null=True)),
                ("price_attempts", models.PositiveSmallIntegerField(default=0)),
                ("price_trouble", models.TextField(blank=True)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offers", to="channels.connection"
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offers", to="listings.listing"
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="offers",
                        to="catalog.variant",
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
            ],
        ),
        migrations.CreateModel(
            name="OfferStock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wanted", models.IntegerField(null=True)),
                ("wanted_at", models.DateTimeField(null=True)),
                ("acknowledged", models.IntegerField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("promised", models.IntegerField(null=True)),
                ("backorder_on", models.DateField(null=True)),
                ("acknowledged_backorder_on", models.DateField(null=True)),
                ("sent", models.IntegerField(null=True)),
                ("request_id", models.CharField(blank=True, max_length=60)),
                ("is_due", models.BooleanField(default=False)),
                ("due_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("trouble", models.TextField(blank=True)),
                ("remedy", models.TextField(blank=True)),
                (
                    "connection",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="channels.connection"),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stocks", to="listings.offer"
                    ),
                ),
            ],
        ),
    ]
