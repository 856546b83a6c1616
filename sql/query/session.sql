-- name: session_check :one
-- Whether a session lives, and whether its user may see anything otherwise than
-- everybody: asked by every request that carries an access token.
-- in:  id session_id, user user_id, now time
-- out: is_suspended bool, in_spaces bool, has_blocks bool, has_unlisted bool
SELECT u.suspended_at IS NOT NULL AS is_suspended, u.in_spaces, u.has_blocks,
       u.has_unlisted
  FROM session s
  JOIN users u ON u.id = s.user_id
 WHERE s.id = :id AND s.user_id = :user AND s.ended_at IS NULL
   AND s.expires_at > :now AND s.idle_at > :now

-- name: session_check_cookie :one
-- The same by a browser's cookie, and when that was last known to be used.
-- in:  id session_id, user user_id, now time
-- out: is_suspended bool, in_spaces bool, has_blocks bool, has_unlisted bool,
--      last_seen_at time
SELECT u.suspended_at IS NOT NULL AS is_suspended, u.in_spaces, u.has_blocks,
       u.has_unlisted, s.last_seen_at
  FROM session s
  JOIN users u ON u.id = s.user_id
 WHERE s.id = :id AND s.user_id = :user AND s.kind = 'cookie' AND s.ended_at IS NULL
   AND s.expires_at > :now AND s.idle_at > :now

-- What somebody has shown in a session, and could show.
-- fragment: shown_out
authenticated_at time?, factor_at time?, has_password bool, has_totp bool, has_passkey bool

-- fragment: has_factor kind
EXISTS (SELECT 1 FROM factor f
         WHERE f.user_id = s.user_id AND f.confirmed_at IS NOT NULL AND f.kind = {kind})

-- fragment: shown_columns
s.authenticated_at, s.factor_at, u.password_hash IS NOT NULL AS has_password,
{{has_factor 'totp'}} AS has_totp, {{has_factor 'passkey'}} AS has_passkey

-- name: session_check_shown :one
-- The same, of a session of any kind, where it matters what somebody has shown or could.
-- in:  id session_id, user user_id, now time
-- out: is_suspended bool, in_spaces bool, has_blocks bool, has_unlisted bool,
--      role user_role, last_seen_at time, {{shown_out}}
SELECT u.suspended_at IS NOT NULL AS is_suspended, u.in_spaces, u.has_blocks,
       u.has_unlisted, u.role, s.last_seen_at, {{shown_columns}}
  FROM session s
  JOIN users u ON u.id = s.user_id
 WHERE s.id = :id AND s.user_id = :user AND s.ended_at IS NULL
   AND s.expires_at > :now AND s.idle_at > :now

-- name: session_shown :one
-- What somebody has shown in a session, and could show.
-- in:  id session_id
-- out: {{shown_out}}
SELECT {{shown_columns}}
  FROM session s
  JOIN users u ON u.id = s.user_id
 WHERE s.id = :id

-- name: session_show :exec
-- Somebody has shown again who they are; NULL leaves a time as it is.
-- in:  id session_id, authenticated_at time?, factor_at time?
UPDATE session
   SET authenticated_at = COALESCE(:authenticated_at, authenticated_at),
       factor_at = COALESCE(:factor_at, factor_at)
 WHERE id = :id

-- The end of a session that is not used again: its own end at the latest.
-- fragment: idle_until end
CASE WHEN :idle < {end} THEN :idle ELSE {end} END

-- name: session_add :exec
-- A new session.
-- in:  id session_id, user user_id, kind session_kind, method session_method,
--      factor_at time?, ip_address text, user_agent text, now time, expires time, idle time
INSERT INTO session (id, user_id, kind, method, authenticated_at, factor_at, counter,
       ip_address, user_agent, created_at, last_seen_at, rotated_at, expires_at, idle_at)
VALUES (:id, :user, :kind, :method, :now, :factor_at, 1, :ip_address, :user_agent, :now, :now,
       :now, :expires, {{idle_until :expires}})

