"""The database itself refuses to change or remove an oil run."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER response_oil_append_only BEFORE UPDATE OR DELETE ON response_oilrun
    FOR EACH ROW EXECUTE FUNCTION response_refuse_change();
"""

BACKWARD = "DROP TRIGGER response_oil_append_only ON response_oilrun;"


class Migration(migrations.Migration):
    dependencies = [("response", "0007_oil_run")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
