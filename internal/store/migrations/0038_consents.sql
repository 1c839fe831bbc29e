-- When consent to the register was decided, and with whom the person does not
-- want to share. Everyone is indexed anew.
ALTER TABLE people ADD COLUMN consent_on text;
ALTER TABLE people ADD COLUMN shares_not text NOT NULL DEFAULT '';
CREATE INDEX people_by_consent ON people (register, on_register, consent, consent_basis, consent_on, birth_date, sort_key, case_id);
