-- By which rules and which program the row was made, and which dates are asked
-- for a reason. Everything is indexed anew, for no program has this edition yet.
ALTER TABLE people ADD COLUMN edition text NOT NULL DEFAULT '';
DROP INDEX people_by_rulebook;
CREATE INDEX people_by_edition ON people (register, edition, case_id);

ALTER TABLE obligations ADD COLUMN asks_reason integer NOT NULL DEFAULT 0;
DROP INDEX obligations_without_reason;
CREATE INDEX obligations_asking_reason ON obligations (register, due, rule, case_id, n, open_due) WHERE asks_reason = 1;