-- name: session_drop_oldest :exec
-- Forgets all sessions of a user but the kept ones that were used last; but none of
-- Clerk's that was ended, which would begin anew by its next token.
-- in:  user user_id, kept int
DELETE FROM session
 WHERE id IN (SELECT s.id
                FROM session s
               WHERE s.user_id = :user
                 AND (s.external_id IS NULL OR s.ended_at IS NULL)
               ORDER BY s.last_seen_at DESC, s.id DESC
-- @sqlite
               LIMIT -1
-- @end
              OFFSET :kept)

-- name: session_list :many
-- A user's live sessions, the latest used first.
-- in:  user user_id, current session_id, now time
-- out: id session_id, kind session_kind, method session_method, factor_at time?,
--      ip_address text, user_agent text, created_at time, last_seen_at time,
--      expires_at time, current bool
-- page: last_seen_at, id desc
SELECT id, kind, method, factor_at, ip_address, user_agent, created_at, last_seen_at,
       expires_at, id = :current AS current
  FROM session
 WHERE user_id = :user AND ended_at IS NULL AND expires_at > :now
   AND idle_at > :now AND (last_seen_at, id) < (:after_last_seen_at, :after_id)
 ORDER BY last_seen_at DESC, id DESC
 LIMIT :limit

-- name: session_get :one
-- One live session of a user.
-- in:  id session_id, user user_id, current session_id, now time
-- out: id session_id, kind session_kind, method session_method, factor_at time?,
--      ip_address text, user_agent text, created_at time, last_seen_at time,
--      expires_at time, current bool, _version int
SELECT id, kind, method, factor_at, ip_address, user_agent, created_at, last_seen_at,
       expires_at, id = :current AS current, counter AS _version
  FROM session
 WHERE id = :id AND user_id = :user AND ended_at IS NULL
   AND expires_at > :now AND idle_at > :now

-- name: session_for_refresh :one
-- What decides whether a refresh token still works.
-- in:  id session_id
-- out: user_id user_id, counter int, rotated_at time, expires_at time,
--      idle_at time, is_ended bool, is_suspended bool
SELECT s.user_id, s.counter, s.rotated_at, s.expires_at, s.idle_at,
       s.ended_at IS NOT NULL AS is_ended,
       u.suspended_at IS NOT NULL AS is_suspended
  FROM session s
  JOIN users u ON u.id = s.user_id
 WHERE s.id = :id
-- @postgresql
   FOR UPDATE OF s
-- @end

-- name: session_rotate :exec
-- The next refresh token takes over.
-- in:  id session_id, counter int, now time, idle time
UPDATE session
   SET counter = :counter, rotated_at = :now, last_seen_at = :now,
       idle_at = {{idle_until expires_at}}
 WHERE id = :id

-- name: session_see :exec
-- A session was used that was not known to be since a time.
-- in:  id session_id, now time, before time, idle time
UPDATE session
   SET last_seen_at = :now, idle_at = {{idle_until expires_at}}
 WHERE id = :id AND ended_at IS NULL AND last_seen_at <= :before

-- name: session_for_write :one
-- A session of a user that has not ended, to be ended.
-- in:  id session_id, user user_id
-- out: version int
SELECT counter AS version
  FROM session
 WHERE id = :id AND user_id = :user AND ended_at IS NULL
 {{for_update}}

-- One that was ended is forgotten like one that idled; but one that is kept elsewhere
-- must not begin anew by a token of there.
-- fragment: forgotten_at
CASE WHEN external_id IS NULL THEN :now ELSE expires_at END

-- name: session_end :exec
-- Ends one live session of a user.
-- in:  id session_id, user user_id, now time
UPDATE session SET ended_at = :now, idle_at = {{forgotten_at}}
 WHERE id = :id AND user_id = :user AND ended_at IS NULL

-- name: session_end_others :exec
-- Ends all live sessions of a user but one; a nil id keeps none.
-- in:  user user_id, kept session_id?, now time
UPDATE session SET ended_at = :now, idle_at = {{forgotten_at}}
 WHERE user_id = :user AND ended_at IS NULL
   AND (:kept IS NULL OR id <> :kept)

-- name: session_purge :exec
-- Forgets at most limit sessions that ended or expired before a time: idle_at is never later.
-- in:  before time, limit int
DELETE FROM session
 WHERE id IN (SELECT id
             FROM session
            WHERE idle_at < :before
            LIMIT :limit)
