-- Sessions that Clerk keeps.

-- name: clerk_session_find :one
-- The session of a name there, of whoever has the account of a subject.
-- in:  provider text, external text, subject text
-- out: id session_id, user_id user_id, last_seen_at time, expires_at time
SELECT s.id, s.user_id, s.last_seen_at, s.expires_at
  FROM session s
  JOIN account a ON a.user_id = s.user_id
 WHERE s.external_id = :external AND a.provider = :provider AND a.subject = :subject
   AND a.unlinked_at IS NULL

-- name: clerk_session_is_ended :one
-- Whether one of a name there was ended, whoever had it.
-- in:  external text
-- out: is_ended bool
SELECT EXISTS (SELECT 1 FROM session s
                WHERE s.external_id = :external AND s.ended_at IS NOT NULL) AS is_ended

-- name: clerk_session_add :exec
-- One that has begun there; ended: one that is over already.
-- in:  id session_id, user user_id, external text, ip_address text, user_agent text,
--      now time, expires time, idle time, ended time?
INSERT INTO session (id, user_id, kind, method, external_id, counter, ip_address,
       user_agent, created_at, last_seen_at, rotated_at, expires_at, idle_at, ended_at)
VALUES (:id, :user, 'external', 'clerk', :external, 1, :ip_address, :user_agent, :now, :now,
       :now, :expires, CASE WHEN :idle < :expires THEN :idle ELSE :expires END, :ended)

-- Where a token outlives it, it has no such end there; and of one that was ended the row
-- stays for as long as if it had begun now.
-- fragment: ends_at
CASE WHEN ended_at IS NULL AND expires_at >= :until THEN expires_at ELSE :longest END

-- name: clerk_session_touch :exec
-- It is used, by a token that holds until a time. One that was ended stays so, and is
-- remembered.
-- in:  id session_id, now time, until time, longest time, idle time
UPDATE session
   SET last_seen_at = :now, expires_at = {{ends_at}},
       idle_at = CASE WHEN ended_at IS NULL AND :idle < {{ends_at}} THEN :idle
                      ELSE {{ends_at}} END
 WHERE id = :id

-- name: clerk_session_end :exec
-- It is over there.
-- in:  id session_id, now time
UPDATE session SET ended_at = :now, idle_at = :now WHERE id = :id AND ended_at IS NULL

-- name: clerk_session_end_all :exec
-- Nobody acts any more by any that somebody has there, nor shows who they are there.
-- in:  user user_id, now time
UPDATE session SET ended_at = :now, idle_at = expires_at
 WHERE user_id = :user AND kind = 'external' AND ended_at IS NULL
