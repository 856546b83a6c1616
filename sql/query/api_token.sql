-- Tokens by which programs act in somebody's name.

-- name: api_token_holder :one
-- Whose token it is, if it is one.
-- in:  hash bytes
-- out: user_id user_id
SELECT t.user_id FROM api_token t WHERE t.token_hash = :hash

-- name: api_token_check :one
-- The same as session_check, of a caller that has a token.
-- Whether they have a second step it looks up only where that is asked.
-- in:  hash bytes, user user_id, now time, asks_factor bool
-- out: id api_token_id, scopes json, last_used_at time?, is_suspended bool, in_spaces bool,
--      has_blocks bool, has_unlisted bool, role user_role, lacks_factor bool
SELECT t.id, t.scopes, t.last_used_at, u.suspended_at IS NOT NULL AS is_suspended,
       u.in_spaces, u.has_blocks, u.has_unlisted, u.role,
       CASE WHEN :asks_factor
            THEN NOT EXISTS (SELECT 1 FROM factor f
                              WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)
            ELSE FALSE END AS lacks_factor
  FROM api_token t
  JOIN users u ON u.id = t.user_id
 WHERE t.token_hash = :hash AND t.user_id = :user AND t.expires_at > :now

-- name: api_token_use :exec
-- Somebody has used a token, to the hour.
-- in:  id api_token_id, now time, before time
UPDATE api_token
   SET last_used_at = :now
 WHERE id = :id AND (last_used_at IS NULL OR last_used_at <= :before)

-- fragment: api_token_out
id api_token_id, name text, scopes json, expires_at time, last_used_at time?, created_at time

-- fragment: api_token_columns
t.id, t.name, t.scopes, t.expires_at, t.last_used_at, t.created_at

-- name: api_token_list :many
-- A user's tokens, the oldest first.
-- in:  user user_id
-- out: {{api_token_out}}
-- page: created_at, id
SELECT {{api_token_columns}}
  FROM api_token t
 WHERE t.user_id = :user AND (t.created_at, t.id) > (:after_created_at, :after_id)
 ORDER BY t.created_at, t.id
 LIMIT :limit

-- name: api_token_new :one
-- One that was just made, with what is shown once.
-- in:  id api_token_id, token text
-- out: {{api_token_out}}, token text
SELECT {{api_token_columns}}, CAST(:token AS TEXT) AS token
  FROM api_token t
 WHERE t.id = :id

-- name: api_token_count :one
-- How many a user has.
-- in:  user user_id
-- out: n int
SELECT count(*) AS n FROM api_token t WHERE t.user_id = :user

-- name: api_token_add :exec
-- A new one.
-- in:  id api_token_id, user user_id, name text, hash bytes, scopes json, now time,
--      expires time
INSERT INTO api_token (id, user_id, name, token_hash, scopes, created_at, expires_at)
VALUES (:id, :user, :name, :hash, :scopes, :now, :expires)

-- name: api_token_remove :exec
-- One is none any more.
-- in:  id api_token_id, user user_id
DELETE FROM api_token WHERE id = :id AND user_id = :user

-- name: api_token_remove_all :exec
-- All of a user's are none any more.
-- in:  user user_id
DELETE FROM api_token WHERE user_id = :user

-- name: api_token_purge :exec
-- Forgets at most limit tokens that expired before a time.
-- in:  before time, limit int
DELETE FROM api_token
 WHERE id IN (SELECT t.id FROM api_token t WHERE t.expires_at < :before LIMIT :limit)
