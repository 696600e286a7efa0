"""Reference data as uploaded: what is known of stores, products and lists, by edition.

An edition is one upload and never changes; a later one stands beside it. Which entry holds for an
event is worked out from two instants, see `core.engine.reference`.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ReferenceEdition(models.Model):
    """One upload to one table. known_us: the first recording that knows it."""

    number = models.IntegerField(primary_key=True)
    table = models.TextField(db_column="table_name")
    known_us = models.BigIntegerField()
    rows = models.IntegerField()

    class Meta:
        """Editions are known in the order of their numbers."""

        db_table = "reference_edition"
        constraints = [models.UniqueConstraint(fields=["known_us"], name="reference_edition_known")]


class ReferenceRow(models.Model):
    """What an edition says under one key: from_us None: from when it is known; told None: gone."""

    pk = models.CompositePrimaryKey("edition", "place")
    edition = models.IntegerField()
    place = models.IntegerField()
    key = models.TextField()
    from_us = models.BigIntegerField(null=True)
    told = models.JSONField(null=True)

    class Meta:
        """Rows are read by edition."""

        db_table = "reference_row"


class ReferenceZone(models.Model):
    """A time zone as it was when a store first named it: later zone tables change no history."""

    name = models.TextField(primary_key=True)
    edition = models.IntegerField()
    at_us = ArrayField(models.BigIntegerField())
    offset_us = ArrayField(models.BigIntegerField())

    class Meta:
        """Zones are pinned once."""

        db_table = "reference_zone"
