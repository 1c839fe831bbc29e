-- Whether a referral was last decided without a whole panel. It follows from the
-- record, and is filled when the register is indexed anew.
ALTER TABLE referrals ADD COLUMN not_whole integer NOT NULL DEFAULT 0;
