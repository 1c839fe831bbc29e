-- The cases that had been merged into the one that was handed over, with a space
-- between them: who looked at them, looked at the person.
ALTER TABLE handovers ADD COLUMN also text NOT NULL DEFAULT '';
-- What somebody begins who is not signed in: of that alone there is a most.
ALTER TABLE referral_drafts ADD COLUMN outside integer NOT NULL DEFAULT 1;
