"""The Django application of this wing."""

from django.apps import AppConfig


class ResponseConfig(AppConfig):
    """应急处置."""

    name = "shangyou.response"
    label = "response"
    verbose_name = "应急处置"
    default_auto_field = "django.db.models.BigAutoField"
