-- Ways into clusters and groups, and how to find who is kept out.
--
-- When a person is erased: invites of theirs and to them go.

CREATE TABLE invite (
  id            {id}    NOT NULL CONSTRAINT invite_id_pk PRIMARY KEY,
  space_id      {id}    NOT NULL
    CONSTRAINT invite_space_id_fk REFERENCES space (id) ON DELETE CASCADE,
  by_id         {id}    NOT NULL
    CONSTRAINT invite_by_id_fk REFERENCES users (id) ON DELETE CASCADE,
  -- the only one who may accept it
  user_id       {id}
    CONSTRAINT invite_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  -- of the code, which nothing stores
  code_hash     {bytes} NOT NULL CONSTRAINT invite_code_hash_key UNIQUE,
  max_uses      {int},
  uses          {int}   NOT NULL,
  -- whether it lets into the cluster of a group too
  opens_cluster {bool}  NOT NULL,
  expires_at    {time}  NOT NULL,
  created_at    {time}  NOT NULL,
  CONSTRAINT invite_uses_check CHECK (uses >= 0 AND (max_uses IS NULL OR uses <= max_uses))
) {strict};

CREATE INDEX invite_space_id_index ON invite (space_id, created_at, id);
CREATE INDEX invite_by_id_index ON invite (by_id, space_id);
CREATE INDEX invite_user_id_index ON invite (user_id, created_at, id) WHERE user_id IS NOT NULL;
CREATE INDEX invite_expires_at_index ON invite (expires_at);

CREATE INDEX ban_created_at_index ON ban (space_id, created_at, user_id);
