import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
        ("aftersales", "0003_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("stock", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="caseline",
            name="location",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="stock.location"),
        ),
        migrations.AddField(
            model_name="caseworkspacegoodsmoneyevent",
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
            model_name="caseworkspacegoodsmoneyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="workspace_goods_money_events",
                to="aftersales.case",
            ),
        ),
        migrations.AddField(
            model_name="caseworkspacegoodsmoneyevent",
            name="workspace",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="access.workspace",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("waits_for", "seller")), fields=["workspace", "urgent_at", "id"], name="case_urgent"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("goods__in", ["on_the_way", "arrived"])),
                fields=["workspace", "id"],
                name="case_to_inspect",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["workspace", "-id"], name="case_newest"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["workspace", "external_id"], name="case_number"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("connection", "kind", "external_id"), name="case_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."goods" IS DISTINCT FROM (NEW."goods") OR OLD."money" IS DISTINCT FROM (NEW."money") OR OLD."workspace_id" IS DISTINCT FROM (NEW."workspace_id"))',
                    func='INSERT INTO "aftersales_caseworkspacegoodsmoneyevent" ("goods", "money", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "workspace_id") VALUES (NEW."goods", NEW."money", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."workspace_id"); RETURN NULL;',
                    hash="31d4ddf045e7eae4e6c6c97ca187eb1129f67ea2",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_248ea",
                    table="aftersales_case",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(
                condition=models.Q(("state__in", ["intent", "unknown"])), fields=["due_at", "id"], name="act_due"
            ),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["workspace", "-begun_at", "-id"], name="act_newest"),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(
                condition=models.Q(("state__in", ["intent", "unknown", "refused"])),
                fields=["workspace", "-begun_at", "-id"],
                name="act_not_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["intent", "unknown"])), fields=("case",), name="act_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case", None), ("state__in", ["intent", "unknown"])),
                fields=("order",),
                name="cancel_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseline",
            constraint=models.UniqueConstraint(fields=("case", "external_id"), name="case_line_once"),
        ),
    ]
