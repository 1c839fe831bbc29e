-- How many people of a register a check of its data found, by week, and of how
-- many. It names nobody.
CREATE TABLE quality_weeks (
    register text NOT NULL REFERENCES registers (register),
    week text NOT NULL,
    what text NOT NULL,
    found integer NOT NULL,
    people integer NOT NULL,
    PRIMARY KEY (register, week, what)
);
