-- Who may see whose record, and which entries.

-- A relation of a user to a person, from one day to another, both included.
-- Subject is the review or action of a relation to one thing. Ended_at is
-- when somebody ended it, which makes until the day before or earlier.
CREATE TABLE involvements (
    register text NOT NULL REFERENCES registers (register),
    case_id text NOT NULL,
    id text NOT NULL,
    user_id text NOT NULL,
    relation text NOT NULL,
    subject text NOT NULL,
    agreed text NOT NULL,
    since text NOT NULL,
    until text NOT NULL,
    given_at text NOT NULL,
    given_by text NOT NULL,
    given_name text NOT NULL,
    ended_at text,
    ended_name text NOT NULL,
    PRIMARY KEY (register, case_id, id)
);
-- All that a list needs to know of whom a user is involved with.
CREATE INDEX involvements_by_user ON involvements (register, user_id, until, since, relation, subject, agreed, case_id);

-- A record is restricted to those who are involved, or opened again, by a row
-- each; the last one of a case stands.
CREATE TABLE restrictions (
    register text NOT NULL REFERENCES registers (register),
    case_id text NOT NULL,
    n integer NOT NULL,
    restricted integer NOT NULL,
    reason text NOT NULL,
    at text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    PRIMARY KEY (register, case_id, n)
);

-- An entry is marked as sensitive by a row, and the mark is changed or lifted
-- by another; the last one of an entry stands, and '' is no mark.
CREATE TABLE marks (
    register text NOT NULL REFERENCES registers (register),
    case_id text NOT NULL,
    seq integer NOT NULL,
    n integer NOT NULL,
    mark text NOT NULL,
    reason text NOT NULL,
    at text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    PRIMARY KEY (register, case_id, seq, n)
);

-- Somebody opened a record in an emergency. Information governance looks at
-- each and says what came of it.
CREATE TABLE emergencies (
    register text NOT NULL REFERENCES registers (register),
    id text NOT NULL,
    case_id text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    role text NOT NULL,
    reason text NOT NULL,
    opened_at text NOT NULL,
    closes_at text NOT NULL,
    looked_at text,
    looked_name text NOT NULL,
    outcome text NOT NULL,
    words text NOT NULL,
    PRIMARY KEY (register, id)
);
CREATE INDEX emergencies_by_case ON emergencies (register, case_id, opened_at);
CREATE INDEX emergencies_by_user ON emergencies (register, user_id, opened_at);
CREATE INDEX emergencies_by_time ON emergencies (register, opened_at, id);
