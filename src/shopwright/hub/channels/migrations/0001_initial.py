import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChannelApp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.SlugField(max_length=40)),
                ("host", models.CharField(max_length=200)),
                ("label", models.CharField(max_length=80)),
                ("sealed", models.BinaryField()),
                ("clock_url", models.URLField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="channel_apps", to="access.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Connection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.SlugField(max_length=40)),
                ("host", models.CharField(max_length=200)),
                ("account", models.CharField(max_length=120)),
                ("external_id", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=120)),
                ("region", models.CharField(blank=True, max_length=8)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("settings", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Connected"),
                            ("paused", "Paused"),
                            ("consent", "Needs consent"),
                            ("gone", "Disconnected"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("trouble", models.TextField(blank=True)),
                ("is_realtime", models.BooleanField(default=False)),
                ("adopts", models.BooleanField(default=False)),
                ("consent_ends_at", models.DateTimeField(null=True)),
                ("checks", models.JSONField(default=list)),
                ("checked_at", models.DateTimeField(null=True)),
                ("orders_read_to", models.DateTimeField(null=True)),
                ("cases_read_to", models.DateTimeField(null=True)),
                ("polled_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "app",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="connections",
                        to="channels.channelapp",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="connections", to="access.workspace"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConnectionWorkspaceNameStateIsRealtimeAdoptsEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("name", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Connected"),
                            ("paused", "Paused"),
                            ("consent", "Needs consent"),
                            ("gone", "Disconnected"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("is_realtime", models.BooleanField(default=False)),
                ("adopts", models.BooleanField(default=False)),
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
                        related_name="workspace_name_state_is_realtime_adopts_events",
                        to="channels.connection",
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
            name="Credential",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=120)),
                ("sealed", models.BinaryField(null=True)),
                ("lease", models.CharField(blank=True, max_length=40)),
                ("leased_until", models.DateTimeField(null=True)),
                (
                    "app",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="credentials",
                        to="channels.channelapp",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=20)),
                ("external_id", models.CharField(max_length=100)),
                ("source", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[("new", "New"), ("done", "Done"), ("failed", "Failed"), ("cancelled", "Cancelled")],
                        default="new",
                        max_length=10,
                    ),
                ),
                ("is_patient", models.BooleanField(default=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("trouble", models.TextField(blank=True)),
                ("remedy", models.TextField(blank=True)),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="channels.connection"
                    ),
                ),
                ("workspace", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="access.workspace")),
            ],
        ),
        migrations.CreateModel(
            name="Traffic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("worked_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("trouble", models.TextField(blank=True)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="traffic", to="channels.connection"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="connection",
            index=models.Index(fields=["workspace", "state"], name="channels_co_workspa_e90edd_idx"),
        ),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "gone"), _negated=True),
                fields=("channel", "host", "external_id"),
                name="connection_in_one_workspace",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="connection",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "channels_connectionworkspacenamestateisrealtimeadoptsevent" ("adopts", "is_realtime", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "workspace_id") VALUES (NEW."adopts", NEW."is_realtime", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state", NEW."workspace_id"); RETURN NULL;',
                    hash="a8d34bc2c0f1ce3ee1cc38b951070ed3527c50f4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3c021",
                    table="channels_connection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="connection",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."adopts" IS DISTINCT FROM (NEW."adopts") OR OLD."is_realtime" IS DISTINCT FROM (NEW."is_realtime") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."workspace_id" IS DISTINCT FROM (NEW."workspace_id"))',
                    func='INSERT INTO "channels_connectionworkspacenamestateisrealtimeadoptsevent" ("adopts", "is_realtime", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "workspace_id") VALUES (NEW."adopts", NEW."is_realtime", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state", NEW."workspace_id"); RETURN NULL;',
                    hash="6659e27aff84c29289d5c2aed5319c8153e7c06f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a84e9",
                    table="channels_connection",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.UniqueConstraint(fields=("app", "account"), name="credential_once"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("state", "new")), fields=["is_patient", "due_at", "id"], name="event_due"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["workspace", "-received_at", "-id"], name="event_newest"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("state__in", ["new", "failed", "cancelled"])),
                fields=["workspace", "-received_at", "-id"],
                name="event_not_done",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["workspace", "external_id"], name="event_of_object"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("source", "webhook")), fields=["connection", "-received_at"], name="event_heard"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("connection", "event_id"), name="event_once"),
        ),
        migrations.AddConstraint(
            model_name="traffic",
            constraint=models.UniqueConstraint(fields=("connection", "kind"), name="traffic_once"),
        ),
    ]
