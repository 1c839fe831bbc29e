-- A register that was merged into another is closed: everything in it is kept,
-- and nothing is added.
ALTER TABLE registers ADD COLUMN closed_at text;
ALTER TABLE registers ADD COLUMN merged_into text;
