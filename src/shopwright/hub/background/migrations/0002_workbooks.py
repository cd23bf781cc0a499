from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("background", "0001_initial")]

    operations = [
        migrations.AlterField(model_name="runpart", name="media_type", field=models.CharField(max_length=100)),
    ]
