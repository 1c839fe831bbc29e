-- Who was told that cases were given to them or taken from them. A row names
-- nobody whose case it is.
CREATE TABLE holder_notices (
    register text NOT NULL REFERENCES registers (register),
    user_id text NOT NULL REFERENCES users (id),
    id text NOT NULL,
    given integer NOT NULL,
    people integer NOT NULL,
    holder text NOT NULL,
    by_name text NOT NULL,
    at text NOT NULL,
    seen_at text,
    PRIMARY KEY (register, user_id, id)
);
