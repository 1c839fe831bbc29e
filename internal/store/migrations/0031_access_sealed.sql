-- Who may see whom joins the sealed log. What was given, restricted, marked and
-- opened never changes; what became of it later is a row of its own, and the
-- columns that say it as well, for lists, follow from that.

ALTER TABLE involvements ADD COLUMN given_until text NOT NULL DEFAULT '';
UPDATE involvements SET given_until = until;

-- A relation that somebody ended: it counts up to until.
CREATE TABLE involvement_ends (
    register text NOT NULL REFERENCES registers (register),
    case_id text NOT NULL,
    id text NOT NULL,
    until text NOT NULL,
    at text NOT NULL,
    user_name text NOT NULL,
    PRIMARY KEY (register, case_id, id),
    FOREIGN KEY (register, case_id, id) REFERENCES involvements (register, case_id, id)
);
INSERT INTO involvement_ends (register, case_id, id, until, at, user_name)
    SELECT register, case_id, id, until, ended_at, ended_name FROM involvements WHERE ended_at IS NOT NULL;

-- What came of looking at an emergency; the last of each stands.
CREATE TABLE emergency_looks (
    register text NOT NULL REFERENCES registers (register),
    id text NOT NULL,
    n integer NOT NULL,
    at text NOT NULL,
    user_name text NOT NULL,
    outcome text NOT NULL,
    words text NOT NULL,
    PRIMARY KEY (register, id, n),
    FOREIGN KEY (register, id) REFERENCES emergencies (register, id)
);
INSERT INTO emergency_looks (register, id, n, at, user_name, outcome, words)
    SELECT register, id, 1, looked_at, looked_name, outcome, words FROM emergencies WHERE looked_at IS NOT NULL;

INSERT INTO unsealed (at, work, n, table_name, row_key, form)
    SELECT given_at, 'before involvements', ROW_NUMBER() OVER (ORDER BY given_at, register, case_id, id), 'involvements', register || '/' || case_id || '/' || id, 1 FROM involvements;
INSERT INTO unsealed (at, work, n, table_name, row_key, form)
    SELECT at, 'before involvement ends', ROW_NUMBER() OVER (ORDER BY at, register, case_id, id), 'involvement_ends', register || '/' || case_id || '/' || id, 1 FROM involvement_ends;
INSERT INTO unsealed (at, work, n, table_name, row_key, form)
    SELECT at, 'before restrictions', ROW_NUMBER() OVER (ORDER BY at, register, case_id, n), 'restrictions', register || '/' || case_id || '/' || n, 1 FROM restrictions;
INSERT INTO unsealed (at, work, n, table_name, row_key, form)
    SELECT at, 'before marks', ROW_NUMBER() OVER (ORDER BY at, register, case_id, seq, n), 'marks', register || '/' || case_id || '/' || seq || '/' || n, 1 FROM marks;
INSERT INTO unsealed (at, work, n, table_name, row_key, form)
    SELECT opened_at, 'before emergencies', ROW_NUMBER() OVER (ORDER BY opened_at, register, id), 'emergencies', register || '/' || id, 1 FROM emergencies;
INSERT INTO unsealed (at, work, n, table_name, row_key, form)
    SELECT at, 'before emergency looks', ROW_NUMBER() OVER (ORDER BY at, register, id, n), 'emergency_looks', register || '/' || id || '/' || n, 1 FROM emergency_looks;
