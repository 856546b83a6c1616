-- What only hearthctl and administrators of the server ask.

-- fragment: live_sessions user
(SELECT count(*) FROM session s
  WHERE s.user_id = {user}.id AND s.ended_at IS NULL
    AND s.expires_at > :now AND s.idle_at > :now)

-- name: operator_user :one
-- A user as the operator sees them, by id or by the address in the form that
-- makes it unique; the other one is NULL.
-- in:  id user_id?, email_key text?, now time
-- out: id user_id, email text, first_name text, last_name text, role user_role,
--      is_verified bool,
--      is_suspended bool, suspended_at time?, has_password bool,
--      live_sessions int, created_at time, updated_at time
SELECT u.id, u.email, u.first_name, u.last_name, u.role, u.is_verified,
       u.suspended_at IS NOT NULL AS is_suspended,
       u.suspended_at, u.password_hash IS NOT NULL AS has_password,
       {{live_sessions u}} AS live_sessions,
       u.created_at, u.updated_at
  FROM users u
 WHERE u.id = :id OR u.email_key = :email_key

-- name: operator_user_list :many
-- Users, the newest first. role: those who have it; hash: those whose password is
-- kept in a way that is called so; NULL for all.
-- in:  role user_role?, hash text?, limit int
-- out: id user_id, email text, first_name text, last_name text, role user_role,
--      is_verified bool, is_suspended bool, created_at time
SELECT id, email, first_name, last_name, role, is_verified,
       suspended_at IS NOT NULL AS is_suspended, created_at
  FROM users
 WHERE CASE WHEN :role IS NULL THEN TRUE ELSE role = :role END
   AND CASE WHEN :hash IS NULL THEN TRUE
            ELSE :hash = CASE WHEN password_hash LIKE '$2%' THEN 'bcrypt'
                              WHEN password_hash LIKE '$argon2id$%' THEN 'argon2id'
                              ELSE '' END END
 ORDER BY id DESC
 LIMIT :limit

-- fragment: user_state user
CASE WHEN {user}.suspended_at IS NOT NULL THEN 'suspended'
     WHEN NOT {user}.is_verified THEN 'unverified' ELSE 'active' END

-- fragment: account_out
id user_id, email text, first_name text, last_name text, role user_role,
state user_state, created_at time

-- fragment: account_columns
u.id, u.email, u.first_name, u.last_name, u.role, {{user_state u}} AS state,
u.created_at

-- name: account_get :one
-- One user.
-- in:  id user_id, now time
-- out: {{account_out}}, is_verified bool, suspended_at time?, has_password bool,
--      live_sessions int, updated_at time
SELECT {{account_columns}}, u.is_verified, u.suspended_at,
       u.password_hash IS NOT NULL AS has_password,
       {{live_sessions u}} AS live_sessions, u.updated_at
  FROM users u
 WHERE u.id = :id

-- What an administrator asks for, each NULL for all.
-- fragment: account_is_asked
CASE WHEN :role IS NULL THEN TRUE ELSE u.role = :role END
AND CASE WHEN :state IS NULL THEN TRUE ELSE {{user_state u}} = :state END

-- NULL for any, and none.
-- fragment: account_is_at_provider
CASE WHEN :provider IS NULL THEN TRUE
     ELSE COALESCE((SELECT TRUE FROM account l
                     WHERE l.user_id = u.id AND l.provider = :provider
                       AND l.unlinked_at IS NULL LIMIT 1), FALSE) END

-- name: account_list :many
-- Users, the newest first; for filters that let many pass.
-- in:  role user_role?, state user_state?
-- out: {{account_out}}
-- page: id desc
SELECT {{account_columns}}
  FROM users u
 WHERE u.id < :after_id AND {{account_is_asked}}
 ORDER BY u.id DESC
 LIMIT :limit

-- name: account_list_of_role :many
-- Those of one role.
-- in:  role user_role, state user_state?, provider text?
-- out: {{account_out}}
-- page: id desc
SELECT {{account_columns}}
  FROM users u
 WHERE u.role = :role AND u.id < :after_id AND {{account_is_asked}}
   AND {{account_is_at_provider}}
 ORDER BY u.id DESC
 LIMIT :limit

-- name: account_list_suspended :many
-- Those who are suspended.
-- in:  role user_role?, state user_state?, provider text?
-- out: {{account_out}}
-- page: id desc
SELECT {{account_columns}}
  FROM users u
 WHERE u.suspended_at IS NOT NULL AND u.id < :after_id AND {{account_is_asked}}
   AND {{account_is_at_provider}}
 ORDER BY u.id DESC
 LIMIT :limit

-- name: account_list_unverified :many
-- Those whose address nobody has proved, the longest first.
-- in:  role user_role?, state user_state?, provider text?
-- out: {{account_out}}, _updated_at time
-- page: _updated_at, id
SELECT {{account_columns}}, u.updated_at AS _updated_at
  FROM users u
 WHERE NOT u.is_verified AND (u.updated_at, u.id) > (:after_updated_at, :after_id)
   AND {{account_is_asked}}
   AND {{account_is_at_provider}}
 ORDER BY u.updated_at, u.id
 LIMIT :limit

