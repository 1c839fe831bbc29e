-- Two records that looked like one person's, and a person said that they are
-- not. One_case sorts before other_case.
CREATE TABLE not_same (
    register text NOT NULL REFERENCES registers (register),
    one_case text NOT NULL,
    other_case text NOT NULL,
    reason text NOT NULL,
    at text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    PRIMARY KEY (register, one_case, other_case)
);
