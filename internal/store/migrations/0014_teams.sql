-- The teams of a register: users of it who work together.

CREATE TABLE teams (
    register text NOT NULL REFERENCES registers (register),
    id text NOT NULL,
    name text NOT NULL,
    created_at text NOT NULL,
    PRIMARY KEY (register, id)
);

CREATE TABLE team_members (
    register text NOT NULL,
    team_id text NOT NULL,
    user_id text NOT NULL REFERENCES users (id),
    PRIMARY KEY (register, team_id, user_id),
    FOREIGN KEY (register, team_id) REFERENCES teams (register, id)
);
CREATE INDEX team_members_by_user ON team_members (register, user_id);
