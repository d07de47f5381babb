"""Two documented parts of Django's models that carry an underscore all the same."""

from typing import Any

from django.db import models


def meta(model: type[models.Model] | models.Model) -> Any:
    """Give what a model knows of itself."""
    return model._meta  # noqa: SLF001 (documented: Model _meta API)


def all_rows(model: type[models.Model]) -> models.QuerySet[Any]:
    """Give every row of a model."""
    return model._default_manager.all()  # noqa: SLF001 (documented: default managers)
