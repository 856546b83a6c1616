-- Who does not want to see whom.
--
-- When a person is erased: blocks of theirs and of them go.

-- Two rows a pair, one for each side, so that either finds the other by its own id.
CREATE TABLE block (
  user_id    {id}   NOT NULL
    CONSTRAINT block_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  other_id   {id}   NOT NULL
    CONSTRAINT block_other_id_fk REFERENCES users (id) ON DELETE CASCADE,
  -- whether it was user_id who blocked; of one row of a pair at least
  is_mine    {bool} NOT NULL,
  -- when user_id did, or the other one as long as user_id has not
  created_at {time} NOT NULL,
  CONSTRAINT block_pk PRIMARY KEY (user_id, other_id),
  CONSTRAINT block_other_id_check CHECK (user_id <> other_id)
) {strict};

CREATE INDEX block_other_id_index ON block (other_id);
CREATE INDEX block_mine_index ON block (user_id, created_at, other_id) WHERE is_mine;
