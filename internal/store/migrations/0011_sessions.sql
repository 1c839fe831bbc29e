-- What a session was begun with, from where as far as it is told, and when and
-- how its user last proved who they are.
ALTER TABLE sessions ADD COLUMN device text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN network text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN proved_at text;
ALTER TABLE sessions ADD COLUMN proved_by text NOT NULL DEFAULT '';
