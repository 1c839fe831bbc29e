-- Since when whoever opens an account is known to read its e-mail address. What
-- was not noted before counts as not proved.
ALTER TABLE users ADD COLUMN email_proved_at text;

-- Access that waits until the user has proved it. 1 for access that waits.
ALTER TABLE memberships ADD COLUMN waits integer NOT NULL DEFAULT 0;
