-- Spaces: what clusters and groups have in common, then each for itself.

-- What people write of a space, and may change later.
-- fragment: space_input
name text, description text?, location text?, image_url text?, timezone text,
tags json, is_private bool, join_policy join_policy, questions json,
admits_alumni bool

-- Whether everybody may know of a space, and else whose members may: one that is
-- private itself, or lies in a cluster that is.
-- fragment: space_is_listed private, cluster
(NOT {private} AND NOT COALESCE(
   (SELECT c.is_private FROM space c WHERE c.id = {cluster}), FALSE))

-- fragment: space_audience private, id, cluster
CASE WHEN {private} THEN {id}
     WHEN (SELECT c.is_private FROM space c WHERE c.id = {cluster})
     THEN {cluster} END

-- What the viewer is in a space.
-- fragment: my_state space
CASE WHEN {{is_banned {space}}} THEN 'banned'
     ELSE CASE (SELECT m.is_active FROM member m
                 WHERE m.space_id = {space}.id AND m.user_id = :viewer)
          WHEN TRUE THEN 'active' WHEN FALSE THEN 'alumni'
          ELSE CASE WHEN {{has_request {space}}} THEN 'pending' END
          END END

-- How many members a space has, in a small one without those whom the viewer does
-- not see: there the number would tell of them.
-- fragment: member_count space
CASE WHEN {space}.member_count > 100
          OR (SELECT b.other_id FROM block b WHERE b.user_id = :viewer LIMIT 1) IS NULL
     THEN {space}.member_count
     ELSE (SELECT count(*) FROM member m
            WHERE m.space_id = {space}.id AND {{not_blocked m.user_id}})
     END

-- The owner of a space, unless the viewer does not see them.
-- fragment: owner_shown space
CASE WHEN {{not_blocked {space}.owner_id}} THEN {space}.owner_id END

-- The viewer's roles in a space of which the id is given, and in the cluster around it.
-- fragment: roles_here_and_around id
SELECT m.space_id, r.rank, r.permissions
  FROM member m JOIN role r ON r.id = m.role_id
 WHERE m.space_id IN {{here_and_around {id}}} AND m.user_id = :viewer
UNION ALL
SELECT x.space_id, r.rank, r.permissions
  FROM member_role x JOIN role r ON r.id = x.role_id
 WHERE x.space_id IN {{here_and_around {id}}} AND x.user_id = :viewer

-- fragment: here_and_around id
({id}, (SELECT {{cluster_around g}} FROM space g WHERE g.id = {id}))

-- What they add up to: one row.
-- fragment: rights id
SELECT bit_or(CASE WHEN held.space_id = {id} THEN held.permissions END) AS permissions,
       max(CASE WHEN held.space_id = {id} THEN held.rank END) AS rank,
       bit_or(CASE WHEN held.space_id <> {id} THEN held.permissions END)
         AS cluster_permissions,
       max(CASE WHEN held.space_id <> {id} THEN held.rank END) AS cluster_rank
  FROM ({{roles_here_and_around {id}}}) AS held

-- name: space_access :one
-- What decides who may do what in a space: the rights that the viewer's own
-- roles give in it and, of a group, in its cluster; everywhere: of a role of
-- users. See rule/space.h.
-- in:  id space_id, viewer user_id?, now time
-- out: kind space_kind, cluster_id space_id?, join_policy join_policy,
--      is_visible bool, is_banned bool, is_closing bool, is_member bool,
--      is_active bool, has_request bool, permissions int, rank int,
--      cluster_permissions int, cluster_rank int, is_owner bool,
--      is_cluster_owner bool, everywhere int, admin_count int, version int
SELECT s.kind, s.cluster_id, s.join_policy,
       {{space_is_visible s, mine.is_active IS NOT NULL, COALESCE(held.cluster_permissions & 89510344 <> 0, FALSE)}}
         AS is_visible,
       {{is_banned s}} AS is_banned,
       {{space_closes s}} AS is_closing,
       mine.is_active IS NOT NULL AS is_member,
       COALESCE(mine.is_active, FALSE) AS is_active,
       {{has_request s}} AS has_request,
       COALESCE(held.permissions, 0) AS permissions,
       COALESCE(held.rank, -1) AS rank,
       COALESCE(held.cluster_permissions, 0) AS cluster_permissions,
       COALESCE(held.cluster_rank, -1) AS cluster_rank,
       COALESCE(s.owner_id = :viewer, FALSE) AS is_owner,
       COALESCE((SELECT c.owner_id FROM space c
                  WHERE c.id = {{cluster_around s}}) = :viewer, FALSE)
         AS is_cluster_owner,
       COALESCE((SELECT {{role_permissions u.role}} FROM users u
                  WHERE u.id = :viewer), 0) AS everywhere,
       s.admin_count, s.version
  FROM space s
 CROSS JOIN ({{rights :id}}) AS held
  LEFT JOIN member mine ON mine.space_id = s.id AND mine.user_id = :viewer
 WHERE s.id = :id

