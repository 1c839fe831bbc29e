-- The rules that each register has adopted, and the changes that are tried out.

-- Each adoption is laid over the rulebook that comes with the program and over
-- the adoptions before it. n counts from 1 without gaps.
CREATE TABLE rulebooks (
    register text NOT NULL REFERENCES registers (register),
    n integer NOT NULL,
    from_day text NOT NULL,
    name text NOT NULL,
    overlay text NOT NULL,
    effect text NOT NULL,
    adopted_at text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    PRIMARY KEY (register, n)
);

-- Which of them the row was made by; 0 is none.
ALTER TABLE people ADD COLUMN rulebook integer NOT NULL DEFAULT 0;
CREATE INDEX people_by_rulebook ON people (register, rulebook);

CREATE TABLE trials (
    register text NOT NULL REFERENCES registers (register),
    id text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    created_at text NOT NULL,
    name text NOT NULL,
    overlay text NOT NULL,
    commencing text,
    against integer NOT NULL,
    state text NOT NULL,
    effect text NOT NULL,
    problem text NOT NULL,
    PRIMARY KEY (register, id)
);
CREATE INDEX trials_by_time ON trials (register, created_at, id);

CREATE TABLE trial_effects (
    register text NOT NULL,
    trial_id text NOT NULL,
    n integer NOT NULL,
    case_id text NOT NULL,
    effect text NOT NULL,
    rule text NOT NULL,
    started_on text NOT NULL,
    old_due text,
    new_due text,
    PRIMARY KEY (register, trial_id, n),
    FOREIGN KEY (register, trial_id) REFERENCES trials (register, id)
);
