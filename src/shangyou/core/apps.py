"""What every wing needs, as a Django application."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Organisations, people, rights, registers, audit, events, documents, jobs."""

    name = "shangyou.core"
    label = "core"
    verbose_name = "基础"
    default_auto_field = "django.db.models.BigAutoField"
