-- Of the dates of somebody few are open. A list of those whom somebody sees, or
-- who are held by a name, looks for these alone.
CREATE INDEX obligations_open_of ON obligations (register, case_id, open_due, rule, n, subject) WHERE state = 'open';
-- Those who are held by a name and have something due, or were changed since a
-- moment, are found without reading the rows of all whom that name holds.
DROP INDEX people_by_coordinator;
CREATE INDEX people_by_coordinator ON people (register, coordinator, open_due, case_id, on_register, changed_at);