-- name: space_for_write :one
-- A space to be changed. The row stays locked.
-- in:  id space_id
-- out: {{space_input}}, slug text?, kind space_kind, cluster_id space_id?,
--      owner_id user_id, closes_at time?, version int
SELECT {{columns space_input, s}}, s.slug, s.kind, s.cluster_id, s.owner_id,
       s.closes_at, s.version
  FROM space s
 WHERE s.id = :id
-- @postgresql
   FOR NO KEY UPDATE
-- @end

-- name: space_add :exec
-- A new space, without members. cluster: of a group the cluster that it is in.
-- in:  id space_id, kind space_kind, cluster space_id?, slug text?,
--      slug_skeleton text?, name_key text, {{space_input}}, owner user_id,
--      now time
INSERT INTO space (id, kind, cluster_id, slug, slug_skeleton, name_key,
       {{columns space_input}}, owner_id, is_listed, audience_id, member_count,
       admin_count, message_count, created_at, updated_at, version)
VALUES (:id, :kind, CASE WHEN :kind = 'group' THEN :cluster ELSE :id END, :slug,
       :slug_skeleton, :name_key, {{values space_input}}, :owner,
       {{space_is_listed :is_private, :cluster}},
       {{space_audience :is_private, :id, :cluster}}, 0, 0, 0, :now, :now, 1)

-- name: space_set :exec
-- Replaces what people may change.
-- in:  id space_id, cluster space_id?, slug text?, slug_skeleton text?,
--      name_key text, {{space_input}}, now time
UPDATE space
   SET {{sets space_input}}, slug = :slug, slug_skeleton = :slug_skeleton,
       name_key = :name_key,
       is_listed = {{space_is_listed :is_private, :cluster}},
       audience_id = {{space_audience :is_private, id, :cluster}},
       updated_at = :now, version = version + 1
 WHERE id = :id

-- name: space_set_groups :exec
-- After a cluster turned private or public: who may know of its groups.
-- in:  cluster space_id
UPDATE space
   SET is_listed = {{space_is_listed is_private, :cluster}},
       audience_id = {{space_audience is_private, id, :cluster}}
 WHERE cluster_id = :cluster AND kind = 'group'

-- name: space_refuse :exec
-- Who may come in has changed: whoever joins by what was read before has to ask
-- again.
-- in:  id space_id
UPDATE space SET version = version + 1 WHERE id = :id

-- name: space_close :exec
-- A space is to be removed at a time; NULL: not any more.
-- in:  id space_id, closes_at time?, now time
UPDATE space
   SET closes_at = :closes_at, updated_at = :now, version = version + 1
 WHERE id = :id

-- name: space_due :many
-- Spaces whose time has come.
-- in:  now time, limit int
-- out: id space_id
SELECT id FROM space
 WHERE closes_at <= :now
 ORDER BY closes_at
 LIMIT :limit

-- name: space_close_groups :exec
-- At most limit of the groups of a cluster, which goes now, go too.
-- in:  cluster space_id, now time, limit int
UPDATE space SET closes_at = :now, updated_at = :now, version = version + 1
 WHERE id IN (SELECT g.id FROM space g
               WHERE g.cluster_id = :cluster AND g.kind = 'group'
                 AND (g.closes_at IS NULL OR g.closes_at > :now)
               LIMIT :limit)

-- name: space_some_group :one
-- A group that a cluster still has.
-- in:  cluster space_id
-- out: id space_id
SELECT id FROM space
 WHERE cluster_id = :cluster AND kind = 'group'
 LIMIT 1

