"""The tables of members: who there is, under which names, and what is sealed about them.

Only `member` holds plain values, and only such as classify (language, country); everything that
tells a person apart is ciphertext under the member's own key, or a blind index (I16). What must be
unique across members is a row of `identity_lookup`, which is also the lock that enrolment, erasure
and waiting events take on an identity before they read whose it is. Times are µs since 1970 UTC.
"""

from django.db import models
from django.db.models import Q


class Member(models.Model):
    """One holder of the kind person. It outlives its erasure, since the ledger names it."""

    member_id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    joined_us = models.BigIntegerField()
    language = models.TextField()
    country = models.TextField()
    erased_us = models.BigIntegerField(null=True)

    class Meta:
        db_table = "member"


class MemberKey(models.Model):
    """A member's key, wrapped by a master outside the database; without it all is noise."""

    member = models.OneToOneField(Member, models.DO_NOTHING, primary_key=True)
    version = models.SmallIntegerField()
    wrapped = models.BinaryField()

    class Meta:
        db_table = "member_key"


class Personal(models.Model):
    """One sealed field of a member, such as the name."""

    pk = models.CompositePrimaryKey("member_id", "field")
    member = models.ForeignKey(Member, models.DO_NOTHING, db_index=False)
    field = models.TextField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "personal"


class MemberIdentity(models.Model):
    """One identity of a member: its blind index, and its value sealed for those who may see it."""

    pk = models.CompositePrimaryKey("member_id", "blind")
    member = models.ForeignKey(Member, models.DO_NOTHING, db_index=False)
    blind = models.BinaryField()
    kind = models.TextField()
    sealed = models.BinaryField()
    added_us = models.BigIntegerField()

    class Meta:
        db_table = "member_identity"


class IdentityLookup(models.Model):
    """Whose an identity is: at most one member's. Nobody's while only events wait for it.

    leads_to: the member; no foreign key, because a lookup may lie on another node than its member.
    waiting: how many events wait under this identity and can still be claimed.
    """

    blind = models.BinaryField(primary_key=True)
    leads_to = models.UUIDField(null=True)
    waiting = models.IntegerField(db_default=0)

    class Meta:
        db_table = "identity_lookup"
        constraints = [
            models.CheckConstraint(condition=Q(waiting__gte=0), name="identity_lookup_waiting"),
        ]
        indexes = [
            models.Index(
                fields=["blind"],
                name="identity_lookup_unclaimed",
                condition=Q(waiting__gt=0, leads_to__isnull=False),
            ),
        ]


class WaitingEvent(models.Model):
    """An event that named an identity which nobody had, sealed until that identity is enrolled.

    problem: empty, or why the ledger would not take it when it was claimed; a person decides then.
    """

    pk = models.CompositePrimaryKey("blind_id", "source", "key")
    blind = models.ForeignKey(IdentityLookup, models.DO_NOTHING, db_column="blind", db_index=False)
    source = models.TextField()
    key = models.TextField()
    received_us = models.BigIntegerField()
    body_mac = models.BinaryField()
    sealed = models.BinaryField()
    problem = models.TextField(db_default="")

    class Meta:
        db_table = "waiting_event"
