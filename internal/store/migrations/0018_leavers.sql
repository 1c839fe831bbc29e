-- Whose access to a register ends.

-- The first day on which the user has no access any more.
ALTER TABLE memberships ADD COLUMN ends_on text;

-- Why, and what the user was. It is done when the roles are taken away as well.
CREATE TABLE leavers (
    register text NOT NULL REFERENCES registers (register),
    user_id text NOT NULL REFERENCES users (id),
    ends_on text NOT NULL,
    reason text NOT NULL,
    roles text NOT NULL,
    noted_at text NOT NULL,
    done_at text,
    PRIMARY KEY (register, user_id)
);