-- Removes at most limit rows of a table that belong to a space.
-- fragment: clear table
DELETE FROM {table}
 WHERE space_id = :space
   AND user_id IN (SELECT x.user_id FROM {table} x
                    WHERE x.space_id = :space LIMIT :limit)

-- name: space_lock_members :many
-- Those whom space_clear_members takes, locked in one order: the end of a membership
-- locks its person, and then the clusters in which they are matched.
-- in:  space space_id, limit int
-- out: id user_id
SELECT u.id
  FROM member m
  JOIN users u ON u.id = m.user_id
 WHERE m.space_id = :space
 ORDER BY m.user_id
 LIMIT :limit
-- @postgresql
   FOR NO KEY UPDATE OF u
-- @end

-- name: space_clear_members :exec
-- Some of those who belong to a space are members no more.
-- in:  space space_id, limit int
DELETE FROM member
 WHERE space_id = :space
   AND user_id IN (SELECT x.user_id FROM member x
                    WHERE x.space_id = :space
                    ORDER BY x.user_id
                    LIMIT :limit)

-- name: space_clear_bans :exec
-- Some of those who are kept out of a space are so no more.
-- in:  space space_id, limit int
{{clear ban}}

-- name: space_clear_requests :exec
-- Some of those who asked for a space did so in vain.
-- in:  space space_id, limit int
{{clear join_request}}

-- name: space_clear_messages :exec
-- The last messages of a space go.
-- in:  space space_id, limit int
DELETE FROM message
 WHERE id IN (SELECT x.id FROM message x
               WHERE x.space_id = :space
               ORDER BY x.number DESC
               LIMIT :limit)

-- name: space_remove :exec
-- A space goes, with its roles and invites.
-- in:  id space_id
DELETE FROM space WHERE id = :id

-- name: space_count_admin :exec
-- One more admin, or one less (-1): not the last one, when nothing changes.
-- in:  id space_id, more int
UPDATE space SET admin_count = admin_count + :more
 WHERE id = :id AND admin_count + :more >= 1

-- name: space_set_owner :exec
-- Another owner.
-- in:  id space_id, owner user_id, now time
UPDATE space
   SET owner_id = :owner, updated_at = :now, version = version + 1
 WHERE id = :id

-- name: space_heir :one
-- Who has been a member for the longest of the admins of a cluster but one, and of
-- those who are suspended.
-- in:  id space_id, user user_id
-- out: user_id user_id
SELECT x.user_id
  FROM role r
  JOIN member_role x ON x.role_id = r.id
  JOIN member m ON m.space_id = x.space_id AND m.user_id = x.user_id
  JOIN users u ON u.id = x.user_id AND u.suspended_at IS NULL
 WHERE r.space_id = :id AND r.builtin = 'admin' AND x.user_id <> :user
 ORDER BY m.joined_at, m.user_id
 LIMIT 1

-- name: space_count_joined :one
-- How many spaces a user is in.
-- in:  user user_id
-- out: clusters int, groups int
SELECT count(CASE WHEN m.space_id = m.cluster_id THEN 1 END) AS clusters,
       count(CASE WHEN m.space_id = m.cluster_id THEN NULL ELSE 1 END) AS groups
  FROM member m
 WHERE m.user_id = :user

-- name: space_count_groups :one
-- How many groups a cluster has, counted up to a limit.
-- in:  cluster space_id, limit int
-- out: groups int
SELECT count(*) AS groups
  FROM (SELECT s.id FROM space s
         WHERE s.cluster_id = :cluster AND s.kind = 'group'
         LIMIT :limit) AS counted

-- The page of a list by name. Its start is the beginning that names are to
-- have, end the first text behind all that begin so.
-- fragment: space_page
(s.name_key, s.id) > (:after_name_key, :after_id) AND s.name_key < :end

-- A page of what everybody may know of. condition: that of its index.
-- fragment: space_listed condition
SELECT * FROM (
       SELECT s.* FROM space s
        WHERE s.is_listed AND {condition} AND {{space_page}}
        ORDER BY s.name_key, s.id
        LIMIT :limit) AS listed

-- Clusters

