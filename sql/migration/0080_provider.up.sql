-- Accounts elsewhere with which people sign in, and who keeps those.
--
-- When a person is erased: theirs go, and what they have begun.
--
-- compatible: 79

-- Whom Hearth trusts to say who somebody is.
CREATE TABLE provider (
  id            {id}   NOT NULL CONSTRAINT provider_id_pk PRIMARY KEY,
  name          TEXT   NOT NULL CONSTRAINT provider_name_key UNIQUE,
  kind          TEXT   NOT NULL
    CONSTRAINT provider_kind_check CHECK (kind IN ('google', 'outlook', 'oidc')),
  title         TEXT   NOT NULL,
  issuer        TEXT   NOT NULL,
  client_id     TEXT   NOT NULL,
  client_secret {bytes}, -- sealed (crypt/seal.h)
  scopes        TEXT   NOT NULL,
  trusts_email  {bool} NOT NULL,
  tenants       {json} NOT NULL, -- of outlook: whose addresses are believed
  is_enabled    {bool} NOT NULL,
  metadata      {json}, -- what it says of itself, and when it was asked
  metadata_at   {time},
  failures      {int}  NOT NULL, -- in a row
  retry_at      {time}, -- until when it is not asked
  created_at    {time} NOT NULL,
  updated_at    {time} NOT NULL,
  version       {int}  NOT NULL
) {strict};

CREATE INDEX provider_key_index ON provider (substr(client_secret, 2, 4), id)
  WHERE client_secret IS NOT NULL;

-- The keys that an issuer publishes.
CREATE TABLE jwks (
  issuer     TEXT   NOT NULL CONSTRAINT jwks_issuer_pk PRIMARY KEY,
  document   {json} NOT NULL,
  fetched_at {time} NOT NULL,
  tried_at   {time} NOT NULL
) {strict};

-- Somebody's account elsewhere. provider: its name, or that of what tells Hearth of
-- accounts by itself; subject: who they are there.
CREATE TABLE account (
  id                       {id}   NOT NULL CONSTRAINT account_id_pk PRIMARY KEY,
  user_id                  {id}   NOT NULL
    CONSTRAINT account_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  provider                 TEXT   NOT NULL,
  subject                  TEXT   NOT NULL,
  email                    TEXT,
  email_verified           {bool} NOT NULL,
  scope                    TEXT   NOT NULL,
  access_token             {bytes}, -- both sealed
  refresh_token            {bytes},
  access_token_expires_at  {time},
  refresh_token_expires_at {time},
  external_updated_at      {time}, -- what was told later is older than that
  last_used_at             {time} NOT NULL,
  renewing_until           {time}, -- somebody asks for others in place of its tokens
  unlinked_at              {time}, -- it is to be taken back there, and goes
  created_at               {time} NOT NULL,
  updated_at               {time} NOT NULL
) {strict};

CREATE UNIQUE INDEX account_provider_subject_key ON account (provider, subject)
  WHERE unlinked_at IS NULL;
CREATE INDEX account_user_id_index ON account (user_id, id);
CREATE INDEX account_access_token_index ON account (substr(access_token, 2, 4), id)
  WHERE access_token IS NOT NULL;
CREATE INDEX account_refresh_token_index ON account (substr(refresh_token, 2, 4), id)
  WHERE refresh_token IS NOT NULL;

-- Somebody who is on their way to a provider and back. What they carry meanwhile
-- follows from the id.
CREATE TABLE oauth_flow (
  id             {id}   NOT NULL CONSTRAINT oauth_flow_id_pk PRIMARY KEY,
  provider_id    {id}   NOT NULL
    CONSTRAINT oauth_flow_provider_id_fk REFERENCES provider (id) ON DELETE CASCADE,
  user_id        {id}
    CONSTRAINT oauth_flow_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  redirect_uri   TEXT   NOT NULL,
  client_state   TEXT   NOT NULL,
  code_challenge TEXT   NOT NULL,
  provider_code  {bytes}, -- sealed
  code_at        {time},
  used_at        {time},
  created_at     {time} NOT NULL,
  expires_at     {time} NOT NULL
) {strict};

CREATE INDEX oauth_flow_provider_id_index ON oauth_flow (provider_id);
CREATE INDEX oauth_flow_user_id_index ON oauth_flow (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX oauth_flow_expires_at_index ON oauth_flow (expires_at);
