"""The Django application of this wing."""

from django.apps import AppConfig


class WarningConfig(AppConfig):
    """风险预警."""

    name = "shangyou.warning"
    label = "warning"
    verbose_name = "风险预警"
    default_auto_field = "django.db.models.BigAutoField"
