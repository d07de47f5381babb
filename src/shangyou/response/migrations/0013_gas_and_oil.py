"""Fires of gas assessments and jobs of oil runs were added beside each other."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("response", "0010_gas_fire_append_only"), ("response", "0012_oil_job")]

    operations: list[migrations.operations.base.Operation] = []
