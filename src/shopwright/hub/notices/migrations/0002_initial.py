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
        ("notices", "0001_initial"),
        ("orders", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="noticeswitch",
            name="connection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notice_switches", to="channels.connection"
            ),
        ),
        migrations.AddField(
            model_name="noticeswitch",
            name="tried_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="noticeswitch",
            name="workspace",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace"),
        ),
        migrations.AddField(
            model_name="noticeswitchworkspacestepisonevent",
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
            model_name="noticeswitchworkspacestepisonevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="workspace_step_is_on_events",
                to="notices.noticeswitch",
            ),
        ),
        migrations.AddField(
            model_name="noticeswitchworkspacestepisonevent",
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
            model_name="noticetext",
            name="connection",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notice_texts",
                to="channels.connection",
            ),
        ),
        migrations.AddField(
            model_name="noticetext",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notice_texts", to="access.workspace"
            ),
        ),
        migrations.AddField(
            model_name="noticetextevent",
            name="connection",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="channels.connection",
            ),
        ),
        migrations.AddField(
            model_name="noticetextevent",
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
            model_name="noticetextevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="notices.noticetext",
            ),
        ),
        migrations.AddField(
            model_name="noticetextevent",
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
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state__in", ["intent", "unknown"])), fields=["due_at", "id"], name="notice_due"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["workspace", "-id"], name="notice_newest"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state", "sent"), _negated=True),
                fields=["workspace", "state", "-id"],
                name="notice_unsent",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["connection", "external_id"], name="notice_external"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["workspace", "-caused_at", "-id"], name="notice_latest"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state", "sent"), _negated=True),
                fields=["workspace", "-caused_at", "-id"],
                name="notice_not_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("workspace", "order", "step", "subject"), name="notice_once"),
        ),
        migrations.AddConstraint(
            model_name="noticeswitch",
            constraint=models.UniqueConstraint(fields=("connection", "step"), name="notice_switch_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticeswitch",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "notices_noticeswitchworkspacestepisonevent" ("is_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "step", "workspace_id") VALUES (NEW."is_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."step", NEW."workspace_id"); RETURN NULL;',
                    hash="50f0ba770c4e9b9321eb4b6f8c885a224f5f6859",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0148e",
                    table="notices_noticeswitch",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticeswitch",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."is_on" IS DISTINCT FROM (NEW."is_on") OR OLD."step" IS DISTINCT FROM (NEW."step") OR OLD."workspace_id" IS DISTINCT FROM (NEW."workspace_id"))',
                    func='INSERT INTO "notices_noticeswitchworkspacestepisonevent" ("is_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "step", "workspace_id") VALUES (NEW."is_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."step", NEW."workspace_id"); RETURN NULL;',
                    hash="cb58563dcf28645c038472e6e2eacec3aed5c2f7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5fb24",
                    table="notices_noticeswitch",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="noticetext",
            constraint=models.UniqueConstraint(
                fields=("workspace", "step", "language", "connection"), name="notice_text_once", nulls_distinct=False
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticetext",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "notices_noticetextevent" ("connection_id", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "step", "text", "workspace_id") VALUES (NEW."connection_id", NEW."id", NEW."language", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."step", NEW."text", NEW."workspace_id"); RETURN NULL;',
                    hash="4cc3b052b86d1ab8a1c9abc2ba3c97687f57379a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ef3c9",
                    table="notices_noticetext",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticetext",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "notices_noticetextevent" ("connection_id", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "step", "text", "workspace_id") VALUES (NEW."connection_id", NEW."id", NEW."language", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."step", NEW."text", NEW."workspace_id"); RETURN NULL;',
                    hash="cd4d618eaa9c5f09ea7afa33d3628ff98f73232d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_65b62",
                    table="notices_noticetext",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticetext",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "notices_noticetextevent" ("connection_id", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "step", "text", "workspace_id") VALUES (OLD."connection_id", OLD."id", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."step", OLD."text", OLD."workspace_id"); RETURN NULL;',
                    hash="ba007af19cd0e1d5240c50b97c83dfba921e5548",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cd822",
                    table="notices_noticetext",
                    when="AFTER",
                ),
            ),
        ),
    ]
