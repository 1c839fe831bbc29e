-- What a user proves with, beside the password, who they are.

-- The secret is encrypted. A code is for one step of 30 seconds, and each step
-- counts once: last_step is the one that was used last.
CREATE TABLE code_apps (
    user_id text NOT NULL REFERENCES users (id),
    secret text NOT NULL,
    last_step integer NOT NULL,
    created_at text NOT NULL,
    PRIMARY KEY (user_id)
);

CREATE TABLE recovery_codes (
    user_id text NOT NULL REFERENCES users (id),
    hash text NOT NULL,
    created_at text NOT NULL,
    used_at text,
    PRIMARY KEY (user_id, hash)
);

-- A sign-in, or the setting up of a way to sign in, that has begun and waits for
-- its next step. It gives no right to anything else. id is the hash of the token
-- that the browser has; body is for the kind alone to read.
CREATE TABLE sign_ins_begun (
    id text NOT NULL,
    kind text NOT NULL,
    user_id text NOT NULL,
    body text NOT NULL,
    ends_at text NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX sign_ins_begun_by_end ON sign_ins_begun (ends_at);
