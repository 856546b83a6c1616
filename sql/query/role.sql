-- Roles of spaces.

-- What people write of a role.
-- fragment: role_input
name text, description text?, rank int, permissions permission_set

-- name: role_add :exec
-- A new role.
-- in:  id role_id, space space_id, {{role_input}}, builtin text?, now time
INSERT INTO role (id, space_id, {{columns role_input}}, builtin, created_at,
       updated_at, version)
VALUES (:id, :space, {{values role_input}}, :builtin, :now, :now, 1)

-- fragment: role_out
id role_id, {{role_input}}, builtin builtin_role?, created_at time, updated_at time,
_version int

-- fragment: role_columns
r.id, {{columns role_input, r}}, r.builtin, r.created_at, r.updated_at,
r.version AS _version

-- name: role_get :one
-- A role of a space. Who changes it holds the space's row.
-- in:  id role_id, space space_id
-- out: {{role_out}}
SELECT {{role_columns}}
  FROM role r
 WHERE r.id = :id AND r.space_id = :space

-- name: role_list :many
-- The roles of a space by name.
-- in:  space space_id
-- out: {{role_out}}
-- page: name unique
SELECT {{role_columns}}
  FROM role r
 WHERE r.space_id = :space AND r.name > :after_name
 ORDER BY r.name
 LIMIT :limit

-- name: role_count_custom :one
-- How many roles a space has beyond the built-in ones.
-- in:  space space_id
-- out: n int
SELECT count(*) AS n FROM role WHERE space_id = :space AND builtin IS NULL

-- name: role_set :exec
-- Replaces what people write of a role.
-- in:  id role_id, {{role_input}}, now time
UPDATE role
   SET {{sets role_input}}, updated_at = :now, version = version + 1
 WHERE id = :id

-- name: role_remove :exec
-- A role that nobody has to have: it is taken from all who do.
-- in:  id role_id
DELETE FROM role WHERE id = :id

-- name: role_grant :exec
-- Gives a member a role; nothing when they have it.
-- in:  space space_id, user user_id, role role_id
INSERT INTO member_role (space_id, user_id, role_id)
VALUES (:space, :user, :role)
ON CONFLICT DO NOTHING

-- name: role_grant_builtin :exec
-- The same by the word of a built-in role.
-- in:  space space_id, user user_id, builtin text
INSERT INTO member_role (space_id, user_id, role_id)
SELECT r.space_id, :user, r.id
  FROM role r
 WHERE r.space_id = :space AND r.builtin = :builtin
    ON CONFLICT DO NOTHING

-- name: role_revoke :exec
-- Takes a role from a member; nothing when they have it not.
-- in:  space space_id, user user_id, role role_id
DELETE FROM member_role
 WHERE space_id = :space AND user_id = :user AND role_id = :role

-- name: role_revoke_all :exec
-- Takes all roles from a member but the one that each of them has.
-- in:  space space_id, user user_id
DELETE FROM member_role WHERE space_id = :space AND user_id = :user

-- name: role_set_members_may :exec
-- What every member of a group may do, of all that may be given and taken so.
-- in:  space space_id, permissions permission_set, all permission_set, now time
UPDATE role
   SET permissions = (permissions & ~:all) | :permissions, updated_at = :now, version = version + 1
 WHERE space_id = :space AND builtin = 'member'

-- name: role_holders :many
-- At most limit of those who have a permission in a space by roles of it; one may be
-- there twice.
-- in:  space space_id, permission int, limit int
-- out: user_id user_id
SELECT m.user_id
  FROM role r
  JOIN member m ON m.role_id = r.id
 WHERE r.space_id = :space AND r.permissions & :permission <> 0
UNION ALL
SELECT x.user_id
  FROM role r
  JOIN member_role x ON x.role_id = r.id
 WHERE r.space_id = :space AND r.permissions & :permission <> 0
 LIMIT :limit
