import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="BulkEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=300)),
                ("choice", models.JSONField()),
                ("acts", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "Being worked out"),
                            ("checked", "To be confirmed"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                        ],
                        default="checking",
                        max_length=10,
                    ),
                ),
                ("was", models.CharField(blank=True, max_length=10)),
                ("cursor", models.BigIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("to_do", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("trouble", models.TextField(blank=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bulk_edits", to="access.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("settings", models.JSONField()),
                ("columns", models.JSONField()),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_profiles",
                        to="access.workspace",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("upload", models.FileField(upload_to="imports/")),
                ("table", models.FileField(blank=True, upload_to="imports/")),
                ("sheets", models.JSONField(default=list)),
                ("row_total", models.PositiveIntegerField(default=0)),
                ("settings", models.JSONField(default=dict)),
                ("headers", models.JSONField(default=list)),
                ("columns", models.JSONField(default=list)),
                ("profile_name", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("mapping", "Choose columns"),
                            ("checking", "Being checked"),
                            ("checked", "Checked"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                        ],
                        default="mapping",
                        max_length=10,
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=10)),
                ("cursor", models.BigIntegerField(default=0)),
                ("carry", models.JSONField(default=dict)),
                ("done", models.PositiveIntegerField(default=0)),
                ("to_do", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("notes", models.JSONField(default=list)),
                ("trouble", models.TextField(blank=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="imports", to="access.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("place", models.PositiveIntegerField(null=True)),
                ("product_key", models.CharField(max_length=300)),
                ("alias", models.CharField(blank=True, max_length=300)),
                ("sku", models.CharField(blank=True, max_length=80)),
                ("own_id", models.BigIntegerField(null=True)),
                ("product_facts", models.JSONField(default=dict)),
                ("variant_facts", models.JSONField(null=True)),
                ("faults", models.JSONField(default=list)),
                ("clashes", models.JSONField(default=list)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("create", "New"),
                            ("update", "Changed"),
                            ("same", "As it is"),
                            ("faulty", "To mend"),
                            ("held", "Left out with its product"),
                            ("skipped", "No goods"),
                        ],
                        max_length=8,
                    ),
                ),
                ("product_id", models.BigIntegerField(null=True)),
                ("variant_id", models.BigIntegerField(null=True)),
                ("is_applied", models.BooleanField(default=False)),
                ("is_new_product", models.BooleanField(default=False)),
                ("product_before", models.JSONField(null=True)),
                ("variant_before", models.JSONField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="catalog.importrun",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("file", models.FileField(upload_to="pictures/")),
                ("media_type", models.CharField(max_length=40)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
            ],
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300)),
                ("description", models.TextField(blank=True)),
                ("brand", models.CharField(blank=True, max_length=120)),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("attributes", models.JSONField(blank=True, default=dict)),
                ("category", models.JSONField(blank=True, default=dict)),
                ("weight_grams", models.PositiveIntegerField(blank=True, null=True)),
                ("length_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("width_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("height_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("origin", models.CharField(blank=True, max_length=2, verbose_name="country of origin")),
                ("is_fragile", models.BooleanField(default=False)),
                ("is_hazmat", models.BooleanField(default=False, verbose_name="dangerous goods")),
                ("packing_note", models.CharField(blank=True, max_length=300)),
                ("is_archived", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="products", to="access.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProductEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("description", models.TextField(blank=True)),
                ("brand", models.CharField(blank=True, max_length=120)),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("attributes", models.JSONField(blank=True, default=dict)),
                ("category", models.JSONField(blank=True, default=dict)),
                ("weight_grams", models.PositiveIntegerField(blank=True, null=True)),
                ("length_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("width_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("height_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("origin", models.CharField(blank=True, max_length=2, verbose_name="country of origin")),
                ("is_fragile", models.BooleanField(default=False)),
                ("is_hazmat", models.BooleanField(default=False, verbose_name="dangerous goods")),
                ("packing_note", models.CharField(blank=True, max_length=300)),
                ("is_archived", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
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
            name="Variant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sku", models.CharField(max_length=80, verbose_name="SKU")),
                ("gtin", models.CharField(blank=True, max_length=14, verbose_name="GTIN")),
                ("options", models.JSONField(blank=True, default=list)),
                ("price", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("cost", models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="variants", to="catalog.product"
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
            ],
        ),
        migrations.CreateModel(
            name="ProductPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("picture", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="catalog.picture")),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pictures", to="catalog.product"
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="catalog.variant",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="BulkRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("sku", models.CharField(blank=True, max_length=200)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("notes", models.JSONField(default=list)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("update", "Changed"),
                            ("same", "As it is"),
                            ("faulty", "Refused"),
                            ("stale", "Left alone"),
                            ("undone", "Taken back"),
                            ("kept", "Kept"),
                        ],
                        max_length=8,
                    ),
                ),
                ("is_of_variant", models.BooleanField(default=True)),
                ("is_applied", models.BooleanField(default=False)),
                (
                    "edit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="catalog.bulkedit",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bulk_rows",
                        to="catalog.product",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bulk_rows",
                        to="catalog.variant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VariantEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("sku", models.CharField(max_length=80, verbose_name="SKU")),
                ("gtin", models.CharField(blank=True, max_length=14, verbose_name="GTIN")),
                ("options", models.JSONField(blank=True, default=list)),
                ("price", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("cost", models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
                        to="catalog.variant",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_constraint=False,
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
        migrations.AddIndex(
            model_name="bulkedit",
            index=models.Index(fields=["workspace", "-id"], name="bulk_newest"),
        ),
        migrations.AddIndex(
            model_name="bulkedit",
            index=models.Index(
                condition=models.Q(("state__in", ("checking", "running", "undoing"))),
                fields=["due_at"],
                name="bulk_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="importprofile",
            constraint=models.UniqueConstraint(fields=("workspace", "name"), name="import_profile_once"),
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(fields=["workspace", "-id"], name="import_newest"),
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(fields=["workspace", "-created_at", "-id"], name="import_latest"),
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(
                condition=models.Q(("state__in", ("checking", "running", "undoing"))),
                fields=["due_at"],
                name="import_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["running", "undoing"]), ("step", "apply")),
                fields=("workspace",),
                name="import_one_writes",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["run", "place", "number"], name="import_row_place"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["run", "outcome", "number"], name="import_row_outcome"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("run", "number"), name="import_row_once"),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.UniqueConstraint(fields=("workspace", "sha256"), name="picture_once"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["workspace", "-id"], name="product_newest"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper("title"), "gin_trgm_ops"),
                name="product_title_part",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "catalog_productevent" ("attributes", "brand", "category", "created_at", "description", "height_mm", "id", "is_archived", "is_fragile", "is_hazmat", "length_mm", "origin", "packing_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tags", "title", "updated_at", "weight_grams", "width_mm", "workspace_id") VALUES (NEW."attributes", NEW."brand", NEW."category", NEW."created_at", NEW."description", NEW."height_mm", NEW."id", NEW."is_archived", NEW."is_fragile", NEW."is_hazmat", NEW."length_mm", NEW."origin", NEW."packing_note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."tags", NEW."title", NEW."updated_at", NEW."weight_grams", NEW."width_mm", NEW."workspace_id"); RETURN NULL;',
                    hash="879cebc057e9f5297b24e7b0cbb3500b95688677",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_580c5",
                    table="catalog_product",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_productevent" ("attributes", "brand", "category", "created_at", "description", "height_mm", "id", "is_archived", "is_fragile", "is_hazmat", "length_mm", "origin", "packing_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tags", "title", "updated_at", "weight_grams", "width_mm", "workspace_id") VALUES (OLD."attributes", OLD."brand", OLD."category", OLD."created_at", OLD."description", OLD."height_mm", OLD."id", OLD."is_archived", OLD."is_fragile", OLD."is_hazmat", OLD."length_mm", OLD."origin", OLD."packing_note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."tags", OLD."title", OLD."updated_at", OLD."weight_grams", OLD."width_mm", OLD."workspace_id"); RETURN NULL;',
                    hash="182f72d5809ff0683972bfbe8677652405fb2a76",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a763a",
                    table="catalog_product",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="variant",
            index=models.Index(
                condition=models.Q(("gtin", ""), _negated=True), fields=["workspace", "gtin"], name="variant_gtin"
            ),
        ),
        migrations.AddIndex(
            model_name="variant",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper("sku"), "gin_trgm_ops"),
                name="variant_sku_part",
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.UniqueConstraint(fields=("workspace", "sku"), name="variant_sku_once"),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(("price", None), ("price__gte", 0), _connector="OR"),
                name="variant_price_not_negative",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="variant",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "catalog_variantevent" ("cost", "currency", "gtin", "id", "options", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "price", "product_id", "sku", "workspace_id") VALUES (NEW."cost", NEW."currency", NEW."gtin", NEW."id", NEW."options", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."price", NEW."product_id", NEW."sku", NEW."workspace_id"); RETURN NULL;',
                    hash="32454ed29443d535e808ae115b237a63cecabff4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ee635",
                    table="catalog_variant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="variant",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "catalog_variantevent" ("cost", "currency", "gtin", "id", "options", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "price", "product_id", "sku", "workspace_id") VALUES (OLD."cost", OLD."currency", OLD."gtin", OLD."id", OLD."options", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."price", OLD."product_id", OLD."sku", OLD."workspace_id"); RETURN NULL;',
                    hash="ed35128a0b4d43d1ee522a1cda2d70d28a74394c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6039e",
                    table="catalog_variant",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="bulkrow",
            index=models.Index(fields=["edit", "outcome", "number"], name="bulk_row_outcome"),
        ),
        migrations.AddConstraint(
            model_name="bulkrow",
            constraint=models.UniqueConstraint(fields=("edit", "number"), name="bulk_row_once"),
        ),
    ]
