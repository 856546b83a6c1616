-- Who belongs to spaces.

-- The one way into a space: its count goes with the row, and orders those who join
-- at once. Whatever says that somebody may not join raises the version, so that who
-- was let in by what was read before has to ask again: the count is then one that its
-- constraint refuses, and all that was done with it.
-- fragment: count_member
UPDATE space
   SET member_count = CASE WHEN version = :version THEN member_count + 1 ELSE -1 END,
       admin_count = admin_count + :admins
 WHERE id = :space

-- name: member_admit :exec
-- Somebody joins, in a built-in role; violates space_member_count_check when the space
-- has not the version that it was read with. admins: 1 for one who is an admin or owner
-- from the start, else 0.
-- in:  space space_id, version int, user user_id, builtin text, via text, admins int,
--      proof_key bytes?, expires_at time?, due_at time?, now time
-- @postgresql
WITH counted AS (
       {{count_member}}
       RETURNING id, cluster_id, message_count)
-- @sqlite
{{count_member}};
-- @end
INSERT INTO member (space_id, user_id, cluster_id, role_id, is_active, via,
       proof_key, expires_at, due_at, read_number, joined_at)
SELECT c.id, :user, c.cluster_id, r.id, TRUE, :via, :proof_key, :expires_at,
       :due_at, c.message_count, :now
-- @postgresql
  FROM counted c
-- @sqlite
  FROM space c
-- @end
  JOIN role r ON r.space_id = c.id AND r.builtin = :builtin
 WHERE c.id = :space

-- name: member_hold :one
-- That somebody is an active member of a space: until the transaction ends nobody
-- removes the row, or takes it FOR UPDATE.
-- in:  space space_id, user user_id
-- out: joined_at time
SELECT m.joined_at
  FROM member m
 WHERE m.space_id = :space AND m.user_id = :user AND m.is_active
 {{for_key_share_of m}}

-- name: member_by_proof :one
-- Whom an address has let into a space.
-- in:  space space_id, proof_key bytes
-- out: user_id user_id
SELECT m.user_id
  FROM member m
 WHERE m.space_id = :space AND m.proof_key = :proof_key

-- name: member_prove :exec
-- Somebody has proved an address, and is an active member until then: one that was
-- over begins anew. Nothing for who may stay for longer without it.
-- in:  space space_id, user user_id, proof_key bytes, expires_at time?,
--      due_at time?
UPDATE member
   SET role_id = CASE WHEN is_active THEN role_id
                      ELSE (SELECT r.id FROM role r
                             WHERE r.space_id = :space AND r.builtin = 'member') END,
       is_active = TRUE, proof_key = :proof_key, expires_at = :expires_at,
       due_at = :due_at
 WHERE space_id = :space AND user_id = :user
   AND (NOT is_active
        OR (expires_at IS NOT NULL
            AND CASE WHEN :expires_at IS NULL THEN TRUE ELSE :expires_at >= expires_at END))

-- name: member_remove :exec
-- Somebody is a member no more, and holds no role; nothing when they were none.
-- in:  space space_id, user user_id
-- @postgresql
WITH gone AS (
       DELETE FROM member WHERE space_id = :space AND user_id = :user
       RETURNING space_id)
-- @sqlite
DELETE FROM member WHERE space_id = :space AND user_id = :user;
-- @end
UPDATE space SET member_count = member_count - 1
 WHERE id = :space
-- @postgresql
   AND id = (SELECT space_id FROM gone)
-- @end

-- name: member_lock_groups :many
-- The groups of a cluster that somebody is in, in the order in which they are
-- locked.
-- in:  cluster space_id, user user_id
-- out: id space_id, name text, owner_id user_id, admits_alumni bool, version int
SELECT s.id, s.name, s.owner_id, s.admits_alumni, s.version
  FROM member m
  JOIN space s ON s.id = m.space_id
 WHERE m.user_id = :user AND m.cluster_id = :cluster AND m.space_id <> :cluster
 ORDER BY s.id
-- @postgresql
   FOR NO KEY UPDATE OF s
-- @end

-- name: member_heir :one
-- To whom a group of a cluster passes when its owner has to go: of its moderators,
-- else of its members, who has been there for the longest; else the owner of the
-- cluster, who is none (is_member).
-- in:  group space_id
-- out: user_id user_id, is_member bool
SELECT COALESCE(inside.user_id, c.owner_id) AS user_id,
       inside.user_id IS NOT NULL AS is_member
  FROM (SELECT g.cluster_id,
               COALESCE({{longest_of_group {{moderates_group}}}},
                        {{longest_of_group TRUE}}) AS user_id
          FROM space g
         WHERE g.id = :group
         LIMIT 1) AS inside
  JOIN space c ON c.id = inside.cluster_id

