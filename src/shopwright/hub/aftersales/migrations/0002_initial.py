import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("aftersales", "0001_initial"),
        ("channels", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="act",
            name="connection",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="channels.connection"),
        ),
    ]
