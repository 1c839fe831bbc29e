-- Who moved to an area that has not said that it knows of them: an index that
-- follows from the entries. Everybody else has no row.
CREATE TABLE moves_waiting (
    register text NOT NULL,
    case_id text NOT NULL,
    moved_on text NOT NULL,
    PRIMARY KEY (register, case_id)
);