-- fragment: longest_of_group condition
(SELECT m.user_id
   FROM member m
  WHERE m.space_id = g.id AND m.user_id <> g.owner_id AND m.is_active
    AND CASE WHEN (SELECT u.suspended_at FROM users u WHERE u.id = m.user_id) IS NULL
             THEN TRUE ELSE FALSE END
    AND {condition}
  ORDER BY m.joined_at, m.user_id
  LIMIT 1)

-- fragment: moderates_group
m.role_id = (SELECT r.id FROM role r
              WHERE r.space_id = g.id AND r.builtin = 'moderator')

-- name: member_proved :many
-- The memberships of clusters that somebody has by an address.
-- in:  user user_id
-- out: space_id space_id, proof_key bytes?, expires_at time?
SELECT m.space_id, m.proof_key, m.expires_at
  FROM member m
 WHERE m.user_id = :user AND m.cluster_id = m.space_id AND m.is_active
   AND m.proof_key IS NOT NULL

-- name: member_set_proof :exec
-- A membership is by another address, or ends at another time.
-- in:  space space_id, user user_id, proof_key bytes, expires_at time?,
--      due_at time?
UPDATE member
   SET proof_key = :proof_key, expires_at = :expires_at, due_at = :due_at
 WHERE space_id = :space AND user_id = :user

-- name: member_due :many
-- A page of the memberships that the clock has to look at.
-- in:  now time, after time, after_space space_id, after_user user_id, limit int
-- out: space_id space_id, user_id user_id, due_at time?
SELECT m.space_id, m.user_id, m.due_at
  FROM member m
 WHERE m.due_at IS NOT NULL AND m.due_at <= :now
   AND (m.due_at, m.space_id, m.user_id) > (:after, :after_space, :after_user)
 ORDER BY m.due_at, m.space_id, m.user_id
 LIMIT :limit

-- name: member_lock :one
-- When the clock looks at a membership, and when it ends. Whoever holds it by what
-- they do waits, or has done it.
-- in:  space space_id, user user_id
-- out: due_at time?, expires_at time?
SELECT m.due_at, m.expires_at
  FROM member m
 WHERE m.space_id = :space AND m.user_id = :user
 {{for_update}}

-- name: member_set_due :exec
-- The clock looks at a membership then.
-- in:  space space_id, user user_id, due_at time
UPDATE member SET due_at = :due_at
 WHERE space_id = :space AND user_id = :user

-- name: member_retire :exec
-- A membership has ended: who it was is one of the alumni.
-- in:  space space_id, user user_id
UPDATE member
   SET is_active = FALSE, due_at = NULL,
       role_id = (SELECT r.id FROM role r
                   WHERE r.space_id = :space AND r.builtin = 'alumni')
 WHERE space_id = :space AND user_id = :user

-- name: member_set_role :exec
-- Another one of the built-in roles of which everybody has one.
-- in:  space space_id, user user_id, builtin text
UPDATE member
   SET role_id = (SELECT r.id FROM role r
                   WHERE r.space_id = :space AND r.builtin = :builtin)
 WHERE space_id = :space AND user_id = :user

-- name: member_read :exec
-- Somebody has read what is written in a space up to a number; that they had read
-- more before stays so.
-- in:  space space_id, user user_id, number int
UPDATE member SET read_number = :number
 WHERE space_id = :space AND user_id = :user AND read_number < :number

-- fragment: member_out
user_id user_id, user.id user_id, user.first_name text, user.last_name text,
user.image_url text?, state member_state, roles json, joined_at time, expires_at time?

-- fragment: member_columns
holder.user_id, u.id AS "user.id", u.first_name AS "user.first_name",
u.last_name AS "user.last_name", u.image_url AS "user.image_url",
CASE WHEN holder.is_active THEN 'active' ELSE 'alumni' END AS state,
{{member_roles holder}} AS roles, holder.joined_at,
CASE WHEN :sees_ends OR holder.user_id = :viewer THEN holder.expires_at END AS expires_at

-- name: member_get :one
-- A member whom the viewer may see. When the membership ends is for themselves, and for who sees_ends.
-- in:  space space_id, user user_id, viewer user_id, sees_ends bool
-- out: {{member_out}}
SELECT {{member_columns}}
  FROM member holder
  JOIN users u ON u.id = holder.user_id AND u.suspended_at IS NULL
 WHERE holder.space_id = :space AND holder.user_id = :user
   AND {{not_blocked holder.user_id}}

-- name: member_coming :one
-- A member as member_get shows them to themselves, before they are let in.
-- in:  space space_id, user user_id, builtin text, joined_at time, expires_at time?
-- out: {{member_out}}
SELECT u.id AS user_id, u.id AS "user.id", u.first_name AS "user.first_name",
       u.last_name AS "user.last_name", u.image_url AS "user.image_url",
       'active' AS state, {{roles_as_json {{builtin_role}}}} AS roles,
       :joined_at AS joined_at, :expires_at AS expires_at
  FROM users u
 WHERE u.id = :user

-- fragment: builtin_role
SELECT r.id, r.name, r.rank FROM role r
 WHERE r.space_id = :space AND r.builtin = :builtin

