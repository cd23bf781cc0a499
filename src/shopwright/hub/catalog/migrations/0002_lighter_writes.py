import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Fewer writes for each row that is imported."""

    dependencies = [
        ("access", "0001_initial"),
        ("catalog", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importrow",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="catalog.importrun",
            ),
        ),
        migrations.AlterField(
            model_name="product",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="products",
                to="access.workspace",
            ),
        ),
        migrations.AlterField(
            model_name="variant",
            name="workspace",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="access.workspace"),
        ),
        # Room beside each row for itself once it is applied: then no index needs to be written.
        migrations.RunSQL(
            "ALTER TABLE catalog_importrow SET (fillfactor = 45)", "ALTER TABLE catalog_importrow RESET (fillfactor)"
        ),
    ]
