import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("response", "0016_air_plans"),
    ]

    operations = [
        migrations.AddField(
            model_name="planline",
            name="earlier",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="response.planline",
            ),
        ),
    ]