-- name: member_list :many
-- Members, the longest first, without those who are suspended or blocked.
-- in:  space space_id, viewer user_id, sees_ends bool
-- out: {{member_out}}
-- page: joined_at, user_id
SELECT {{member_columns}}
  FROM member holder
  JOIN users u ON u.id = holder.user_id AND u.suspended_at IS NULL
 WHERE holder.space_id = :space AND {{not_blocked holder.user_id}}
   AND (holder.joined_at, holder.user_id) > (:after_joined_at, :after_user_id)
 ORDER BY holder.joined_at, holder.user_id
 LIMIT :limit

-- Whether a member of a page is one that is asked for and may be seen: each of the
-- words begins one of their name's.
-- fragment: member_is_asked person
CASE WHEN (SELECT u.suspended_at FROM users u WHERE u.id = {person}) IS NULL
          AND {{not_blocked {person}}} AND {{is_named {person}}}
     THEN TRUE ELSE FALSE END

-- fragment: is_named person
(:words = ''
 OR (SELECT asked.word
       FROM ({{words_in :words}}) AS asked
      WHERE NOT COALESCE((SELECT {{has_word ' ' || u.words, asked.word}}
                            FROM users u WHERE u.id = {person}), FALSE)
      LIMIT 1) IS NULL)

-- As with events: of the next :examined members by some order those who pass, and the
-- last of so many.
-- fragment: members_asked examined, order
  FROM (
       SELECT * FROM (
              SELECT k.*, row_number() OVER (ORDER BY {order}) = :examined AS is_last,
                     {{member_is_asked k.user_id}} AS is_hit
                FROM ({examined}) AS k) AS x
        WHERE x.is_hit OR x.is_last
        ORDER BY {order}
        LIMIT :limit) AS w
  JOIN member holder ON holder.space_id = :space AND holder.user_id = w.user_id
  JOIN users u ON u.id = holder.user_id

-- fragment: member_marks
w.is_hit AS _is_hit, w.is_last AS _is_last

-- name: member_list_by_word :many
-- Members of a cluster by a word of their names that begins as is asked, from start
-- until before end: of the next :examined those whose words begin with all of words.
-- in:  space space_id, viewer user_id, sees_ends bool, words text, start text, end text,
--      examined int
-- out: {{member_out}}, _word text, _is_hit bool, _is_last bool
-- page: _word, user_id
SELECT {{member_columns}}, w.word AS _word, {{member_marks}}
{{members_asked {{members_by_word}}, {{word_then_id}}}}
 ORDER BY w.word, w.user_id

-- fragment: word_then_id
word, user_id

-- fragment: members_by_word
SELECT o.user_id, o.word
  FROM member_word o
 WHERE o.space_id = :space AND (o.word, o.user_id) > (:after_word, :after_user_id)
   AND o.word < :end AND (o.previous IS NULL OR o.previous < :start)
 ORDER BY o.word, o.user_id
 LIMIT :examined

-- name: member_list_named :many
-- Members of a group, which keeps no words, whose names have words that begin so: as
-- many as are found among the next :examined, the longest first.
-- in:  space space_id, viewer user_id, sees_ends bool, words text, examined int
-- out: {{member_out}}, _is_hit bool, _is_last bool
-- page: joined_at, user_id
SELECT {{member_columns}}, {{member_marks}}
{{members_asked {{members_by_age}}, {{age_then_id}}}}
 ORDER BY w.joined_at, w.user_id

-- fragment: age_then_id
joined_at, user_id

-- fragment: members_by_age
SELECT m.user_id, m.joined_at
  FROM member m
 WHERE m.space_id = :space
   AND (m.joined_at, m.user_id) > (:after_joined_at, :after_user_id)
 ORDER BY m.joined_at, m.user_id
 LIMIT :examined

-- name: member_list_of_role :many
-- Who holds a role of a space, by id; with words as above, or without any.
-- in:  space space_id, role role_id, viewer user_id, sees_ends bool, words text,
--      examined int
-- out: {{member_out}}, _is_hit bool, _is_last bool
-- page: user_id
SELECT {{member_columns}}, {{member_marks}}
{{members_asked {{members_of_role}}, user_id}}
 ORDER BY w.user_id

-- A role is one that every member has, or one that some have besides.
-- fragment: members_of_role
SELECT * FROM (
       SELECT m.user_id FROM member m
        WHERE m.role_id = {{role_of_space}} AND m.user_id > :after_user_id
        ORDER BY m.user_id
        LIMIT :examined) AS every
UNION ALL
SELECT * FROM (
       SELECT x.user_id FROM member_role x
        WHERE x.role_id = {{role_of_space}} AND x.user_id > :after_user_id
        ORDER BY x.user_id
        LIMIT :examined) AS besides

-- fragment: role_of_space
(SELECT r.id FROM role r WHERE r.id = :role AND r.space_id = :space)
