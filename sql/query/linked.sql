-- Accounts elsewhere, and who is on their way there.

-- name: linked_list :many
-- Somebody's, in the order in which they were added.
-- in:  user user_id
-- out: id account_id, provider_id text, account_id text, email text?, scope text,
--      access_token_expires_at time?, refresh_token_expires_at time?, created_at time,
--      last_used_at time
-- page: id
SELECT a.id, a.provider AS provider_id, a.subject AS account_id, a.email, a.scope,
       a.access_token_expires_at, a.refresh_token_expires_at, a.created_at, a.last_used_at
  FROM account a
 WHERE a.user_id = :user AND a.id > :after_id
   AND CASE WHEN a.unlinked_at IS NULL THEN TRUE ELSE FALSE END
 ORDER BY a.id
 LIMIT :limit

-- name: linked_get :one
-- One of theirs.
-- in:  id account_id, user user_id
-- out: id account_id, provider_id text, account_id text, email text?, scope text,
--      access_token_expires_at time?, refresh_token_expires_at time?, created_at time,
--      last_used_at time
SELECT a.id, a.provider AS provider_id, a.subject AS account_id, a.email, a.scope,
       a.access_token_expires_at, a.refresh_token_expires_at, a.created_at, a.last_used_at
  FROM account a
 WHERE a.id = :id AND a.user_id = :user AND a.unlinked_at IS NULL

-- name: linked_find :one
-- Whose the account of a subject is.
-- in:  provider text, subject text
-- out: id account_id, user_id user_id
SELECT a.id, a.user_id
  FROM account a
 WHERE a.provider = :provider AND a.subject = :subject AND a.unlinked_at IS NULL

-- name: linked_add :exec
-- Somebody has one more; nothing when it is somebody's already.
-- in:  id account_id, user user_id, provider text, subject text, email text?,
--      email_verified bool, scope text, access_token bytes?, refresh_token bytes?,
--      access_expires time?, refresh_expires time?, now time
INSERT INTO account (id, user_id, provider, subject, email, email_verified, scope,
       access_token, refresh_token, access_token_expires_at, refresh_token_expires_at,
       last_used_at, created_at, updated_at)
VALUES (:id, :user, :provider, :subject, :email, :email_verified, :scope, :access_token,
       :refresh_token, :access_expires, :refresh_expires, :now, :now, :now)
    ON CONFLICT (provider, subject) WHERE unlinked_at IS NULL DO NOTHING

-- name: linked_renew :exec
-- Its provider has told of it again; what it did not say stays.
-- in:  id account_id, email text?, email_verified bool, scope text, access_token bytes?,
--      refresh_token bytes?, access_expires time?, refresh_expires time?, now time
UPDATE account
   SET email = :email, email_verified = :email_verified, scope = :scope,
       access_token = :access_token,
       refresh_token = COALESCE(:refresh_token, refresh_token),
       access_token_expires_at = :access_expires,
       refresh_token_expires_at = COALESCE(:refresh_expires, refresh_token_expires_at),
       last_used_at = :now, updated_at = :now
 WHERE id = :id AND unlinked_at IS NULL

-- name: linked_lock :one
-- Others who are told of the same subject wait until the transaction ends: there may be
-- no row yet, or none any more.
-- in:  provider text, subject text
-- out: is_alone bool
-- @postgresql
SELECT TRUE AS is_alone
  FROM pg_advisory_xact_lock(hashtextextended(:provider || ' ' || :subject, 0)) FOR UPDATE
-- @sqlite
SELECT :provider || :subject IS NOT NULL AS is_alone
-- @end

-- name: linked_tell :one
-- What its provider tells of it by itself; nothing when it has told of a later time.
-- in:  id account_id, email text?, email_verified bool, at time, now time
-- out: user_id user_id, suspended_at time?
UPDATE account
   SET email = :email, email_verified = :email_verified, external_updated_at = :at,
       updated_at = :now
 WHERE id = :id AND unlinked_at IS NULL
   AND (external_updated_at IS NULL OR external_updated_at <= :at)
RETURNING user_id, suspended_at

-- name: linked_set_suspended :exec
-- Since when its provider keeps somebody out.
-- in:  id account_id, at time?
UPDATE account SET suspended_at = :at WHERE id = :id

