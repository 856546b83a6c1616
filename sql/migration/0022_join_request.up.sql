-- Who asks to be let into clusters and groups that say so.
--
-- When a person is erased: requests of theirs go; those that they decided forget
-- by whom.

CREATE TABLE join_request (
  id         {id}   NOT NULL CONSTRAINT join_request_id_pk PRIMARY KEY,
  space_id   {id}   NOT NULL
    CONSTRAINT join_request_space_id_fk REFERENCES space (id) ON DELETE CASCADE,
  user_id    {id}   NOT NULL
    CONSTRAINT join_request_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  -- with the questions as they were
  answers    {json} NOT NULL,
  -- one that is withdrawn, or waits for too long, has no row any more
  state      TEXT   NOT NULL
    CONSTRAINT join_request_state_check
    CHECK (state IN ('pending', 'approved', 'rejected')),
  -- since when it is in its state
  state_at   {time} NOT NULL,
  by_id      {id}
    CONSTRAINT join_request_by_id_fk REFERENCES users (id) ON DELETE SET NULL,
  reason     TEXT,
  created_at {time} NOT NULL
) {strict};

CREATE UNIQUE INDEX join_request_pending_key ON join_request (user_id, space_id) WHERE state = 'pending';
CREATE INDEX join_request_space_id_index ON join_request (space_id, state, created_at, id);
CREATE INDEX join_request_user_id_index ON join_request (user_id, space_id);
CREATE INDEX join_request_by_id_index ON join_request (by_id) WHERE by_id IS NOT NULL;
CREATE INDEX join_request_state_at_index ON join_request (state_at);
