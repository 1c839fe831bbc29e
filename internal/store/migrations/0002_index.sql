-- The index: what the lists read. Everything here is derived from the record
-- by IndexOf and can be made again from it by Rebuild.

CREATE TABLE people (
    register text NOT NULL,
    case_id text NOT NULL,
    given text NOT NULL,
    family text NOT NULL,
    preferred text NOT NULL,
    name text NOT NULL,
    sort_key text NOT NULL,
    nhs_number text NOT NULL,
    birth_date text,
    rating text NOT NULL,
    rating_rank integer NOT NULL,
    rating_since text,
    local_authority text NOT NULL,
    cohort text NOT NULL,
    setting text NOT NULL,
    on_register text NOT NULL,
    consent text NOT NULL,
    consent_basis text NOT NULL,
    reviews_consent text NOT NULL,
    coordinator text NOT NULL,
    flags integer NOT NULL,
    flag_message text NOT NULL,
    next_due text,
    next_rule text NOT NULL,
    next_state text NOT NULL,
    open_due text NOT NULL,
    open_count integer NOT NULL,
    joined_on text,
    left_on text,
    hospital text NOT NULL,
    ward text NOT NULL,
    last_review_on text,
    changed_at text NOT NULL,
    changed_by text NOT NULL,
    version integer NOT NULL,
    head_hash bytea NOT NULL,
    evaluated_on text NOT NULL,
    changes_on text,
    PRIMARY KEY (register, case_id)
);
-- The first answers every list and every count without touching the table: it
-- has each column that a list sorts or filters by. The second counts by colour
-- where nothing is filtered, by a third of the pages. plan.go says what SQLite
-- has to know of each.
CREATE INDEX people_by_rating ON people (register, on_register, rating_rank, open_due, sort_key, case_id,
    rating, birth_date, local_authority, cohort, setting, consent, coordinator, flags, changed_at);
CREATE INDEX people_by_colour ON people (register, on_register, rating_rank);
CREATE INDEX people_by_name ON people (register, on_register, sort_key, case_id);
CREATE INDEX people_by_due ON people (register, on_register, open_due, sort_key, case_id);
CREATE INDEX people_by_changed ON people (register, on_register, changed_at, sort_key, case_id);
CREATE INDEX people_by_nhs_number ON people (register, nhs_number);
CREATE INDEX people_by_birth_date ON people (register, birth_date, on_register);
CREATE INDEX people_by_next_change ON people (register, changes_on);

-- Search words: folded names in small letters, keys of their sound in capitals.
CREATE TABLE people_names (
    register text NOT NULL,
    token text NOT NULL,
    case_id text NOT NULL,
    PRIMARY KEY (register, token, case_id)
);
CREATE INDEX people_names_by_case ON people_names (register, case_id);

CREATE TABLE obligations (
    register text NOT NULL,
    case_id text NOT NULL,
    n integer NOT NULL,
    rule text NOT NULL,
    basis text NOT NULL,
    subject text NOT NULL,
    started_seq integer,
    started_on text NOT NULL,
    due text NOT NULL,
    state text NOT NULL,
    open_due text NOT NULL,
    met_seq integer,
    met_on text,
    ended_on text,
    ended_reason text NOT NULL,
    PRIMARY KEY (register, case_id, n)
);
CREATE INDEX obligations_by_due ON obligations (register, open_due, rule, case_id, n) WHERE state = 'open';
