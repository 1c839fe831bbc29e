-- Letters, assessments and other files that are part of a person's record.

-- A file is kept once in a register, however often it is attached, encrypted
-- by a key that is not here. The address is a keyed hash of what it says; the
-- key is that of the register in which the file was first kept. What a scanner
-- found of it is '' until it has looked. The file itself comes last, for SQLite
-- reads past whatever stands before a column.
CREATE TABLE attachment_files (
    register text NOT NULL REFERENCES registers (register),
    address text NOT NULL,
    kept_in text NOT NULL,
    size integer NOT NULL,
    encrypted_hash text NOT NULL,
    checked text NOT NULL,
    checked_at text,
    found text NOT NULL,
    file bytea NOT NULL,
    PRIMARY KEY (register, address)
);
CREATE INDEX attachment_files_unchecked ON attachment_files (register, address) WHERE checked = '';

CREATE TABLE attachments (
    register text NOT NULL,
    id text NOT NULL,
    case_id text NOT NULL,
    address text NOT NULL,
    on_day text NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    file_name text NOT NULL,
    media text NOT NULL,
    size integer NOT NULL,
    mark text NOT NULL,
    added_at text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    role text NOT NULL,
    PRIMARY KEY (register, id),
    FOREIGN KEY (register, address) REFERENCES attachment_files (register, address)
);
CREATE INDEX attachments_by_case ON attachments (register, case_id, on_day, id);
CREATE INDEX attachments_by_address ON attachments (register, address);

-- An attachment is marked as sensitive or withdrawn by a row, which says how it
-- stands from then on; the last one stands.
CREATE TABLE attachment_changes (
    register text NOT NULL,
    attachment_id text NOT NULL,
    n integer NOT NULL,
    mark text NOT NULL,
    withdrawn integer NOT NULL,
    reason text NOT NULL,
    at text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    PRIMARY KEY (register, attachment_id, n),
    FOREIGN KEY (register, attachment_id) REFERENCES attachments (register, id)
);
