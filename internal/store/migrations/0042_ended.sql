-- When a record ended, and whether by a death: how long it is kept is reckoned
-- from these without reading it. Both are empty for who is on the register or in
-- hospital; everybody is indexed anew, for no program has this edition yet.
ALTER TABLE people ADD COLUMN ended_on text;
ALTER TABLE people ADD COLUMN died_on text;
CREATE INDEX people_by_end ON people (register, ended_on, case_id, birth_date, died_on, changed_at) WHERE ended_on IS NOT NULL;
