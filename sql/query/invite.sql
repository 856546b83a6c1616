-- Invites into clusters and groups.

-- fragment: invite_is_live invite
({invite}.expires_at > :now
 AND ({invite}.max_uses IS NULL OR {invite}.uses < {invite}.max_uses))

-- name: invite_add :exec
-- A new invite; user: the only one who may accept it; email: where it is mailed.
-- in:  id invite_id, space space_id, by user_id, user user_id?, email text?,
--      email_key text?, code_hash bytes, max_uses int?, opens_cluster bool,
--      expires time, now time
INSERT INTO invite (id, space_id, by_id, user_id, email, email_key, code_hash,
       max_uses, uses, opens_cluster, expires_at, created_at)
VALUES (:id, :space, :by, :user, :email, :email_key, :code_hash, :max_uses, 0,
       :opens_cluster, :expires, :now)

-- name: invite_count :one
-- How many live invites a space has, counted up to a limit.
-- in:  space space_id, now time, limit int
-- out: n int
SELECT count(*) AS n
  FROM (SELECT i.id FROM invite i
         WHERE i.space_id = :space AND {{invite_is_live i}}
         LIMIT :limit) AS counted

-- fragment: address_of_viewer
(SELECT v.email_key FROM users v WHERE v.id = :viewer AND v.is_verified)

-- A page of live invites; column: whose.
-- fragment: invites_of column, key
SELECT * FROM (
       SELECT i.* FROM invite i
        WHERE i.{column} = {key} AND i.created_at >= :since
          AND {{invite_is_live i}}
        ORDER BY i.created_at, i.id
        LIMIT :limit) AS live

-- name: invite_list :many
-- Live invites that were made since a time, the oldest first: those into a space,
-- by: of one person alone, or those to the viewer, and to their address, from people
-- who may see them; the other is NULL.
-- in:  space space_id?, by user_id?, viewer user_id?, since time, now time, limit int
-- out: id invite_id, user_id user_id?, email text?, max_uses int?, uses int,
--      opens_cluster bool, expires_at time, created_at time, by_id user_id,
--      first_name text, space_id space_id, name text, kind space_kind,
--      code_hash bytes
SELECT i.id, i.user_id, i.email, i.max_uses, i.uses, i.opens_cluster, i.expires_at,
       i.created_at, i.by_id, u.first_name, i.space_id, s.name, s.kind,
       i.code_hash
  FROM (
       {{invites_of space_id, :space}}
       UNION ALL
       {{invites_of user_id, :viewer}}
       UNION ALL
       {{invites_of email_key, {{address_of_viewer}}}}) AS i
  JOIN users u ON u.id = i.by_id AND u.suspended_at IS NULL
  JOIN space s ON s.id = i.space_id
 WHERE (:by IS NULL OR i.by_id = :by) AND {{not_blocked i.by_id}}
 ORDER BY i.created_at, i.id

-- name: invite_find :one
-- What a code is for.
-- in:  code_hash bytes, now time
-- out: id invite_id, space_id space_id, by_id user_id, user_id user_id?,
--      opens_cluster bool, is_live bool
SELECT i.id, i.space_id, i.by_id, i.user_id, i.opens_cluster,
       {{invite_is_live i}} AND u.suspended_at IS NULL AS is_live
  FROM invite i
  JOIN users u ON u.id = i.by_id
 WHERE i.code_hash = :code_hash

-- name: invite_get :one
-- An invite as whoever has the code sees it; by: not when they may not see each
-- other.
-- in:  id invite_id, viewer user_id?
-- out: space.id space_id, space.name text, space.kind space_kind,
--      by.first_name text?, expires_at time
SELECT s.id AS "space.id", s.name AS "space.name", s.kind AS "space.kind",
       u.first_name AS "by.first_name", i.expires_at
  FROM invite i
  JOIN space s ON s.id = i.space_id
  LEFT JOIN users u ON u.id = i.by_id AND {{not_blocked u.id}}
 WHERE i.id = :id

-- name: invite_use :exec
-- One use of an invite; nothing when it is used up or over.
-- in:  id invite_id, now time
UPDATE invite SET uses = uses + 1
 WHERE id = :id AND {{invite_is_live invite}}

-- name: invite_for_mail :one
-- An invite that is to be mailed, to its person or its address, which may be
-- somebody's: whether it still has a use for them, and they may see who sends it.
-- in:  id invite_id, now time
-- out: email text, first_name text?, by_name text, space_name text,
--      code_hash bytes, is_wanted bool
SELECT COALESCE(u.email, i.email) AS email, u.first_name, b.first_name AS by_name,
       s.name AS space_name, i.code_hash,
       {{invite_is_live i}} AND NOT {{space_closes s}}
         AND b.suspended_at IS NULL AND u.suspended_at IS NULL
         AND (SELECT k.user_id FROM block k
               WHERE k.user_id = u.id AND k.other_id = i.by_id) IS NULL
         AND (SELECT m.user_id FROM member m
               WHERE m.space_id = i.space_id AND m.user_id = u.id) IS NULL
         AND (SELECT x.user_id FROM ban x
               WHERE x.space_id = i.space_id AND x.user_id = u.id) IS NULL
         AND (SELECT x.user_id FROM ban x
               WHERE x.space_id = s.cluster_id AND x.user_id = u.id) IS NULL
         AS is_wanted
  FROM invite i
  JOIN space s ON s.id = i.space_id
  JOIN users b ON b.id = i.by_id
  LEFT JOIN users u ON u.id = COALESCE(i.user_id,
       (SELECT a.id FROM users a WHERE a.email_key = i.email_key))
 WHERE i.id = :id

-- name: invite_remove :exec
-- Nobody can use an invite any more; by: only if it is of that person. Nothing when
-- the space has no such one.
-- in:  id invite_id, space space_id, by user_id?
DELETE FROM invite
 WHERE id = :id AND space_id = :space AND (:by IS NULL OR by_id = :by)

-- name: invite_remove_of :exec
-- The invites of somebody who has gone, and to them: into a space, and into the groups
-- of a cluster.
-- in:  space space_id, user user_id
DELETE FROM invite
 WHERE (by_id = :user OR user_id = :user)
   AND (space_id = :space
        OR (SELECT s.cluster_id FROM space s
             WHERE s.id = invite.space_id) = :space)

-- name: invite_purge :exec
-- Forgets at most limit invites that were over before a time.
-- in:  before time, limit int
DELETE FROM invite
 WHERE id IN (SELECT id FROM invite WHERE expires_at < :before LIMIT :limit)
