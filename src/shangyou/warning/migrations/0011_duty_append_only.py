"""The database itself refuses to change or remove what was handed over, logged, or done to a tip."""

from django.db import migrations

TABLES = (
    "warning_handover",
    "warning_handoveracceptance",
    "warning_dutyentry",
    "warning_situationstep",
    "warning_tipstep",
)
# warning_refuse_change() is that of 0005
FORWARD = "".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION warning_refuse_change();\n"
    for table in TABLES
)
BACKWARD = "".join(f"DROP TRIGGER {table}_append_only ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("warning", "0010_duty")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
