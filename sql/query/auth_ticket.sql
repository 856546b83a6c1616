-- What somebody has begun and goes on with in minutes.

-- name: auth_ticket_add :exec
-- Something begins.
-- in:  id auth_ticket_id, kind text, user user_id?, data bytes?, now time, expires time
INSERT INTO auth_ticket (id, kind, user_id, data, tries, created_at, expires_at)
VALUES (:id, :kind, :user, :data, 0, :now, :expires)

-- fragment: auth_ticket_is_live
kind = :kind AND used_at IS NULL AND expires_at > :now AND tries < :tries_max

-- name: auth_ticket_get :one
-- What waits, if somebody can go on with it.
-- in:  id auth_ticket_id, kind text, now time, tries_max int
-- out: user_id user_id?, data bytes?, expires_at time
SELECT user_id, data, expires_at
  FROM auth_ticket
 WHERE id = :id AND {{auth_ticket_is_live}}

-- name: auth_ticket_try :one
-- Somebody goes on with it, for the time that is counted: not when it is over, was done
-- or was tried tries_max times.
-- in:  id auth_ticket_id, kind text, now time, tries_max int
-- out: user_id user_id?, data bytes?, expires_at time
UPDATE auth_ticket SET tries = tries + 1
 WHERE id = :id AND {{auth_ticket_is_live}}
RETURNING user_id, data, expires_at

-- name: auth_ticket_use :exec
-- It is done; changes nothing when it was before.
-- in:  id auth_ticket_id, now time
UPDATE auth_ticket SET used_at = :now WHERE id = :id AND used_at IS NULL

-- name: auth_ticket_take :exec
-- Something that nobody had to note when it began is done; changes nothing when it was
-- before.
-- in:  id auth_ticket_id, kind text, user user_id, now time, expires time
INSERT INTO auth_ticket (id, kind, user_id, tries, used_at, created_at, expires_at)
VALUES (:id, :kind, :user, 1, :now, :now, :expires)
    ON CONFLICT (id) DO NOTHING

-- name: auth_ticket_purge :exec
-- Forgets at most limit that were over before a time.
-- in:  before time, limit int
DELETE FROM auth_ticket
 WHERE id IN (SELECT id
             FROM auth_ticket
            WHERE expires_at < :before
            LIMIT :limit)
