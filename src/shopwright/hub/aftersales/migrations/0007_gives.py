from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("aftersales", "0006_exchanges"),
    ]

    operations = [
        migrations.AddField(
            model_name="act",
            name="gives",
            field=models.DecimalField(decimal_places=2, max_digits=16, null=True),
        ),
        # What was decided before: a refund without a case, and an offer. Other answers count once their channel says so.
        migrations.RunSQL(
            "UPDATE aftersales_act SET gives = amount WHERE amount > 0 AND decision <> 'CANCEL_ORDER'",
            migrations.RunSQL.noop,
        ),
    ]
