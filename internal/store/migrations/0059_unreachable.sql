-- The contacts of people whom nobody can reach, by any way that is recorded: an
-- index that follows from the entries.
CREATE TABLE unreachable (
    register text NOT NULL,
    case_id text NOT NULL,
    n integer NOT NULL,
    contact text NOT NULL,
    PRIMARY KEY (register, case_id, n)
);
