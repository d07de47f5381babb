"""The database itself refuses to change or remove a gas assessment."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER response_gas_append_only BEFORE UPDATE OR DELETE ON response_gasassessment
    FOR EACH ROW EXECUTE FUNCTION response_refuse_change();
"""

BACKWARD = "DROP TRIGGER response_gas_append_only ON response_gasassessment;"


class Migration(migrations.Migration):
    dependencies = [("response", "0003_gas_assessment")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
