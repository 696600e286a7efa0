"""Stored versions of the program.

A published version never changes: its text, the instant from which it decides, and the zone table
that it pins. Slots are numbered by publishing order, so a version also keeps what it numbered.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ProgramVersion(models.Model):
    """One published version."""

    number = models.IntegerField(primary_key=True)
    text = models.TextField()
    effective_us = models.BigIntegerField()
    published_us = models.BigIntegerField()
    zone_at_us = ArrayField(models.BigIntegerField())
    zone_offset_us = ArrayField(models.BigIntegerField())

    class Meta:
        """Versions take effect in the order of their numbers."""

        db_table = "program_version"
        constraints = [
            models.UniqueConstraint(fields=["effective_us"], name="program_version_effective")
        ]
