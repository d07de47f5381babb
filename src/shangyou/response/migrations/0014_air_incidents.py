"""Incidents in the air: a kind, no river needed, the readings they began with, the alarm of an assessment."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER response_airreading_append_only BEFORE UPDATE OR DELETE ON response_airreading
    FOR EACH ROW EXECUTE FUNCTION response_refuse_change();
"""
BACKWARD = "DROP TRIGGER response_airreading_append_only ON response_airreading;"


class Migration(migrations.Migration):
    dependencies = [
        ("response", "0013_gas_and_oil"),
        ("warning", "0007_alarm_steps_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="gasassessment",
            name="alarm",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gas_assessments",
                to="warning.alarm",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="kind",
            field=models.CharField(
                choices=[("water", "水"), ("air", "大气")],
                db_default="water",
                default="water",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="incident",
            name="chainage_km",
            field=models.FloatField(default=0.0),
        ),
        migrations.AlterField(
            model_name="incident",
            name="distance_m",
            field=models.FloatField(default=0.0),
        ),
        migrations.AlterField(
            model_name="incident",
            name="reach",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name="incident",
            name="river",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.CreateModel(
            name="AirReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("station", models.BigIntegerField()),
                ("station_name", models.CharField(max_length=128)),
                ("code", models.CharField(max_length=12)),
                ("name", models.JSONField()),
                ("at", models.DateTimeField()),
                ("value", models.FloatField()),
                ("unit", models.CharField(blank=True, max_length=24)),
                ("limit", models.FloatField(null=True)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="air_readings",
                        to="response.incident",
                    ),
                ),
            ],
            options={
                "ordering": ["incident_id", "station", "code", "at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("incident", "station", "code", "at"), name="air_reading_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
