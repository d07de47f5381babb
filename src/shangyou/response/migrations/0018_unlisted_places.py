"""Who stands within a zone beyond the places an assessment lists."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("response", "0017_earlier_decision")]

    operations = [
        migrations.AddField(
            model_name="gasassessment", name="unlisted", field=models.JSONField(default=dict)
        ),
    ]
