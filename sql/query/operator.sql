-- What only hearthctl asks.

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
       (SELECT count(*) FROM session s
         WHERE s.user_id = u.id AND s.ended_at IS NULL
           AND s.expires_at > :now AND s.idle_at > :now) AS live_sessions,
       u.created_at, u.updated_at
  FROM users u
 WHERE u.id = :id OR u.email_key = :email_key

-- name: operator_user_list :many
-- Users, the newest first. role: those who have it; NULL for all.
-- in:  role user_role?, limit int
-- out: id user_id, email text, first_name text, last_name text, role user_role,
--      is_verified bool, is_suspended bool, created_at time
SELECT id, email, first_name, last_name, role, is_verified,
       suspended_at IS NOT NULL AS is_suspended, created_at
  FROM users
 WHERE CASE WHEN :role IS NULL THEN TRUE ELSE role = :role END
 ORDER BY id DESC
 LIMIT :limit

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
