from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("security", "0001_initial"),
    ]

    operations = [
        migrations.RenameField(model_name="auditrun", old_name="found", new_name="findings"),
    ]
