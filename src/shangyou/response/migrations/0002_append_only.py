"""The database itself refuses to change or remove what was logged or forecast."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION response_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are only ever added', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER response_log_append_only BEFORE UPDATE OR DELETE ON response_logentry
    FOR EACH ROW EXECUTE FUNCTION response_refuse_change();
CREATE TRIGGER response_forecast_append_only BEFORE UPDATE OR DELETE ON response_forecast
    FOR EACH ROW EXECUTE FUNCTION response_refuse_change();
"""

BACKWARD = """
DROP TRIGGER response_forecast_append_only ON response_forecast;
DROP TRIGGER response_log_append_only ON response_logentry;
DROP FUNCTION response_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("response", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
