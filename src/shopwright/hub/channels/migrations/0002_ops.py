"""When somebody last began to look at a connection."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_jobs")]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="polled_at",
            field=models.DateTimeField(null=True),
        ),
    ]
