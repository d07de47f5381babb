"""What every row of every register has."""

from django.conf import settings
from django.db import models

STATUSES = (
    ("verified", "已核实"),
    ("secondary", "二手资料"),
    ("unverified", "需核实"),
    ("estimated", "估计"),
    ("general", "一般资料"),
)


class RegisterRow(models.Model):
    """One row: where its facts come from, where it belongs, and which version of it this is."""

    version = models.PositiveIntegerField(default=1, editable=False)
    status = models.CharField(max_length=16, choices=STATUSES, default="unverified")
    source = models.CharField(max_length=300, blank=True)
    demo = models.BooleanField(default=False, editable=False)
    region = models.CharField(max_length=12, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True

    def settle(self) -> None:
        """Fill in what follows from what is given; the engine calls it before the rules."""
