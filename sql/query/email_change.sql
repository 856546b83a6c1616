-- name: email_change_set :exec
-- Somebody wants another address; what they wanted before is forgotten.
-- in:  user user_id, email text, email_key text, session session_id, now time,
--      expires time
INSERT INTO email_change (user_id, email, email_key, session_id, created_at, expires_at)
VALUES (:user, :email, :email_key, :session, :now, :expires)
    ON CONFLICT (user_id) DO UPDATE
   SET email = excluded.email, email_key = excluded.email_key,
       session_id = excluded.session_id, old_confirmed_at = NULL, new_confirmed_at = NULL,
       created_at = excluded.created_at, expires_at = excluded.expires_at

-- name: email_change_get :one
-- What somebody's address is to be, and who has not said so yet.
-- in:  user user_id, now time
-- out: email text, waits_for_old bool, waits_for_new bool, expires_at time
SELECT email, old_confirmed_at IS NULL AS waits_for_old,
       new_confirmed_at IS NULL AS waits_for_new, expires_at
  FROM email_change
 WHERE user_id = :user AND expires_at > :now

-- name: email_change_holder :one
-- Who wants to have an address; of several, whoever was the last to ask.
-- in:  email_key text
-- out: user_id user_id
SELECT user_id
  FROM email_change
 WHERE email_key = :email_key
 ORDER BY created_at DESC
 LIMIT 1

-- name: email_change_confirm :one
-- One of the two addresses says yes. The times as they are: SQLite 3.40 takes IS NULL in
-- RETURNING to be false.
-- in:  user user_id, is_new bool, now time
-- out: email text, session_id session_id, old_confirmed_at time?, new_confirmed_at time?
UPDATE email_change
   SET old_confirmed_at = CASE WHEN :is_new THEN old_confirmed_at ELSE :now END,
       new_confirmed_at = CASE WHEN :is_new THEN :now ELSE new_confirmed_at END
 WHERE user_id = :user AND expires_at > :now
RETURNING email, session_id, old_confirmed_at, new_confirmed_at

-- name: email_change_remove :exec
-- Somebody's address stays what it is, or has become another.
-- in:  user user_id
DELETE FROM email_change WHERE user_id = :user

-- name: email_change_purge :exec
-- Forgets at most limit that expired before a time.
-- in:  before time, limit int
DELETE FROM email_change
 WHERE user_id IN (SELECT user_id
             FROM email_change
            WHERE expires_at < :before
            LIMIT :limit)
