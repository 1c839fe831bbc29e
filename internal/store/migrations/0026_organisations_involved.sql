-- An organisation can be involved with a person, and not a user: then user_id is
-- '' and organisation is its code. Those who work for it on a day, or for what
-- came after it, have the relation on that day.
ALTER TABLE involvements ADD COLUMN organisation text NOT NULL DEFAULT '';
CREATE INDEX involvements_by_organisation ON involvements (register, organisation, until, since, relation, case_id);
