-- The passkeys of users. credential holds the public key: nothing of it is
-- secret.
CREATE TABLE passkeys (
    id text NOT NULL,
    user_id text NOT NULL REFERENCES users (id),
    name text NOT NULL,
    credential text NOT NULL,
    created_at text NOT NULL,
    used_at text,
    PRIMARY KEY (id)
);
CREATE INDEX passkeys_by_user ON passkeys (user_id);
