-- People who move from one register to another. The row belongs to the register
-- that is asked to take them; the one that gives them sees it by from_register.
CREATE TABLE handovers (
    register text NOT NULL REFERENCES registers (register),
    id text NOT NULL,
    from_register text NOT NULL REFERENCES registers (register),
    from_case text NOT NULL,
    basis text NOT NULL,
    words text NOT NULL,
    proposed_at text NOT NULL,
    proposed_by text NOT NULL,
    proposed_name text NOT NULL,
    state text NOT NULL,
    case_id text NOT NULL,
    entries integer NOT NULL,
    head text NOT NULL,
    decided_at text,
    decided_by text NOT NULL,
    decided_name text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (register, id),
    FOREIGN KEY (from_register, from_case) REFERENCES cases (register, id)
);
CREATE INDEX handovers_by_time ON handovers (register, state, proposed_at, id);
CREATE INDEX handovers_given ON handovers (from_register, from_case);
-- One at a time for each person.
CREATE UNIQUE INDEX handovers_waiting ON handovers (from_register, from_case) WHERE state = 'proposed';
