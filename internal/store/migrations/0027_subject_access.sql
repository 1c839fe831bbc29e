-- A person asks what is kept about them. Choices has what was decided of each
-- part that is not simply given, as the use case writes it. A request that has
-- ended stays as it was.
CREATE TABLE subject_accesses (
    register text NOT NULL REFERENCES registers (register),
    id text NOT NULL,
    case_id text NOT NULL,
    received_on text NOT NULL,
    asked_by text NOT NULL,
    begun_at text NOT NULL,
    begun_name text NOT NULL,
    choices text NOT NULL,
    changed_at text NOT NULL,
    ended_at text,
    ended_name text NOT NULL,
    outcome text NOT NULL,
    words text NOT NULL,
    PRIMARY KEY (register, id)
);
CREATE INDEX subject_accesses_by_case ON subject_accesses (register, case_id, begun_at);
CREATE INDEX subject_accesses_by_day ON subject_accesses (register, received_on, id);
