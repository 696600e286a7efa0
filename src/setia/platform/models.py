"""Tables of the platform: the installation itself, the audit entries, and the sealer's intake.

An audit entry is an act that is not an event; it is never changed or removed (I5). `unsealed` is
where every recording transaction names what it wrote, with the hash of each leaf, until the one
sealer has given it positions; it is the only table here that the application may delete from.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Installation(models.Model):
    """One row: what this database is. Only a test database may have a clock offset."""

    id = models.SmallIntegerField(primary_key=True)
    is_test = models.BooleanField(default=False)
    clock_offset_us = models.BigIntegerField(default=0)
    vault_fingerprint = models.TextField(default="")

    class Meta:
        """One row, and no offset unless the database was made for tests."""

        db_table = "installation"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="installation_is_one"),
            models.CheckConstraint(
                condition=models.Q(is_test=True) | models.Q(clock_offset_us=0),
                name="installation_clock_is_real",
            ),
        ]


class AuditEntry(models.Model):
    """One act that is not an event: who did what to what, when, and the details."""

    id = models.UUIDField(primary_key=True)
    at_us = models.BigIntegerField()
    principal = models.TextField()
    act = models.TextField()
    subject = models.TextField()
    detail = models.JSONField()

    class Meta:
        """Found by subject and by time."""

        db_table = "audit_entry"
        indexes = [models.Index(fields=["subject", "at_us"], name="audit_entry_subject")]


class Unsealed(models.Model):
    """What one transaction wrote and nobody has sealed yet: parallel arrays, one entry a leaf."""

    id = models.UUIDField(primary_key=True)
    kinds = ArrayField(models.SmallIntegerField())
    holders = ArrayField(models.UUIDField())
    seqs = ArrayField(models.BigIntegerField())
    hashes = ArrayField(models.BinaryField())

    class Meta:
        """A queue; it is empty when the sealer keeps up."""

        db_table = "unsealed"
