-- What somebody has asked for of all that there is of them: the last one.
--
-- When a person is erased: it goes, its bytes with the next sweep.
--
-- No older program goes on beside it: its worker would sweep away the bytes.

CREATE TABLE export (
  id         {id}   NOT NULL CONSTRAINT export_id_pk PRIMARY KEY,
  user_id    {id}   NOT NULL CONSTRAINT export_user_id_key UNIQUE
    CONSTRAINT export_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  file_id    {id}   CONSTRAINT export_file_id_key UNIQUE, -- of the store; NULL: not yet
  size       {int},
  sha256     {bytes},
  created_at {time} NOT NULL,
  ready_at   {time},
  expires_at {time} NOT NULL
) {strict};

CREATE INDEX export_expires_at_index ON export (expires_at);
