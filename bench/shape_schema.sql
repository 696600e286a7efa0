-- Candidate shapes of the ledger's hot tables, which hold the same facts.
-- narrow:    an event row, and one posting row for each movement between two accounts.
-- wide:      an event row that carries its movements in two arrays.
-- wide_json: wide, with the payload kept as json, which is checked but not taken apart.
-- The state of a holder and the note for the sealer are the same in all.
DROP SCHEMA IF EXISTS narrow CASCADE;
DROP SCHEMA IF EXISTS wide CASCADE;
DROP SCHEMA IF EXISTS wide_json CASCADE;
CREATE SCHEMA narrow;
CREATE SCHEMA wide;
CREATE SCHEMA wide_json;

CREATE TABLE narrow.event (
    member_id uuid NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    occurred_us bigint NOT NULL,
    recorded_us bigint NOT NULL,
    principal text NOT NULL,
    source text NOT NULL,
    key text NOT NULL,
    body_mac bytea NOT NULL,
    origin text NOT NULL,
    version int NOT NULL,
    payload jsonb NOT NULL,
    facts bigint[] NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL,
    decision bigint[] NOT NULL,
    PRIMARY KEY (member_id, seq),
    UNIQUE (member_id, source, key)
);
CREATE TABLE narrow.posting (
    member_id uuid NOT NULL,
    seq bigint NOT NULL,
    place smallint NOT NULL,
    wallet smallint NOT NULL,
    from_account smallint NOT NULL,
    to_account smallint NOT NULL,
    expires_us bigint NOT NULL,
    month int NOT NULL,
    funder smallint NOT NULL,
    effective_us bigint NOT NULL,
    cause int NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    PRIMARY KEY (member_id, seq, place)
);

CREATE TABLE wide.event (
    LIKE narrow.event,
    moves bigint[] NOT NULL,
    amounts bigint[] NOT NULL,
    PRIMARY KEY (member_id, seq),
    UNIQUE (member_id, source, key),
    CHECK (0 < ALL (amounts)),
    CHECK (cardinality(moves) = 8 * cardinality(amounts))
);
CREATE TABLE wide_json.event (LIKE wide.event INCLUDING ALL);
ALTER TABLE wide_json.event ALTER COLUMN payload TYPE json;

CREATE TABLE narrow.member_state (
    member_id uuid PRIMARY KEY,
    kind text NOT NULL,
    seq bigint NOT NULL,
    recorded_us bigint NOT NULL,
    version int NOT NULL,
    balances bigint[] NOT NULL,
    tiers smallint[] NOT NULL,
    next_due_us bigint,
    next_expiry_us bigint,
    engine bytea NOT NULL
) WITH (fillfactor = 70);
ALTER TABLE narrow.member_state ALTER COLUMN engine SET STORAGE EXTERNAL;
CREATE TABLE wide.member_state (LIKE narrow.member_state INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE wide_json.member_state (LIKE narrow.member_state INCLUDING ALL) WITH (fillfactor = 70);

CREATE TABLE narrow.unsealed (
    batch_id uuid PRIMARY KEY,
    member_ids uuid[] NOT NULL,
    seqs bigint[] NOT NULL
);
CREATE TABLE wide.unsealed (LIKE narrow.unsealed INCLUDING ALL);
CREATE TABLE wide_json.unsealed (LIKE narrow.unsealed INCLUDING ALL);
