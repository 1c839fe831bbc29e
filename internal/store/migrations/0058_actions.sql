-- What was agreed that somebody does, and whether it was: an index that follows
-- from the entries and can be made again from them.
CREATE TABLE actions (
    register text NOT NULL,
    case_id text NOT NULL,
    n integer NOT NULL,
    action text NOT NULL,
    seq integer NOT NULL,
    owner text NOT NULL,
    due text,
    open integer NOT NULL,
    closed_on text,
    sort_day text NOT NULL,
    consent text NOT NULL,
    shares_not text NOT NULL,
    PRIMARY KEY (register, case_id, n)
);
CREATE INDEX actions_by_owner ON actions (register, owner, open, sort_day, case_id, n);
CREATE INDEX actions_by_id ON actions (register, action);
CREATE INDEX actions_by_day ON actions (register, open, sort_day, case_id, n);
