"""The installation's one row, and the rights on audit entries and the intake."""

from django.db import migrations

from setia.platform.append_only import revoke_changes


class Migration(migrations.Migration):
    """Guards of the platform."""

    dependencies = [("platform", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO installation (id, is_test, clock_offset_us, vault_fingerprint)"
            " VALUES (1, false, 0, '')",
            "DELETE FROM installation",
        ),
        migrations.RunPython(revoke_changes(["audit_entry"]), migrations.RunPython.noop),
    ]