-- fragment: cluster_out
id space_id, slug text?, name text, description text?, kind space_kind,
location text?, image_url text?, visibility space_visibility,
join_policy join_policy, questions json, timezone text, tags json,
admits_alumni bool, owner_id user_id?, member_count int,
my_state member_state?, closes_at time?, created_at time, updated_at time

-- fragment: cluster_columns
s.id, s.slug, s.name, s.description, s.kind, s.location, s.image_url,
CASE WHEN s.is_private THEN 'private' ELSE 'public' END AS visibility,
s.join_policy, s.questions, s.timezone, s.tags, s.admits_alumni,
{{owner_shown s}} AS owner_id,
{{member_count s}} AS member_count, {{my_state s}} AS my_state, s.closes_at, s.created_at,
s.updated_at

-- Clusters that are not listed are for their members, who have few of them.
-- fragment: clusters_of_mine condition
SELECT * FROM (
       SELECT s.* FROM member m CROSS JOIN space s
        WHERE m.user_id = :viewer AND m.is_active AND m.cluster_id = m.space_id
          AND s.id = m.space_id AND NOT s.is_listed AND {condition}
          AND {{space_page}}
        ORDER BY s.name_key, s.id
        LIMIT :limit) AS mine

-- name: cluster_get :one
-- A cluster as the viewer sees it; permissions: what they may do there.
-- in:  id space_id, viewer user_id?, permissions permission_set, now time
-- out: {{cluster_out}}, my_permissions permission_set, _version int
SELECT {{cluster_columns}}, :permissions AS my_permissions,
       s.version AS _version
  FROM space s
 WHERE s.id = :id AND s.kind <> 'group'

-- name: cluster_list :many
-- Clusters by name.
-- in:  viewer user_id?, end text, now time
-- out: {{cluster_out}}, _name_key text
-- page: _name_key, id
SELECT {{cluster_columns}}, s.name_key AS _name_key
  FROM (
       {{space_listed s.kind <> 'group'}}
       UNION ALL
       {{clusters_of_mine TRUE}}
       ORDER BY name_key, id
       LIMIT :limit) AS s
 ORDER BY s.name_key, s.id

-- name: cluster_list_of_kind :many
-- Those of one kind.
-- in:  viewer user_id?, end text, kind space_kind, now time
-- out: {{cluster_out}}, _name_key text
-- page: _name_key, id
SELECT {{cluster_columns}}, s.name_key AS _name_key
  FROM (
       {{space_listed s.kind = :kind}}
       UNION ALL
       {{clusters_of_mine s.kind = :kind}}
       ORDER BY name_key, id
       LIMIT :limit) AS s
 ORDER BY s.name_key, s.id

-- name: cluster_list_mine :many
-- The clusters that a user belongs to, or did, by name.
-- in:  viewer user_id, now time
-- out: {{cluster_out}}, my_roles json, _name_key text
-- page: _name_key, id
SELECT {{cluster_columns}}, {{member_roles mine}} AS my_roles,
       s.name_key AS _name_key
  FROM member mine
  JOIN space s ON s.id = mine.space_id
 WHERE mine.user_id = :viewer AND mine.cluster_id = mine.space_id
   AND (s.name_key, s.id) > (:after_name_key, :after_id)
 ORDER BY s.name_key, s.id
 LIMIT :limit

-- Groups

-- What the role that all members have may be given.
-- fragment: members_may space
(SELECT r.permissions & 11149344 FROM role r
  WHERE r.space_id = {space}.id AND r.builtin = 'member')

-- fragment: group_out
id space_id, cluster_id space_id?, name text, description text?, location text?,
image_url text?, is_private bool, join_policy join_policy, questions json,
timezone text, tags json, admits_alumni bool, organizer_id user_id?,
members_may permission_set, member_count int, my_state member_state?,
my_role group_role?, closes_at time?, created_at time, updated_at time

-- fragment: group_columns
s.id, s.cluster_id, s.name, s.description, s.location, s.image_url,
s.is_private, s.join_policy, s.questions, s.timezone, s.tags, s.admits_alumni,
{{owner_shown s}} AS organizer_id, {{members_may s}} AS members_may,
{{member_count s}} AS member_count,
{{my_state s}} AS my_state,
(SELECT r.builtin FROM member m JOIN role r ON r.id = m.role_id
  WHERE m.space_id = s.id AND m.user_id = :viewer
    AND r.builtin <> 'alumni') AS my_role,
{{group_closes_at s}} AS closes_at, s.created_at, s.updated_at

