"""Samples, kept as they were entered; a forecast may rest on another corrected by them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER response_sample_append_only BEFORE UPDATE OR DELETE ON response_sample
    FOR EACH ROW EXECUTE FUNCTION response_refuse_change();
"""
BACKWARD = "DROP TRIGGER response_sample_append_only ON response_sample;"


class Migration(migrations.Migration):
    dependencies = [
        ("response", "0005_options"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="forecast",
            name="based_on",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="response.forecast",
            ),
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("idempotency_key", models.UUIDField()),
                ("row", models.PositiveIntegerField()),
                ("place", models.CharField(max_length=80)),
                ("place_name", models.CharField(max_length=120)),
                ("reach", models.CharField(max_length=40)),
                ("distance_m", models.FloatField()),
                ("longitude", models.FloatField()),
                ("latitude", models.FloatField()),
                ("taken_at", models.DateTimeField()),
                ("concentration_mg_l", models.FloatField(null=True)),
                ("detection_limit_mg_l", models.FloatField(null=True)),
                ("withdrawn", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("entered_at", models.DateTimeField()),
                ("entered_by_name", models.CharField(max_length=60)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="samples",
                        to="response.incident",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="response.sample",
                    ),
                ),
            ],
            options={
                "ordering": ["incident_id", "taken_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("idempotency_key", "row"), name="sample_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("concentration_mg_l__isnull", False),
                            ("detection_limit_mg_l__isnull", False),
                            _connector="OR",
                        ),
                        name="sample_says_something",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
