-- How long records are kept, and what was disposed of.

-- What was decided about keeping a record: a hold and its end, a review that
-- keeps it longer, and a disposal that is proposed, agreed or declined. Until is
-- '' where no day was given.
CREATE TABLE retention_acts (
    register text NOT NULL REFERENCES registers (register),
    case_id text NOT NULL,
    n integer NOT NULL,
    act text NOT NULL,
    reason text NOT NULL,
    until text NOT NULL,
    at text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    PRIMARY KEY (register, case_id, n)
);

-- What is left of a record that was disposed of. It names nobody but those who
-- decided.
CREATE TABLE disposal_certificates (
    register text NOT NULL REFERENCES registers (register),
    n integer NOT NULL,
    case_id text NOT NULL,
    disposed_at text NOT NULL,
    first_on text NOT NULL,
    last_on text NOT NULL,
    entries integer NOT NULL,
    attachments integer NOT NULL,
    searches integer NOT NULL,
    rule text NOT NULL,
    source text NOT NULL,
    kept_until text NOT NULL,
    proposed_at text NOT NULL,
    proposed_by text NOT NULL,
    proposed_name text NOT NULL,
    agreed_at text NOT NULL,
    agreed_by text NOT NULL,
    agreed_name text NOT NULL,
    done_by text NOT NULL,
    done_name text NOT NULL,
    PRIMARY KEY (register, n)
);
