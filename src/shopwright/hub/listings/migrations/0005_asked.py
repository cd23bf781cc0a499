from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0003_size"),
    ]

    operations = [
        migrations.AddField(
            model_name="offer",
            name="is_price_asked",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="offerstock",
            name="is_asked",
            field=models.BooleanField(default=False),
        ),
    ]
