"""A published version is never changed or removed."""

from django.db import migrations

from setia.platform.append_only import revoke_changes


class Migration(migrations.Migration):
    """Guards of the versions."""

    dependencies = [("programs", "0001_initial")]

    operations = [
        migrations.RunPython(revoke_changes(["program_version"]), migrations.RunPython.noop)
    ]
