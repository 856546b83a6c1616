DROP TABLE throttle;

CREATE TABLE throttle (
  slot         {int}   NOT NULL CONSTRAINT throttle_slot_pk PRIMARY KEY
    CONSTRAINT throttle_slot_check CHECK (slot >= 0 AND slot < 16640),
  throttle_key {bytes} NOT NULL,
  since        {time}  NOT NULL,
  n            {int}   NOT NULL
) {strict};
