"""The database itself refuses to change or remove a run of a fire or blast model."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER response_gas_fire_append_only BEFORE UPDATE OR DELETE ON response_gasfire
    FOR EACH ROW EXECUTE FUNCTION response_refuse_change();
"""

BACKWARD = "DROP TRIGGER response_gas_fire_append_only ON response_gasfire;"


class Migration(migrations.Migration):
    dependencies = [("response", "0009_gas_fire")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