-- name: account_list_of_provider :many
-- Those who have an account at a provider, each once, by their least name there.
-- in:  role user_role?, state user_state?, provider text
-- out: {{account_out}}, _subject text
-- page: _subject unique
SELECT {{account_columns}}, a.subject AS _subject
  FROM account a
  JOIN users u ON u.id = a.user_id
 WHERE a.provider = :provider AND a.unlinked_at IS NULL
   AND a.subject > :after_subject
   AND {{account_is_asked}}
   AND NOT EXISTS (SELECT 1 FROM account other
                    WHERE other.user_id = a.user_id AND other.provider = a.provider
                      AND other.subject < a.subject AND other.unlinked_at IS NULL)
 ORDER BY a.subject
 LIMIT :limit

-- Users whose name, or address, begins so, by that.
-- fragment: accounts_by key, start, end, condition
SELECT * FROM (
       SELECT k.key, k.id
         FROM (SELECT {key} AS key, u.id FROM users u
                WHERE {condition} AND {{account_is_asked}}
                  AND {{account_is_at_provider}}) AS k
        WHERE (k.key, k.id) > (:after_key, :after_id) AND k.key >= {start}
          AND k.key < {end}
        ORDER BY k.key, k.id
        LIMIT :limit) AS found

-- fragment: email_key_of user
-- @postgresql
{user}.email_key COLLATE "C"
-- @sqlite
{user}.email_key
-- @end

-- fragment: is_named_so
CASE WHEN u.words >= :words AND u.words < :words_end THEN TRUE ELSE FALSE END

-- name: account_list_found :many
-- Users whose names begin with words, or their address with a text, each once, by
-- that.
-- in:  role user_role?, state user_state?, provider text?, words text, words_end text,
--      email text, email_end text
-- out: {{account_out}}, _key text
-- page: _key, id
SELECT {{account_columns}}, found.key AS _key
  FROM (
       {{accounts_by u.words, :words, :words_end, TRUE}}
       UNION ALL
       {{accounts_by {{email_key_of u}}, :email, :email_end, NOT {{is_named_so}}}}
       ORDER BY key, id
       LIMIT :limit) AS found
  JOIN users u ON u.id = found.id
 ORDER BY found.key, found.id

-- name: account_lock_admins :many
-- Who administers the server; they stay so until the transaction ends.
-- out: id user_id, can_act bool
SELECT id, is_verified AND suspended_at IS NULL AS can_act
  FROM users
 WHERE role = 'admin'
 ORDER BY id
-- @postgresql
   FOR NO KEY UPDATE
-- @end

-- name: operator_admin_is_there :one
-- Whether anybody administers the server.
-- out: is_there bool
SELECT EXISTS (SELECT 1 FROM users u WHERE u.role = 'admin') AS is_there

-- name: operator_user_set_role :exec
-- Gives a user another role; changes nothing when they have it already.
-- in:  id user_id, role user_role, now time
UPDATE users
   SET role = :role, updated_at = :now, version = version + 1
 WHERE id = :id AND role <> :role

-- name: operator_engine :one
-- The engine's version as it runs; the latest moment that any row claims for its
-- creation (one in the future betrays a clock that is behind); when the job that
-- waits longest was due; and whether a statement may take as long as it likes.
-- out: version text, newest_at time?, due_at time?, is_unbounded bool
SELECT
-- @postgresql
       current_setting('server_version') AS version,
-- @sqlite
       sqlite_version() AS version,
-- @end
       (SELECT max(created_at) FROM job) AS newest_at,
       (SELECT min(run_at) FROM job WHERE state = 'ready') AS due_at,
-- @postgresql
       current_setting('statement_timeout') = '0' AS is_unbounded
-- @sqlite
       FALSE AS is_unbounded
-- @end

-- name: operator_jobs :one
-- How many jobs failed and wait for another attempt, how many were given up, and
-- what the newest of them all failed of.
-- out: failing int, dead int, last_error text?
SELECT (SELECT count(*) FROM job WHERE state = 'ready' AND attempt > 0)
       AS failing,
       (SELECT count(*) FROM job WHERE state = 'dead') AS dead,
       (SELECT last_error
          FROM job
         WHERE state = 'dead' OR (state = 'ready' AND attempt > 0)
         ORDER BY id DESC
         LIMIT 1) AS last_error

-- name: operator_integrity :one
-- "ok", or the first damage found. PostgreSQL looks after its pages itself.
-- out: finding text
-- @postgresql
SELECT 'ok' AS finding
-- @sqlite
SELECT quick_check AS finding FROM pragma_quick_check LIMIT 1
-- @end

-- name: operator_admin_ways_in :one
-- Whether somebody who administers the server can come in.
-- out: is_there bool
SELECT EXISTS (SELECT 1 FROM users u
                WHERE u.role = 'admin' AND u.is_verified AND u.suspended_at IS NULL
                  AND (u.password_hash IS NOT NULL
                       OR (SELECT count(*) FROM account a
                            WHERE a.user_id = u.id
                              AND CASE WHEN a.unlinked_at IS NULL THEN TRUE
                                       ELSE FALSE END) > 0
                       OR (SELECT count(*) FROM factor f
                            WHERE f.user_id = u.id AND f.kind = 'passkey'
                              AND CASE WHEN f.confirmed_at IS NULL THEN FALSE
                                       ELSE TRUE END) > 0)) AS is_there