-- name: linked_keeps_out :one
-- Whether nothing else keeps somebody out who has been since then.
-- in:  user user_id, at time
-- out: is_alone bool
SELECT suspended_at = :at AND erase_at IS NULL AS is_alone
  FROM users
 WHERE id = :user AND suspended_at IS NOT NULL

-- name: linked_tokens :one
-- With what an account is used.
-- in:  id account_id
-- out: user_id user_id, provider text, access_token bytes?, refresh_token bytes?,
--      access_token_expires_at time?
SELECT a.user_id, a.provider, a.access_token, a.refresh_token, a.access_token_expires_at
  FROM account a
 WHERE a.id = :id

-- name: linked_claim :one
-- Somebody asks for others in place of its tokens, and nobody else until a time; nothing
-- when the one that it has holds until another time.
-- in:  id account_id, now time, until time, holds_until time
-- out: user_id user_id, provider text, refresh_token bytes?,
--      refresh_token_expires_at time?
UPDATE account SET renewing_until = :until
 WHERE id = :id AND unlinked_at IS NULL
   AND (renewing_until IS NULL OR renewing_until <= :now)
   AND COALESCE(access_token_expires_at, :now) < :holds_until
RETURNING user_id, provider, refresh_token, refresh_token_expires_at

-- name: linked_due :many
-- Those whose refresh token ends between two times: a page of them.
-- in:  after time, after_id account_id, before time, limit int
-- out: id account_id, refresh_token_expires_at time?
SELECT a.id, a.refresh_token_expires_at
  FROM account a
 WHERE a.refresh_token_expires_at IS NOT NULL
   AND (a.refresh_token_expires_at, a.id) > (:after, :after_id)
   AND a.refresh_token_expires_at < :before
   AND CASE WHEN a.unlinked_at IS NULL AND a.refresh_token IS NOT NULL THEN TRUE
            ELSE FALSE END
 ORDER BY a.refresh_token_expires_at, a.id
 LIMIT :limit

-- name: linked_set_tokens :exec
-- It is used with these from now on; those that are not given are lost. Nothing when
-- it was told of anew meanwhile.
-- in:  id account_id, old bytes?, access_token bytes?, refresh_token bytes?,
--      access_expires time?, refresh_expires time?, now time
UPDATE account
   SET access_token = :access_token, refresh_token = :refresh_token,
       access_token_expires_at = :access_expires,
       refresh_token_expires_at = :refresh_expires, renewing_until = NULL,
       updated_at = :now
 WHERE id = :id AND refresh_token = :old

-- name: linked_release :exec
-- Nobody asks for others any more.
-- in:  id account_id
UPDATE account SET renewing_until = NULL WHERE id = :id

-- name: linked_ways_in :one
-- By what else somebody can come in.
-- in:  user user_id, but account_id
-- out: has_password bool, accounts int, passkeys int
SELECT u.password_hash IS NOT NULL AS has_password,
       (SELECT count(*) FROM account a
         WHERE a.user_id = :user AND a.id <> :but
           AND CASE WHEN a.unlinked_at IS NULL THEN TRUE ELSE FALSE END) AS accounts,
       (SELECT count(*) FROM factor f
         WHERE f.user_id = :user AND f.kind = 'passkey'
           AND CASE WHEN f.confirmed_at IS NULL THEN FALSE ELSE TRUE END) AS passkeys
  FROM users u
 WHERE u.id = :user

-- name: linked_unlink :exec
-- It is not theirs any more.
-- in:  id account_id, user user_id, now time
UPDATE account SET unlinked_at = :now, updated_at = :now
 WHERE id = :id AND user_id = :user AND unlinked_at IS NULL

-- name: linked_of :many
-- Some of somebody's.
-- in:  user user_id, limit int
-- out: id account_id, provider text, subject text
SELECT a.id, a.provider, a.subject
  FROM account a
 WHERE a.user_id = :user AND CASE WHEN a.unlinked_at IS NULL THEN TRUE ELSE FALSE END
 ORDER BY a.id
 LIMIT :limit

-- name: linked_remove :exec
-- It goes.
-- in:  id account_id
DELETE FROM account WHERE id = :id

