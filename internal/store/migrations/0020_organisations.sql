-- The organisations that the users and teams of a register belong to.

CREATE TABLE organisations (
    register text NOT NULL REFERENCES registers (register),
    code text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    from_day text NOT NULL,
    ends_on text,
    successor text NOT NULL,
    PRIMARY KEY (register, code)
);

-- For which of them a user works in the register.
CREATE TABLE employments (
    register text NOT NULL,
    user_id text NOT NULL REFERENCES users (id),
    organisation text NOT NULL,
    PRIMARY KEY (register, user_id),
    FOREIGN KEY (register, organisation) REFERENCES organisations (register, code)
);
CREATE INDEX employments_by_organisation ON employments (register, organisation);

ALTER TABLE teams ADD COLUMN organisation text NOT NULL DEFAULT '';
