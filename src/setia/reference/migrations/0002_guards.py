"""An upload is never changed or removed."""

from django.db import migrations

from setia.platform.append_only import revoke_changes


class Migration(migrations.Migration):
    """Guards of the uploads."""

    dependencies = [("reference", "0001_initial")]

    operations = [
        migrations.RunPython(
            revoke_changes(["reference_edition", "reference_row", "reference_zone"]),
            migrations.RunPython.noop,
        )
    ]
