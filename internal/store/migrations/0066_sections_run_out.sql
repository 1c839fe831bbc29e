-- The day on which the section runs out under which somebody is in hospital. The
-- rows follow from the entries and are made anew by the edition of the index.
ALTER TABLE stays ADD COLUMN legal_until text;
