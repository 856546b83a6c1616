-- How people prove who they are besides a password, and how they have in a session.
--
-- When a person is erased: their rows go.
--
-- compatible: 62

-- What makes codes, or signs. Of those that were not confirmed nothing depends.
CREATE TABLE factor (
  id            {id}   NOT NULL CONSTRAINT factor_id_pk PRIMARY KEY,
  user_id       {id}   NOT NULL
    CONSTRAINT factor_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  kind          TEXT   NOT NULL
    CONSTRAINT factor_kind_check CHECK (kind IN ('totp', 'passkey')),
  name          TEXT   NOT NULL,
  -- of totp, sealed (crypt/seal.h), and the last step whose code was taken
  secret        {bytes},
  last_step     {int}  NOT NULL,
  -- of a passkey, once it is confirmed
  credential_id {bytes} CONSTRAINT factor_credential_id_key UNIQUE,
  public_key    {bytes},
  sign_count    {int}  NOT NULL,
  is_backed_up  {bool} NOT NULL,
  -- wrong codes in a row, and until when no more are taken
  failures      {int}  NOT NULL,
  locked_until  {time},
  created_at    {time} NOT NULL,
  confirmed_at  {time},
  last_used_at  {time},
  CONSTRAINT factor_secret_check CHECK ((kind = 'totp') = (secret IS NOT NULL)),
  CONSTRAINT factor_credential_check
    CHECK ((credential_id IS NOT NULL) = (kind = 'passkey' AND confirmed_at IS NOT NULL)
           AND (credential_id IS NULL) = (public_key IS NULL))
) {strict};

CREATE INDEX factor_user_id_index ON factor (user_id, created_at, id);
-- by which key a secret is sealed
CREATE INDEX factor_key_index ON factor (substr(secret, 2, 4), id) WHERE secret IS NOT NULL;

-- Codes for whoever has lost their factors, each good once; sealed.
CREATE TABLE recovery_code (
  id      {id}    NOT NULL CONSTRAINT recovery_code_id_pk PRIMARY KEY,
  user_id {id}    NOT NULL
    CONSTRAINT recovery_code_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  code    {bytes} NOT NULL,
  used_at {time}
) {strict};

CREATE INDEX recovery_code_user_id_index ON recovery_code (user_id, id);
CREATE INDEX recovery_code_key_index ON recovery_code (substr(code, 2, 4), id);

-- Something that somebody has begun and goes on with in minutes, once: whoever has its
-- token, which is derived from the id, may.
CREATE TABLE auth_ticket (
  id         {id}   NOT NULL CONSTRAINT auth_ticket_id_pk PRIMARY KEY,
  kind       TEXT   NOT NULL
    CONSTRAINT auth_ticket_kind_check CHECK (kind IN ('mfa', 'passkey', 'link')),
  user_id    {id}
    CONSTRAINT auth_ticket_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  data       {bytes}, -- JSON, sealed
  tries      {int}  NOT NULL,
  used_at    {time},
  created_at {time} NOT NULL,
  expires_at {time} NOT NULL
) {strict};

CREATE INDEX auth_ticket_user_id_index ON auth_ticket (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX auth_ticket_expires_at_index ON auth_ticket (expires_at);

-- What stands for a session, how it began, and when its person last proved who they are;
-- with a factor, too.
ALTER TABLE session ADD COLUMN kind TEXT NOT NULL DEFAULT 'token'
  CONSTRAINT session_kind_check CHECK (kind IN ('token', 'cookie', 'external'));
ALTER TABLE session ADD COLUMN method TEXT NOT NULL DEFAULT 'password'
  CONSTRAINT session_method_check
  CHECK (method IN ('password', 'magic_code', 'oauth', 'passkey', 'clerk'));
ALTER TABLE session ADD COLUMN authenticated_at {time};
ALTER TABLE session ADD COLUMN factor_at {time};
