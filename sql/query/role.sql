-- Roles of spaces.

-- name: role_add :exec
-- A new role.
-- in:  id role_id, space space_id, name text, description text?, rank int,
--      permissions permission_set, builtin text?, now time
INSERT INTO role (id, space_id, name, description, rank, permissions, builtin,
       created_at, updated_at, version)
VALUES (:id, :space, :name, :description, :rank, :permissions, :builtin, :now,
       :now, 1)

-- name: role_set_members_may :exec
-- What every member of a group may do, of all that may be given and taken so.
-- in:  space space_id, permissions permission_set, all permission_set, now time
UPDATE role
   SET permissions = (permissions & ~:all) | :permissions, updated_at = :now, version = version + 1
 WHERE space_id = :space AND builtin = 'member'
