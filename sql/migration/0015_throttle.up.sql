-- What is counted against abuse has one row for each place to count in, and there
-- are so many places: no request adds a row that others do not take over. The
-- keys are keyed hashes; erasing a person leaves nothing to do here.

DROP TABLE login_failure;

CREATE TABLE throttle (
  slot         {int}   NOT NULL CONSTRAINT throttle_slot_pk PRIMARY KEY
    CONSTRAINT throttle_slot_check CHECK (slot >= 0 AND slot < 16640),
  throttle_key {bytes} NOT NULL,
  since        {time}  NOT NULL,
  n            {int}   NOT NULL
) {strict};

-- Accounts that wait for their address to be verified, the oldest first.
CREATE INDEX users_waiting_index ON users (updated_at, id) WHERE NOT is_verified;
