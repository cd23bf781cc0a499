# What a picture came from.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_lighter_writes")]

    operations = [
        migrations.AddField(
            "productpicture", "address", models.TextField(blank=True, default=""), preserve_default=False
        ),
        migrations.AddField("productpicture", "import_run", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "productpicture",
            models.Index(
                fields=["import_run"], condition=models.Q(("import_run__isnull", False)), name="picture_of_import"
            ),
        ),
    ]
