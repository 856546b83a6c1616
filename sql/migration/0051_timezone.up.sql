-- By which rules of time zones the times of events were last worked out: one row.
--
-- When a person is erased: nothing of theirs is in it.
--
-- compatible: 50
CREATE TABLE timezone_rules (
  id      {int} NOT NULL CONSTRAINT timezone_rules_pk PRIMARY KEY
    CONSTRAINT timezone_rules_id_check CHECK (id = 1),
  version TEXT  NOT NULL
) {strict};
