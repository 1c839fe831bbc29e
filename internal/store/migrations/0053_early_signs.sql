-- The early signs of people, and the suggestions that were answered: an index
-- that follows from the entries.
CREATE TABLE early_signs (
    register text NOT NULL,
    case_id text NOT NULL,
    n integer NOT NULL,
    seq integer NOT NULL,
    what text NOT NULL,
    name text NOT NULL,
    from_day text NOT NULL,
    until_day text,
    PRIMARY KEY (register, case_id, n)
);
CREATE INDEX early_signs_by_day ON early_signs (register, from_day, case_id);
