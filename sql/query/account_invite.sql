-- Invites by which somebody may make an account.

-- One is worth what whoever made it may still do.
-- fragment: account_invite_is_live invite
({invite}.expires_at > :now AND {invite}.uses < {invite}.max_uses
 AND EXISTS (SELECT 1 FROM users b
              WHERE b.id = {invite}.invited_by AND b.role = 'admin'
                AND b.suspended_at IS NULL))

-- fragment: account_invite_out
id account_invite_id, email text?, role user_role, max_uses int, uses int,
expires_at time, created_at time

-- fragment: account_invite_columns
i.id, i.email, i.role, i.max_uses, i.uses, i.expires_at, i.created_at

-- name: account_invite_list :many
-- All, the oldest first.
-- out: {{account_invite_out}}
-- page: id unique
SELECT {{account_invite_columns}}
  FROM account_invite i
 WHERE i.id > :after_id
 ORDER BY i.id
 LIMIT :limit

-- name: account_invite_count :one
-- How many an administrator has made that are there still, counted up to so many; the
-- one to an address that gets another apart.
-- in:  by user_id, email_key text?, most int
-- out: n int
SELECT count(*) AS n
  FROM (SELECT 1 AS one FROM account_invite i
         WHERE i.invited_by = :by
           AND CASE WHEN :email_key IS NULL OR i.email_key IS NULL THEN TRUE
                    ELSE i.email_key <> :email_key END
         LIMIT :most) made

-- name: account_invite_new :one
-- One that was just made, with what is shown once.
-- in:  id account_invite_id, code text
-- out: {{account_invite_out}}, code text
SELECT {{account_invite_columns}}, CAST(:code AS TEXT) AS code
  FROM account_invite i
 WHERE i.id = :id

-- name: account_invite_add :exec
-- A new one, in place of one to the same address.
-- in:  id account_invite_id, email text?, email_key text?, role user_role, max_uses int,
--      by user_id, now time, expires time
INSERT INTO account_invite (id, email, email_key, role, max_uses, uses, invited_by,
       created_at, expires_at)
VALUES (:id, :email, :email_key, :role, :max_uses, 0, :by, :now, :expires)
    ON CONFLICT (email_key) DO UPDATE
   SET id = :id, email = :email, role = :role, max_uses = :max_uses, uses = 0,
       invited_by = :by, created_at = :now, expires_at = :expires

-- name: account_invite_find :one
-- What one is worth.
-- in:  id account_invite_id, now time
-- out: email_key text?, is_live bool
SELECT i.email_key, {{account_invite_is_live i}} AS is_live
  FROM account_invite i
 WHERE i.id = :id

-- name: account_invite_for_mail :one
-- One that is to be mailed to its address.
-- in:  id account_invite_id, now time
-- out: email text, expires_at time, is_live bool
SELECT COALESCE(i.email, '') AS email, i.expires_at, {{account_invite_is_live i}} AS is_live
  FROM account_invite i
 WHERE i.id = :id AND i.email IS NOT NULL

-- name: account_invite_accept :one
-- The use of the one to an address that somebody has proved, if it is good yet.
-- in:  email_key text, now time
-- out: id account_invite_id, role user_role
UPDATE account_invite SET uses = uses + 1
 WHERE email_key = :email_key AND {{account_invite_is_live account_invite}}
RETURNING id, role

-- name: account_invite_use :exec
-- One use of it; nothing when it is used up or over.
-- in:  id account_invite_id, now time
UPDATE account_invite SET uses = uses + 1
 WHERE id = :id AND {{account_invite_is_live account_invite}}

-- name: account_invite_remove :exec
-- Nobody can use it any more.
-- in:  id account_invite_id
DELETE FROM account_invite WHERE id = :id

-- name: account_invite_remove_to :exec
-- Those to an address.
-- in:  email_key text
DELETE FROM account_invite WHERE email_key = :email_key

-- name: account_invite_purge :exec
-- Forgets at most limit that were over before a time.
-- in:  before time, limit int
DELETE FROM account_invite
 WHERE id IN (SELECT i.id FROM account_invite i WHERE i.expires_at < :before LIMIT :limit)
