"""The tables of insights: counts that pages read instead of the whole ledger.

All of them are projections: they can be emptied and counted again, and no decision reads them. Days
are those of the program's time zone on which things happened, so that a late event is counted where
it belongs and a figure of a past day may still change.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PointsDay(models.Model):
    """By how many points one account of a wallet changed on one day.

    wallet: its series; account: as in postings; day: days since 1970.
    """

    pk = models.CompositePrimaryKey("wallet", "account", "day")
    wallet = models.SmallIntegerField()
    account = models.SmallIntegerField()
    day = models.IntegerField()
    change = models.BigIntegerField()

    class Meta:
        """A few rows a day, however many events there are."""

        db_table = "points_day"


class EventDay(models.Model):
    """How many events of a kind had an outcome on one day."""

    pk = models.CompositePrimaryKey("kind", "outcome", "day")
    kind = models.TextField()
    outcome = models.TextField()
    day = models.IntegerField()
    events = models.BigIntegerField()

    class Meta:
        """A few rows a day, however many events there are."""

        db_table = "event_day"


class Census(models.Model):
    """One row: who the members were when they were last counted, and at which position.

    joined_days, joined: how many joined on which day, for the days of two periods. tier_sets,
    levels, holders: parallel arrays, how many hold the level of which rank in which set.
    """

    id = models.SmallIntegerField(primary_key=True)
    taken_us = models.BigIntegerField()
    took_us = models.BigIntegerField()
    position = models.BigIntegerField()
    members = models.BigIntegerField()
    joined_days = ArrayField(models.IntegerField())
    joined = ArrayField(models.BigIntegerField())
    tier_sets = ArrayField(models.TextField())
    levels = ArrayField(models.SmallIntegerField())
    holders = ArrayField(models.BigIntegerField())

    class Meta:
        """The newest count replaces the one before."""

        db_table = "census"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="census_is_one")]
