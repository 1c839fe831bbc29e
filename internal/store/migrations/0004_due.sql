-- What is due: who holds it, why a date was missed, and calendars to subscribe to.

CREATE INDEX people_by_coordinator ON people (register, coordinator, case_id);

-- The entry that says why the date was missed. The index has all that the list
-- of dates without one is counted by.
ALTER TABLE obligations ADD COLUMN missed_seq integer;
CREATE INDEX obligations_without_reason ON obligations (register, due, rule, case_id, n, state, open_due, missed_seq)
    WHERE missed_seq IS NULL AND state IN ('open', 'met-late', 'ended-overdue');

-- The address of a user's calendar, of which only the hash is kept.
CREATE TABLE calendars (
    register text NOT NULL REFERENCES registers (register),
    user_id text NOT NULL REFERENCES users (id),
    secret_hash text NOT NULL,
    created_at text NOT NULL,
    PRIMARY KEY (register, user_id)
);
CREATE UNIQUE INDEX calendars_by_secret ON calendars (secret_hash);
