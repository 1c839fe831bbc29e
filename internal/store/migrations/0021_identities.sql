-- Who users are at an identity provider: the provider's own identifier, and not
-- the e-mail address, which may become somebody else's.
CREATE TABLE identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    user_id text NOT NULL REFERENCES users (id),
    created_at text NOT NULL,
    used_at text NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX identities_by_user ON identities (user_id, issuer);
