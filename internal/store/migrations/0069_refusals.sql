-- Each refusal of a service, which stays whatever became of the need since, and
-- whether the person was on the register then: an index that follows from the
-- entries. Of support that stopped and is needed again, when and why.
CREATE TABLE refusals (
    register text NOT NULL,
    case_id text NOT NULL,
    seq integer NOT NULL,
    need text NOT NULL,
    refused_on text NOT NULL,
    reason text NOT NULL,
    provider text NOT NULL,
    was_on integer NOT NULL,
    PRIMARY KEY (register, case_id, need, seq)
);
CREATE INDEX refusals_by_reason ON refusals (register, reason, case_id, need, refused_on);

ALTER TABLE needs ADD COLUMN stopped_on text;
ALTER TABLE needs ADD COLUMN stopped_why text NOT NULL DEFAULT '';
CREATE INDEX needs_stopped ON needs (register, case_id) WHERE stopped_on IS NOT NULL;
