-- What became of gaps in services: a kind of support, a place and an age group
-- for which nobody can be helped in time.
CREATE TABLE gap_events (
    register text NOT NULL REFERENCES registers (register),
    category text NOT NULL,
    place text NOT NULL,
    ages text NOT NULL,
    n integer NOT NULL,
    at text NOT NULL,
    act text NOT NULL,
    words text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    PRIMARY KEY (register, category, place, ages, n)
);
