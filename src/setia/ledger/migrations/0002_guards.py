"""The guards that are the database's own: positive amounts, rights, storage, and the posting view."""

from django.db import migrations

from setia.platform.append_only import revoke_changes

GUARDS = """
ALTER TABLE event ADD CONSTRAINT event_amounts_positive CHECK (0 < ALL (amounts));
ALTER TABLE event ADD CONSTRAINT event_moves_complete
    CHECK (cardinality(moves) = 8 * cardinality(amounts));
ALTER TABLE member_state ALTER COLUMN engine SET STORAGE EXTERNAL;
ALTER TABLE member_state SET (fillfactor = 70);
INSERT INTO lease (name) VALUES ('sealer');

CREATE VIEW posting AS
SELECT member_id, seq, nth - 1 AS nth,
    moves[8 * nth - 7] AS wallet,
    moves[8 * nth - 6] AS source_account,
    moves[8 * nth - 5] AS target_account,
    moves[8 * nth - 4] AS expires_us,
    moves[8 * nth - 3] AS month,
    moves[8 * nth - 2] AS funder,
    moves[8 * nth - 1] AS effective_us,
    moves[8 * nth] AS cause,
    amounts[nth] AS amount
FROM event CROSS JOIN LATERAL generate_subscripts(amounts, 1) AS nth;

CREATE VIEW event_readable AS
SELECT member_id, seq, kind,
    timestamptz 'epoch' + occurred_us * interval '1 microsecond' AS occurred_at,
    timestamptz 'epoch' + recorded_us * interval '1 microsecond' AS recorded_at,
    principal, source, key, origin, version, payload, outcome, reason
FROM event;
"""

UNGUARD = """
DROP VIEW event_readable;
DROP VIEW posting;
DELETE FROM lease WHERE name = 'sealer';
ALTER TABLE member_state RESET (fillfactor);
ALTER TABLE event DROP CONSTRAINT event_moves_complete;
ALTER TABLE event DROP CONSTRAINT event_amounts_positive;
"""


class Migration(migrations.Migration):
    """Guards of the ledger."""

    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARDS, UNGUARD),
        migrations.RunPython(
            revoke_changes(["event", "leaf", "tree_head"]), migrations.RunPython.noop
        ),
    ]
