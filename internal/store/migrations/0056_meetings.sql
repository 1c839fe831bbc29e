-- The multi-agency meetings of a register, and what their agendas go by.

ALTER TABLE people ADD COLUMN met_on text;
ALTER TABLE people ADD COLUMN asked_at text;
ALTER TABLE people ADD COLUMN rated_at text;
ALTER TABLE people ADD COLUMN admitted_at text;
ALTER TABLE people ADD COLUMN discharged_at text;
ALTER TABLE people ADD COLUMN consented_at text;

-- A meeting on a day. Terms are what its series was when it was made; whoever
-- runs it, and whom it talks about since when, is '' while it does not run. The
-- version counts every change, so that those who follow see that there is one.
CREATE TABLE meetings (
    register text NOT NULL REFERENCES registers (register),
    id text NOT NULL,
    series text NOT NULL,
    terms text NOT NULL,
    day text NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    runner_id text NOT NULL,
    runner_name text NOT NULL,
    current_case text NOT NULL,
    current_since text,
    made_at text NOT NULL,
    made_name text NOT NULL,
    started_at text,
    ended_at text,
    PRIMARY KEY (register, id)
);
CREATE INDEX meetings_by_day ON meetings (register, day, id);
CREATE INDEX meetings_by_series ON meetings (register, series, state, ended_at);

-- Who is on an agenda, in which order and for which reasons. What is said of
-- them is in their own records.
CREATE TABLE meeting_items (
    register text NOT NULL,
    meeting_id text NOT NULL,
    case_id text NOT NULL,
    place integer NOT NULL,
    reasons text NOT NULL,
    state text NOT NULL,
    added_name text NOT NULL,
    seq integer NOT NULL,
    PRIMARY KEY (register, meeting_id, case_id),
    FOREIGN KEY (register, meeting_id) REFERENCES meetings (register, id)
);
CREATE INDEX meeting_items_by_case ON meeting_items (register, case_id);

-- Who came, who sent apologies, and which agencies were absent: a name of ''.
CREATE TABLE meeting_attendance (
    register text NOT NULL,
    meeting_id text NOT NULL,
    n integer NOT NULL,
    user_id text NOT NULL,
    name text NOT NULL,
    agency text NOT NULL,
    presence text NOT NULL,
    PRIMARY KEY (register, meeting_id, n),
    FOREIGN KEY (register, meeting_id) REFERENCES meetings (register, id)
);

-- The minutes as they were when the meeting ended, and what was added later.
CREATE TABLE meeting_minutes (
    register text NOT NULL,
    meeting_id text NOT NULL,
    n integer NOT NULL,
    at text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (register, meeting_id, n),
    FOREIGN KEY (register, meeting_id) REFERENCES meetings (register, id)
);
