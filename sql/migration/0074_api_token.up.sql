-- Tokens by which programs act in somebody's name.
--
-- When a person is erased: their rows go.
--
-- compatible: 62

CREATE TABLE api_token (
  id           {id}    NOT NULL CONSTRAINT api_token_id_pk PRIMARY KEY,
  user_id      {id}    NOT NULL
    CONSTRAINT api_token_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  name         TEXT    NOT NULL,
  -- SHA-256 of the token, which has 256 random bits
  token_hash   {bytes} NOT NULL CONSTRAINT api_token_token_hash_key UNIQUE,
  scopes       {json}  NOT NULL,
  created_at   {time}  NOT NULL,
  expires_at   {time}  NOT NULL,
  last_used_at {time}
) {strict};

CREATE INDEX api_token_user_id_index ON api_token (user_id, created_at, id);
CREATE INDEX api_token_expires_at_index ON api_token (expires_at);
