-- Who uses Hearth, how they sign in, and what proves that an address is theirs.

CREATE TABLE users (
  id            {id}   NOT NULL CONSTRAINT users_id_pk PRIMARY KEY,
  email         TEXT   NOT NULL,
  email_key     TEXT   NOT NULL CONSTRAINT users_email_key UNIQUE,
  password_hash TEXT,
  is_verified   {bool} NOT NULL,
  first_name    TEXT   NOT NULL,
  last_name     TEXT   NOT NULL,
  phone         TEXT,
  bio           TEXT,
  image_url     TEXT,
  timezone      TEXT   NOT NULL,
  locale        TEXT   NOT NULL,
  tags          {json} NOT NULL,
  role          TEXT   NOT NULL
    CONSTRAINT users_role_check CHECK (role IN ('attendee', 'organizer', 'admin')),
  suspended_at  {time},
  created_at    {time} NOT NULL,
  updated_at    {time} NOT NULL,
  version       {int}  NOT NULL
) {strict};

CREATE TABLE session (
  id           {id}   NOT NULL CONSTRAINT session_id_pk PRIMARY KEY,
  user_id      {id}   NOT NULL
    CONSTRAINT session_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  counter      {int}  NOT NULL,
  ip_address   TEXT   NOT NULL,
  user_agent   TEXT   NOT NULL,
  created_at   {time} NOT NULL,
  last_seen_at {time} NOT NULL,
  rotated_at   {time} NOT NULL,
  expires_at   {time} NOT NULL,
  idle_at      {time} NOT NULL,
  ended_at     {time}
) {strict};

CREATE INDEX session_user_id_index ON session (user_id);
CREATE INDEX session_expires_at_index ON session (expires_at);

-- A link or a code that was mailed. Neither is stored: both are derived from
-- the id and the secret key.
CREATE TABLE verification (
  id              {id}   NOT NULL CONSTRAINT verification_id_pk PRIMARY KEY,
  user_id         {id}   NOT NULL
    CONSTRAINT verification_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  purpose         TEXT   NOT NULL
    CONSTRAINT verification_purpose_check
    CHECK (purpose IN ('verify_email', 'reset_password')),
  email           TEXT   NOT NULL,
  created_at      {time} NOT NULL,
  expires_at      {time} NOT NULL,
  code_expires_at {time} NOT NULL,
  tries           {int}  NOT NULL,
  used_at         {time}
) {strict};

CREATE INDEX verification_user_id_index ON verification (user_id, purpose, created_at);
CREATE INDEX verification_expires_at_index ON verification (expires_at);

-- Failed logins; the key is a keyed hash of address and client.
CREATE TABLE login_failure (
  throttle_key {bytes} NOT NULL,
  failed_at    {time}  NOT NULL,
  id           {id}    NOT NULL,
  CONSTRAINT login_failure_id_pk PRIMARY KEY (id)
) {strict};

CREATE INDEX login_failure_throttle_key_index ON login_failure (throttle_key, failed_at);
CREATE INDEX login_failure_failed_at_index ON login_failure (failed_at);

-- Answers kept so that a repeated request has one effect.
CREATE TABLE idempotency (
  principal    {bytes} NOT NULL,
  request_key  TEXT    NOT NULL,
  request_hash {bytes} NOT NULL,
  status       {int},
  headers      TEXT,
  content_type TEXT,
  body         TEXT,
  created_at   {time}  NOT NULL,
  CONSTRAINT idempotency_key_pk PRIMARY KEY (principal, request_key)
) {strict};

CREATE INDEX idempotency_created_at_index ON idempotency (created_at);
