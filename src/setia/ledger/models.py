"""The ledger's tables.

An event's row carries its own postings, so that one immutable row is one thing to lock, hash, seal
and ship; the view `posting` unfolds them. States are a projection that can always be rebuilt.
Nothing here has behaviour: every write goes through `actions/`, and the application's database role
may neither change nor remove an event, a leaf or a head (I5).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

ORIGINS = ("live", "import", "replay", "correction")
OUTCOMES = ("accepted", "refused", "waiting", "set_aside")


class Event(models.Model):
    """One thing that happened to one holder, what was decided, and what it moved.

    payload: canonical JSON, byte for byte what was sealed. decision: the compact integers that
    explain it, laid out by the version. moves: eight integers a posting (wallet, from, to,
    expires_us, month, funder, effective_us, cause); amounts: one each.
    """

    pk = models.CompositePrimaryKey("member_id", "seq")
    member_id = models.UUIDField()
    seq = models.BigIntegerField()
    kind = models.TextField()
    occurred_us = models.BigIntegerField()
    recorded_us = models.BigIntegerField()
    principal = models.TextField()
    source = models.TextField()
    key = models.TextField()
    body_mac = models.BinaryField()
    origin = models.TextField()
    version = models.IntegerField()
    payload = models.TextField()
    facts = ArrayField(models.BigIntegerField())
    outcome = models.TextField()
    reason = models.TextField()
    decision = ArrayField(models.BigIntegerField())
    moves = ArrayField(models.BigIntegerField())
    amounts = ArrayField(models.BigIntegerField())

    class Meta:
        """One key, one event of a holder (I4); every posting moves a positive amount (I1)."""

        db_table = "event"
        constraints = [
            models.UniqueConstraint(fields=["member_id", "source", "key"], name="event_key"),
            models.CheckConstraint(condition=models.Q(origin__in=ORIGINS), name="event_origin"),
            models.CheckConstraint(condition=models.Q(outcome__in=OUTCOMES), name="event_outcome"),
        ]


class MemberState(models.Model):
    """The newest state of a holder: a projection of its events, and the row that is locked.

    engine: packed little-endian int64 that no SQL reads; balances by series, tiers by set.
    recorded_us: the newest recorded_at given to this holder. swept_us: advanced by the clock to
    here.
    """

    member_id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    seq = models.BigIntegerField(default=0)
    recorded_us = models.BigIntegerField(default=0)
    swept_us = models.BigIntegerField(default=0)
    last_act_us = models.BigIntegerField(default=0)
    balances = ArrayField(models.BigIntegerField())
    tiers = ArrayField(models.SmallIntegerField())
    next_due_us = models.BigIntegerField()
    next_expiry_us = models.BigIntegerField()
    engine = models.BinaryField()

    class Meta:
        """The sweeper asks for what is due."""

        db_table = "member_state"
        indexes = [models.Index(fields=["next_due_us"], name="member_state_due")]


class Effect(models.Model):
    """What an event brings to another holder; the row goes when that has arrived.

    member_id, seq, part: the event that causes it, and which of its effects. payload: canonical
    JSON, the payload of the event that it becomes. occurred_us: µs since 1970, when the cause was
    recorded.
    """

    pk = models.CompositePrimaryKey("member_id", "seq", "part")
    member_id = models.UUIDField()
    seq = models.BigIntegerField()
    part = models.BigIntegerField()
    target_id = models.UUIDField()
    origin = models.TextField()
    occurred_us = models.BigIntegerField()
    payload = models.TextField()

    class Meta:
        """Named by its cause."""

        db_table = "effect"
        constraints = [
            models.CheckConstraint(condition=models.Q(origin__in=ORIGINS), name="effect_origin")
        ]


class Allotment(models.Model):
    """What is left of a budget, stock or pool; locked in id order before deciding (I13)."""

    id = models.TextField(primary_key=True)
    left = models.BigIntegerField()

    class Meta:
        """Never below zero."""

        db_table = "allotment"
        constraints = [
            models.CheckConstraint(condition=models.Q(left__gte=0), name="allotment_not_negative")
        ]


class Leaf(models.Model):
    """One sealed entry of the log: its position for ever, what it names, and its hash."""

    position = models.BigIntegerField(primary_key=True)
    kind = models.SmallIntegerField()
    holder = models.UUIDField()
    seq = models.BigIntegerField()
    hash = models.BinaryField()
    sealed_us = models.BigIntegerField()

    class Meta:
        """A holder's event is sealed once."""

        db_table = "leaf"
        constraints = [
            models.UniqueConstraint(fields=["holder", "seq", "kind"], name="leaf_names_once")
        ]


class TreeHead(models.Model):
    """A signed head over the first `size` leaves."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    signed_us = models.BigIntegerField()
    signature = models.BinaryField()

    class Meta:
        """Appended to only."""

        db_table = "tree_head"


class Lease(models.Model):
    """A row that one worker locks while it does what only one may do at a time."""

    name = models.TextField(primary_key=True)

    class Meta:
        """Named by the work."""

        db_table = "lease"


class Cursor(models.Model):
    """How far a reader has followed the log: the last position it has dealt with."""

    reader = models.TextField(primary_key=True)
    position = models.BigIntegerField(default=0)

    class Meta:
        """One row a reader."""

        db_table = "reader_cursor"