-- name: linked_remove_all :exec
-- Somebody has none any more.
-- in:  user user_id
DELETE FROM account WHERE user_id = :user

-- name: oauth_flow_add :exec
-- Somebody sets out.
-- in:  id oauth_flow_id, provider provider_id, user user_id?, redirect_uri text,
--      client_state text, code_challenge text, now time, expires time
INSERT INTO oauth_flow (id, provider_id, user_id, redirect_uri, client_state,
       code_challenge, created_at, expires_at)
VALUES (:id, :provider, :user, :redirect_uri, :client_state, :code_challenge, :now,
       :expires)

-- name: oauth_flow_find :one
-- One that is on its way.
-- in:  id oauth_flow_id, now time
-- out: provider_id provider_id, user_id user_id?, redirect_uri text, client_state text,
--      provider_code bytes?
SELECT f.provider_id, f.user_id, f.redirect_uri, f.client_state, f.provider_code
  FROM oauth_flow f
 WHERE f.id = :id AND f.expires_at > :now AND f.used_at IS NULL

-- name: oauth_flow_come :exec
-- The provider has sent them back with a code; nothing when it has before.
-- in:  id oauth_flow_id, code bytes, now time
UPDATE oauth_flow SET provider_code = :code, code_at = :now
 WHERE id = :id AND provider_code IS NULL AND expires_at > :now

-- name: oauth_flow_claim :one
-- The code is exchanged, once, and soon after it came.
-- in:  id oauth_flow_id, now time, since time
-- out: provider_id provider_id, user_id user_id?, code_challenge text, provider_code bytes?
UPDATE oauth_flow SET used_at = :now
 WHERE id = :id AND used_at IS NULL AND code_at > :since
RETURNING provider_id, user_id, code_challenge, provider_code

-- name: oauth_flow_purge :exec
-- Forgets at most limit that were over before a time.
-- in:  before time, limit int
DELETE FROM oauth_flow
 WHERE id IN (SELECT id
             FROM oauth_flow
            WHERE expires_at < :before
            LIMIT :limit)

-- name: linked_access_sealed :many
-- A page of access tokens that a key seals.
-- in:  key bytes, after account_id, limit int
-- out: id account_id, value bytes?
SELECT a.id, a.access_token AS value
  FROM account a
 WHERE a.access_token IS NOT NULL AND substr(a.access_token, 2, 4) = :key AND a.id > :after
 ORDER BY a.id
 LIMIT :limit

-- name: linked_access_sealed_count :one
-- How many of them there are.
-- in:  key bytes
-- out: n int
SELECT count(*) AS n
  FROM account a
 WHERE a.access_token IS NOT NULL AND substr(a.access_token, 2, 4) = :key

-- name: linked_access_reseal :exec
-- The same under another key; nothing when it is another by now.
-- in:  id account_id, old bytes, new bytes
UPDATE account SET access_token = :new WHERE id = :id AND access_token = :old

-- name: linked_refresh_sealed :many
-- A page of refresh tokens that a key seals.
-- in:  key bytes, after account_id, limit int
-- out: id account_id, value bytes?
SELECT a.id, a.refresh_token AS value
  FROM account a
 WHERE a.refresh_token IS NOT NULL AND substr(a.refresh_token, 2, 4) = :key
   AND a.id > :after
 ORDER BY a.id
 LIMIT :limit

-- name: linked_refresh_sealed_count :one
-- How many of them there are.
-- in:  key bytes
-- out: n int
SELECT count(*) AS n
  FROM account a
 WHERE a.refresh_token IS NOT NULL AND substr(a.refresh_token, 2, 4) = :key

-- name: linked_refresh_reseal :exec
-- The same under another key; nothing when it is another by now.
-- in:  id account_id, old bytes, new bytes
UPDATE account SET refresh_token = :new WHERE id = :id AND refresh_token = :old

-- name: linked_purge :exec
-- Forgets at most limit that were taken away before a time, whatever their provider says.
-- in:  before time, limit int
DELETE FROM account
 WHERE id IN (SELECT a.id FROM account a
               WHERE a.unlinked_at < :before
               ORDER BY a.unlinked_at
               LIMIT :limit)
