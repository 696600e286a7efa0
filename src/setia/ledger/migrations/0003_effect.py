"""What events bring to other holders, until it has arrived."""

from django.db import migrations, models

from setia.platform.append_only import revoke_changes


class Migration(migrations.Migration):
    """The effects that are on their way."""

    dependencies = [("ledger", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Effect",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "member_id",
                        "seq",
                        "part",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("member_id", models.UUIDField()),
                ("seq", models.BigIntegerField()),
                ("part", models.BigIntegerField()),
                ("target_id", models.UUIDField()),
                ("origin", models.TextField()),
                ("occurred_us", models.BigIntegerField()),
                ("payload", models.TextField()),
            ],
            options={
                "db_table": "effect",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("origin__in", ("live", "import", "replay", "correction"))
                        ),
                        name="effect_origin",
                    )
                ],
            },
        ),
        # What is on its way is noted and dropped, never changed.
        migrations.RunPython(
            revoke_changes(["effect"], "UPDATE, TRUNCATE"), migrations.RunPython.noop
        ),
    ]
