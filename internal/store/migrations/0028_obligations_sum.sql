-- A sum over the obligations of a person, so that those that are as they were
-- are not read to be compared; '' where it is not known.
ALTER TABLE people ADD COLUMN obligations_sum text NOT NULL DEFAULT '';
