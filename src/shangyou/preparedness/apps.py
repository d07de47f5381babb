"""The wing 应急准备 as a Django application."""

from django.apps import AppConfig


class PreparednessConfig(AppConfig):
    """Registers, the river network, the demo world."""

    name = "shangyou.preparedness"
    label = "preparedness"
    verbose_name = "应急准备"
    default_auto_field = "django.db.models.BigAutoField"