-- With its cluster, when that goes first.
-- fragment: group_closes_at space
COALESCE((SELECT {{earlier c.closes_at, COALESCE({space}.closes_at, c.closes_at)}}
            FROM space c
           WHERE c.id = {space}.cluster_id AND c.closes_at IS NOT NULL),
         {space}.closes_at)

-- Groups that are not listed are for the members of their audience: the group
-- itself, or the private cluster that it is in.
-- fragment: groups_of_mine condition
SELECT * FROM (
-- @postgresql
       SELECT x.* FROM member m CROSS JOIN LATERAL (
              SELECT s.* FROM space s
               WHERE s.audience_id = m.space_id AND s.kind = 'group'
                 AND {condition} AND {{space_page}}
               ORDER BY s.name_key, s.id
               LIMIT :limit) AS x
        WHERE m.user_id = :viewer AND m.is_active
        ORDER BY x.name_key, x.id
-- @sqlite
       SELECT s.* FROM member m CROSS JOIN space s
        WHERE m.user_id = :viewer AND m.is_active
          AND s.audience_id = m.space_id AND s.kind = 'group'
          AND {condition} AND {{space_page}}
        ORDER BY s.name_key, s.id
-- @end
        LIMIT :limit) AS mine

-- name: group_get :one
-- A group as the viewer sees it; permissions: what they may do there.
-- in:  id space_id, viewer user_id?, permissions permission_set, now time
-- out: {{group_out}}, my_permissions permission_set, _version int
SELECT {{group_columns}}, :permissions AS my_permissions, s.version AS _version
  FROM space s
 WHERE s.id = :id AND s.kind = 'group'

-- name: group_list :many
-- Groups by name.
-- in:  viewer user_id?, end text, now time
-- out: {{group_out}}, _name_key text
-- page: _name_key, id
SELECT {{group_columns}}, s.name_key AS _name_key
  FROM (
       {{space_listed s.kind = 'group'}}
       UNION ALL
       {{groups_of_mine TRUE}}
       ORDER BY name_key, id
       LIMIT :limit) AS s
 ORDER BY s.name_key, s.id

-- name: group_list_of_cluster :many
-- The groups of a cluster by name; who oversees it finds the private ones too.
-- in:  viewer user_id?, cluster space_id, end text, now time
-- out: {{group_out}}, _name_key text
-- page: _name_key, id
SELECT {{group_columns}}, s.name_key AS _name_key
  FROM space s
 WHERE s.cluster_id = :cluster AND s.kind = 'group' AND {{space_visible s}}
   AND {{space_page}}
 ORDER BY s.name_key, s.id
 LIMIT :limit

-- How many messages a member has not read, up to 100: of the latest thousand
-- those of others that were not removed, so that no flood of one whom they do not
-- see makes their list slow.
-- fragment: unread space
CASE WHEN {space}.message_count <= {space}.read_number OR NOT {space}.is_active
     THEN 0
     ELSE (SELECT count(*)
             FROM (SELECT x.number FROM message x
                    WHERE x.space_id = {space}.id
                      AND x.number > {{later {space}.read_number, {space}.message_count - 1000}}
                      AND x.removed_at IS NULL AND x.sender_id <> :viewer
                      AND x.sender_id NOT IN ({{blocked}})
                    LIMIT 100) AS unread) END

-- name: group_list_mine :many
-- The groups that a user belongs to, or did, by name.
-- in:  viewer user_id, now time
-- out: {{group_out}}, unread_count int, _name_key text
-- page: _name_key, id
SELECT {{group_columns}}, {{unread s}} AS unread_count, s.name_key AS _name_key
  FROM (SELECT s.*, m.read_number, m.is_active
          FROM member m
          JOIN space s ON s.id = m.space_id
         WHERE m.user_id = :viewer AND s.kind = 'group'
           AND (s.name_key, s.id) > (:after_name_key, :after_id)
         ORDER BY s.name_key, s.id
         LIMIT :limit) AS s
 ORDER BY s.name_key, s.id
