"""Risk grades by HJ 941 in the register of risk sources; every column has a default in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("preparedness", "0004_hydraulics"),
    ]

    operations = [
        migrations.AddField(
            model_name="risksource",
            name="air_code",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            model_name="risksource",
            name="air_grade",
            field=models.CharField(
                blank=True,
                choices=[("ordinary", "一般"), ("considerable", "较大"), ("major", "重大")],
                db_default="",
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="risksource",
            name="graded_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="risksource",
            name="penalised",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="risksource",
            name="risk_grade",
            field=models.CharField(
                blank=True,
                choices=[("ordinary", "一般"), ("considerable", "较大"), ("major", "重大")],
                db_default="",
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="risksource",
            name="water_code",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            model_name="risksource",
            name="water_grade",
            field=models.CharField(
                blank=True,
                choices=[("ordinary", "一般"), ("considerable", "较大"), ("major", "重大")],
                db_default="",
                default="",
                max_length=12,
            ),
        ),
    ]
