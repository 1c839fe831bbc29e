-- Referrals that somebody has begun and not sent. Each is encrypted by a code
-- that only whoever writes it has: nobody can read it here. It is forgotten when
-- its time is over.
CREATE TABLE referral_drafts (
    register text NOT NULL REFERENCES registers (register),
    id text NOT NULL,
    body bytea NOT NULL,
    begun_at text NOT NULL,
    kept_until text NOT NULL,
    PRIMARY KEY (register, id)
);
CREATE INDEX referral_drafts_by_end ON referral_drafts (register, kept_until);
