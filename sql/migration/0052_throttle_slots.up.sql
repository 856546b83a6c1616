-- Eight times as many places to count abuse in: of people who do something within the
-- same day hardly anybody's count is taken over by another's. What was counted is
-- forgotten once.
--
-- When a person is erased: the keys are keyed hashes, nothing is left to do.

DROP TABLE throttle;

CREATE TABLE throttle (
  slot         {int}   NOT NULL CONSTRAINT throttle_slot_pk PRIMARY KEY
    CONSTRAINT throttle_slot_check CHECK (slot >= 0 AND slot < 131328),
  throttle_key {bytes} NOT NULL,
  since        {time}  NOT NULL,
  n            {int}   NOT NULL
) {strict};
