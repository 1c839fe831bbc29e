-- The criteria that a register has published, by which referrals are decided.
-- Each version stays as it was read. n counts from 1 without gaps.
CREATE TABLE criteria (
    register text NOT NULL REFERENCES registers (register),
    n integer NOT NULL,
    plain text NOT NULL,
    easy text NOT NULL,
    items text NOT NULL,
    published_at text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    PRIMARY KEY (register, n)
);
