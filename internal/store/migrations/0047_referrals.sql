-- Referrals of a case, as the lists read them. It is derived from the record
-- like the tables of 0002 and can be made again from it.
CREATE TABLE referrals (
    register text NOT NULL,
    case_id text NOT NULL,
    referral text NOT NULL,
    received_on text NOT NULL,
    who text NOT NULL,
    given text NOT NULL,
    family text NOT NULL,
    birth_date text,
    user_id text NOT NULL,
    stage text NOT NULL,
    open integer NOT NULL,
    placed integer NOT NULL,
    doubt integer NOT NULL,
    changed_on text NOT NULL,
    PRIMARY KEY (register, case_id, referral)
);
CREATE INDEX referrals_by_stage ON referrals (register, open, stage);
CREATE INDEX referrals_by_day ON referrals (register, open, received_on, referral);
CREATE INDEX referrals_by_user ON referrals (register, user_id, received_on);
