-- Records that were merged into another are disposed of with it, and its
-- certificate names them: the cases, with a space between them.
ALTER TABLE disposal_certificates ADD COLUMN also text NOT NULL DEFAULT '';
-- Few cases were ever merged into another, and the list of records that have
-- ended asks for all of them.
CREATE INDEX entries_merged ON entries (register, case_id, seq) WHERE kind = 'merged-into';
