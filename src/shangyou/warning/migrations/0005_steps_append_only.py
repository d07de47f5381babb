"""The database itself refuses to change or remove what was issued."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION warning_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are only ever added', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER warning_step_append_only BEFORE UPDATE OR DELETE ON warning_warningstep
    FOR EACH ROW EXECUTE FUNCTION warning_refuse_change();
"""

BACKWARD = """
DROP TRIGGER warning_step_append_only ON warning_warningstep;
DROP FUNCTION warning_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("warning", "0004_public_warning")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
