"""The database itself refuses to change or remove what was done about an alarm."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER warning_alarmstep_append_only BEFORE UPDATE OR DELETE ON warning_alarmstep
    FOR EACH ROW EXECUTE FUNCTION warning_refuse_change();
"""

BACKWARD = "DROP TRIGGER warning_alarmstep_append_only ON warning_alarmstep;"


class Migration(migrations.Migration):
    dependencies = [("warning", "0006_alarms")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
