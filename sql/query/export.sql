-- What people have asked for of all that there is of them.

-- Whether an attempt at it is still to come: its job says so.
-- fragment: export_waits x
({x}.ready_at IS NULL
 AND EXISTS (SELECT 1
               FROM job j
              WHERE j.dedupe_key = 'export:' || {{id_text {x}.id}}
                AND j.state IN ('ready', 'running')))

-- name: export_get :one
-- Somebody's, as they see it.
-- in:  id export_id, user user_id
-- out: id export_id, state text, size int?, created_at time, ready_at time?, expires_at time
SELECT x.id,
       CASE WHEN x.ready_at IS NOT NULL THEN 'ready'
            WHEN {{export_waits x}} THEN 'waiting'
            ELSE 'failed' END AS state,
       x.size, x.created_at, x.ready_at, x.expires_at
  FROM export x
 WHERE x.id = :id AND x.user_id = :user

-- name: export_last :one
-- The last that somebody has asked for.
-- in:  user user_id
-- out: id export_id, file_id file_id?, waits bool, created_at time, ready_at time?,
--      expires_at time
SELECT x.id, x.file_id, {{export_waits x}} AS waits, x.created_at, x.ready_at, x.expires_at
  FROM export x
 WHERE x.user_id = :user

-- name: export_set :exec
-- Somebody asks for one, in place of the last.
-- in:  id export_id, user user_id, now time, expires time
INSERT INTO export (id, user_id, created_at, expires_at)
VALUES (:id, :user, :now, :expires)
    ON CONFLICT (user_id)
    DO UPDATE SET id = excluded.id, file_id = NULL, size = NULL, sha256 = NULL,
                  created_at = excluded.created_at, ready_at = NULL,
                  expires_at = excluded.expires_at

-- name: export_wanted :one
-- Whose it is, as long as it is to be made.
-- in:  id export_id
-- out: user_id user_id
SELECT user_id FROM export WHERE id = :id AND ready_at IS NULL

-- name: export_ready :one
-- It is there, unless nobody wants it any more or another attempt was faster.
-- in:  id export_id, file file_id, size int, sha256 bytes, now time, expires time
-- out: user_id user_id
UPDATE export
   SET file_id = :file, size = :size, sha256 = :sha256, ready_at = :now, expires_at = :expires
 WHERE id = :id AND ready_at IS NULL
RETURNING user_id

-- name: export_content :one
-- What is sent of one that is ready, as long as its owner is let in.
-- in:  id export_id, now time
-- out: file_id file_id?, size int?, sha256 bytes?
SELECT x.file_id, x.size, x.sha256
  FROM export x
  JOIN users u ON u.id = x.user_id
 WHERE x.id = :id AND x.ready_at IS NOT NULL AND x.expires_at > :now
   AND u.suspended_at IS NULL

-- name: export_check :many
-- What is known of the bytes of those that are ready, by their ids, behind one.
-- in:  after_id file_id, limit int
-- out: file_id file_id?, size int?, sha256 bytes?
SELECT x.file_id, x.size, x.sha256
  FROM export x
 WHERE x.file_id > :after_id
 ORDER BY x.file_id
 LIMIT :limit

-- name: export_files :many
-- The files that somebody has uploaded.
-- in:  user user_id
-- out: id file_id
SELECT id FROM file WHERE uploaded_by = :user

-- name: export_purge :exec
-- Forgets at most limit that expired before a time.
-- in:  before time, limit int
DELETE FROM export
 WHERE id IN (SELECT id FROM export WHERE expires_at < :before LIMIT :limit)
