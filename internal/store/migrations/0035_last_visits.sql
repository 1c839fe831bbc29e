-- When a user last looked at what had changed in a register. What was recorded
-- since is new to them for as long as the session lasts.
CREATE TABLE last_visits (
    register text NOT NULL REFERENCES registers (register),
    user_id text NOT NULL REFERENCES users (id),
    session text NOT NULL,
    seen_at text NOT NULL,
    since text NOT NULL,
    PRIMARY KEY (register, user_id)
);
