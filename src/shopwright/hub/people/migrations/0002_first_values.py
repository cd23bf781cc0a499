"""What a record was before its first change is kept beside its events, which hold what it became."""

from django.db import migrations

from shopwright.hub.people.first_values import make_keeper


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [make_keeper()]
