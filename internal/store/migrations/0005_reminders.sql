-- Reminders of what is due, and messages that wait to be sent.

-- A reminder is made once for a user, an obligation and a number of days. Days
-- counts from the day that it is for to the day that is due, and is below zero
-- when that has passed. It is over when there is nothing left to be reminded of.
CREATE TABLE reminders (
    register text NOT NULL REFERENCES registers (register),
    user_id text NOT NULL REFERENCES users (id),
    case_id text NOT NULL,
    rule text NOT NULL,
    subject text NOT NULL,
    due text NOT NULL,
    days integer NOT NULL,
    made_on text NOT NULL,
    seen_at text,
    over_on text,
    PRIMARY KEY (register, user_id, case_id, rule, subject, due, days)
);
CREATE INDEX reminders_new ON reminders (register, user_id, due, rule, case_id)
    WHERE seen_at IS NULL AND over_on IS NULL;

CREATE INDEX reminders_by_day ON reminders (register, user_id, made_on);

-- A message waits while it has no outcome, and is not tried before next_at. To
-- take one is to put next_at off: whoever took it and died loses it by that.
CREATE TABLE outbox (
    register text NOT NULL REFERENCES registers (register),
    id text NOT NULL,
    user_id text NOT NULL REFERENCES users (id),
    created_at text NOT NULL,
    next_at text NOT NULL,
    attempts integer NOT NULL,
    outcome text NOT NULL,
    ended_at text,
    PRIMARY KEY (register, id)
);
CREATE INDEX outbox_waiting ON outbox (register, next_at, id) WHERE outcome = '';
