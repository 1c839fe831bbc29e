-- The sealed log: a tree over the rows of the record, the audit and what was
-- adopted. One for the database, across its registers.

-- Rows that wait to be sealed, in the order in which they were written: at and
-- work are those of their transaction, n counts within it. What was there before
-- the log has neither salt nor hash.
CREATE TABLE unsealed (
    at text NOT NULL,
    work text NOT NULL,
    n integer NOT NULL,
    table_name text NOT NULL,
    row_key text NOT NULL,
    form integer NOT NULL,
    salt bytea,
    row_hash bytea,
    PRIMARY KEY (at, work, n)
);

-- The leaves, from 0. hashes has that of the leaf and those of the trees that
-- become whole by it.
CREATE TABLE seal_leaves (
    n integer NOT NULL,
    table_name text NOT NULL,
    row_key text NOT NULL,
    form integer NOT NULL,
    salt bytea NOT NULL,
    row_hash bytea NOT NULL,
    hashes bytea NOT NULL,
    PRIMARY KEY (n)
);
CREATE UNIQUE INDEX seal_leaves_by_row ON seal_leaves (table_name, row_key);

-- How many leaves there are. Its one row is held by who seals.
CREATE TABLE seal_head (
    one integer NOT NULL,
    size integer NOT NULL,
    PRIMARY KEY (one)
);
INSERT INTO seal_head (one, size) VALUES (1, 0);

CREATE TABLE checkpoints (
    size integer NOT NULL,
    log text NOT NULL,
    at text NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (size, log)
);

-- Rows that were there and may go, by whose decision and why. The log goes on
-- to have their hash.
CREATE TABLE disposals (
    register text NOT NULL REFERENCES registers (register),
    table_name text NOT NULL,
    row_key text NOT NULL,
    at text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (register, table_name, row_key)
);

INSERT INTO unsealed (at, work, n, table_name, row_key, form)
    SELECT created_at, 'before', ROW_NUMBER() OVER (ORDER BY created_at, register, id), 'cases', register || '/' || id, 1 FROM cases;
INSERT INTO unsealed (at, work, n, table_name, row_key, form)
    SELECT recorded_at, 'before entries', ROW_NUMBER() OVER (ORDER BY recorded_at, register, case_id, seq), 'entries', register || '/' || case_id || '/' || seq, 1 FROM entries;
INSERT INTO unsealed (at, work, n, table_name, row_key, form)
    SELECT at, 'before audit', ROW_NUMBER() OVER (ORDER BY at, register, id), 'audit', register || '/' || at || '/' || id, 1 FROM audit;
INSERT INTO unsealed (at, work, n, table_name, row_key, form)
    SELECT adopted_at, 'before rulebooks', ROW_NUMBER() OVER (ORDER BY adopted_at, register, n), 'rulebooks', register || '/' || n, 1 FROM rulebooks;
