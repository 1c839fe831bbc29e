-- What is noted of each act beyond who did what: of which kind it is, what for,
-- from where, and the words of a search. Acts from before this have the kind
-- change, whatever they were.
ALTER TABLE audit ADD COLUMN kind text NOT NULL DEFAULT 'change';
ALTER TABLE audit ADD COLUMN purpose text NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN from_address text NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN words text NOT NULL DEFAULT '';
CREATE INDEX audit_by_user ON audit (register, user_id, at, id, kind);
CREATE INDEX audit_by_kind ON audit (register, kind, at, id);
