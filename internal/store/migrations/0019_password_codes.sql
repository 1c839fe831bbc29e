-- The codes by which users choose a password, each once: one by e-mail and one
-- on paper for a user at a time, of which only the hash is kept. A code belongs
-- to a user; the register is the one that it was asked for in.

CREATE TABLE password_codes (
    user_id text NOT NULL REFERENCES users (id),
    way text NOT NULL,
    hash text NOT NULL,
    asked_in text NOT NULL,
    created_at text NOT NULL,
    ends_at text NOT NULL,
    PRIMARY KEY (user_id, way)
);
CREATE UNIQUE INDEX password_codes_by_hash ON password_codes (hash);
