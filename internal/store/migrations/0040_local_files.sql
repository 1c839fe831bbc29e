-- Files of a register's own, such as its checklist: all that it ever had. n
-- counts from 1 in each topic without gaps.
CREATE TABLE local_files (
    register text NOT NULL REFERENCES registers (register),
    topic text NOT NULL,
    n integer NOT NULL,
    name text NOT NULL,
    body text NOT NULL,
    loaded_at text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    PRIMARY KEY (register, topic, n)
);
