-- Support needs, one row each, made from the entries of a case: who waits for
-- what, and which needs no service can meet in time.
CREATE TABLE needs (
    register text NOT NULL,
    case_id text NOT NULL,
    need text NOT NULL,
    asked_on text NOT NULL,
    category text NOT NULL,
    words text NOT NULL,
    provider text NOT NULL,
    funding text NOT NULL,
    wanted_by text,
    open_wanted text NOT NULL,
    status text NOT NULL,
    status_on text NOT NULL,
    reason text NOT NULL,
    expected_on text,
    started_on text,
    working text NOT NULL,
    looked_on text,
    entries text NOT NULL,
    on_register integer NOT NULL,
    gap_at text NOT NULL,
    place text NOT NULL,
    birth_date text,
    consent text NOT NULL,
    shares_not text NOT NULL,
    PRIMARY KEY (register, case_id, need)
);
CREATE INDEX needs_by_wanted ON needs (register, open_wanted, case_id, need);
CREATE INDEX needs_by_provider ON needs (register, provider);
CREATE INDEX needs_in_gap ON needs (register, category, place, case_id, need) WHERE gap_at > '';
