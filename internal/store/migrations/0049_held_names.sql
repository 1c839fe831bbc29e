-- Whose a name is that holds cases. A name comes from spreadsheets and forms and
-- matches nobody by itself: somebody who keeps the register says whose it is, by
-- a row; the last of a name stands, and an empty user takes it back.
CREATE TABLE held_names (
    register text NOT NULL REFERENCES registers (register),
    id text NOT NULL,
    name text NOT NULL,
    n integer NOT NULL,
    user_id text NOT NULL,
    at text NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    PRIMARY KEY (register, id)
);
CREATE UNIQUE INDEX held_names_by_name ON held_names (register, name, n);
CREATE INDEX held_names_by_user ON held_names (register, user_id, name, n);
