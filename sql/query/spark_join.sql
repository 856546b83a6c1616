-- Who is in sparks, who would be, and the codes that let people in.

-- fragment: spark_participant_row
spark_id, user_id, state, party_size, is_invited, invite_id, start_time, joined_at

-- name: spark_enter :exec
-- Somebody is in a spark that is locked.
-- in:  id spark_id, user user_id, state spark_participant_state, party_size int,
--      is_invited bool, now time
INSERT INTO spark_participant ({{spark_participant_row}})
SELECT s.id, :user, :state, :party_size, :is_invited, NULL, s.start_time, :now
  FROM spark s
 WHERE s.id = :id

-- since: a time by which those that began before are over.
-- fragment: sparks_joined_in
since time, most int

-- name: spark_join_facts :one
-- What decides whether the viewer may join a spark: whether they see it, by a code or
-- not; whether it is for them without one, or a space keeps them out; state: of their
-- row in it; joined: how many they are in, counted up to most.
-- in:  id spark_id, viewer user_id, invited bool, {{sparks_joined_in}}, now time
-- out: is_visible bool, is_for_them bool, is_banned bool, is_closing bool,
--      status spark_status, join_policy spark_join_policy, spots_left int,
--      state spark_participant_state?, joined int
SELECT COALESCE({{spark_visible s, :invited}}, FALSE) AS is_visible,
       COALESCE({{in_audience s.audience_id}}, FALSE) AS is_for_them,
       {{event_bars s}} AS is_banned, {{event_closes s}} AS is_closing,
       {{spark_status s}} AS status, s.join_policy,
       s.total_spots - s.taken AS spots_left, p.state, {{sparks_joined}} AS joined
  FROM spark s
  {{spark_joins}}
 WHERE s.id = :id

-- How many sparks that are not over the viewer is in, or has asked to join.
-- fragment: sparks_joined
(SELECT count(*)
   FROM (SELECT o.id
           FROM spark_participant i
          CROSS JOIN spark o
          WHERE i.user_id = :viewer AND i.start_time > :since AND i.state <> 'removed'
            AND o.id = i.spark_id AND {{spark_is_live o}}
          LIMIT :most) AS joined)

-- Whether a spark takes the viewer. All of it may have changed since it was read, so
-- each statement that lets somebody in asks again; whoever takes their membership away,
-- or suspends them, waits and then sees that they are in it. In how many sparks they are
-- is the same until the end, since they are locked.
-- fragment: spark_takes spark
{{spark_is_live {spark}}} AND {{sparks_joined}} < :most
AND (:invited OR (SELECT m.is_active FROM member m
                   WHERE m.space_id = {spark}.audience_id AND m.user_id = :viewer
                   {{for_key_share_of m}}))
AND {{spark_creator_is_seen {spark}}}
AND NOT {{event_bars {spark}}} AND NOT {{event_closes {spark}}}
AND (SELECT v.id FROM users v
      WHERE v.id = :viewer AND v.suspended_at IS NULL
      {{for_key_share_of v}}) IS NOT NULL

-- The one way to take spots of a spark by oneself, which nobody does who has to ask.
-- Whoever comes after its time to decide writes that it is decided, since the spots are
-- not counted again.
-- fragment: take_spots
UPDATE spark
   SET taken = taken + :seats, others = others + 1,
       is_decided = is_decided OR :now >= decide_at,
       updated_at = :now, version = version + 1
 WHERE id = :id AND join_policy = 'open' AND taken + :seats <= total_spots
   AND {{spark_takes spark}}

-- fragment: spark_seat seated
INSERT INTO spark_participant ({{spark_participant_row}})
SELECT s.id, :viewer, 'joined', :seats, :invited, :invite, s.start_time, :now
  FROM {seated} s

-- Whoever has joined is told exactly where it is.
-- fragment: spark_joined seated, participant
SELECT {{spark_columns}}, {{spark_version}} AS _version
  FROM {seated} s
 CROSS JOIN {participant} p
 CROSS JOIN (SELECT TRUE AS is_exact) AS x

-- name: spark_join :one
-- The viewer, who is locked, joins, and sees the spark; no row, and nothing done, when
-- they may not, or there are not so many spots.
-- in:  id spark_id, viewer user_id, invited bool, invite spark_invite_id?, seats int,
--      {{sparks_joined_in}}, now time
-- out: {{spark_out}}, _version int
-- @postgresql
WITH seated AS (
       {{take_spots}}
       RETURNING *),
     participant AS (
       {{spark_seat seated}}
       RETURNING state)
{{spark_joined seated, participant}}
-- @sqlite
{{take_spots}};
{{spark_seat spark}} WHERE s.id = :id;
{{spark_joined spark, spark_participant}}
 WHERE s.id = :id AND p.spark_id = :id AND p.user_id = :viewer
-- @end

-- name: spark_ask :one
-- The viewer, who is locked, asks to be let in, which takes no spots; no row when they
-- may not, or need not ask.
-- in:  id spark_id, viewer user_id, invited bool, invite spark_invite_id?, seats int,
--      {{sparks_joined_in}}, now time
-- out: party_size int
INSERT INTO spark_participant ({{spark_participant_row}})
SELECT s.id, :viewer, 'asked', :seats, :invited, :invite, s.start_time, :now
  FROM spark s
 WHERE s.id = :id AND s.join_policy = 'approve' AND {{spark_takes s}}
-- @postgresql
   FOR NO KEY UPDATE OF s
-- @end
RETURNING party_size

-- name: spark_participant_find :one
-- Somebody's row in a spark.
-- in:  id spark_id, user user_id
-- out: state spark_participant_state, party_size int
SELECT p.state, p.party_size
  FROM spark_participant p
 WHERE p.spark_id = :id AND p.user_id = :user

-- fragment: spark_participant_out
user.id user_id?, user.first_name text?, user.last_name text?, user.image_url text?,
state spark_participant_state, party_size int, joined_at time

-- Who they are is told of those alone whom the viewer sees.
-- fragment: spark_participant_columns
u.id AS "user.id", u.first_name AS "user.first_name", u.last_name AS "user.last_name",
u.image_url AS "user.image_url", p.state, p.party_size, p.joined_at

-- fragment: spark_participant_user
LEFT JOIN users u
    ON u.id = p.user_id AND u.suspended_at IS NULL AND {{not_blocked p.user_id}}

-- name: spark_participant_get :one
-- One who is in a spark, or asks to be.
-- in:  id spark_id, user user_id, viewer user_id
-- out: {{spark_participant_out}}
SELECT {{spark_participant_columns}}
  FROM spark_participant p
  {{spark_participant_user}}
 WHERE p.spark_id = :id AND p.user_id = :user

-- name: spark_participant_list :many
-- Who is in a spark; sees_all: also who asks to be, and who was removed.
-- in:  id spark_id, viewer user_id, sees_all bool
-- out: {{spark_participant_out}}, _person_id user_id
-- page: joined_at, _person_id
SELECT {{spark_participant_columns}}, p.person_id AS _person_id
  FROM (SELECT i.*, i.user_id AS person_id FROM spark_participant i) AS p
  {{spark_participant_user}}
 WHERE p.spark_id = :id
   AND CASE WHEN :sees_all THEN TRUE ELSE p.state = 'joined' END
   AND (p.joined_at, p.person_id) > (:after_joined_at, :after_person_id)
 ORDER BY p.joined_at, p.person_id
 LIMIT :limit

-- name: spark_move :exec
-- Spots are taken or given back in a spark that is locked, by so many people.
-- in:  id spark_id, taken int, others int, now time
UPDATE spark
   SET taken = taken + :taken, others = others + :others, updated_at = :now,
       version = version + 1
 WHERE id = :id

-- name: spark_participant_set :exec
-- What somebody is in a spark from now on.
-- in:  id spark_id, user user_id, state spark_participant_state
UPDATE spark_participant SET state = :state WHERE spark_id = :id AND user_id = :user

-- name: spark_participant_remove :exec
-- Somebody is not in a spark, and may join it again.
-- in:  id spark_id, user user_id
DELETE FROM spark_participant WHERE spark_id = :id AND user_id = :user

-- name: spark_keep :exec
-- Who is in a spark stays, whoever else it is for from now on.
-- in:  id spark_id
UPDATE spark_participant SET is_invited = TRUE WHERE spark_id = :id AND state <> 'removed'

-- name: spark_astray :many
-- Sparks that begin since a time and are not over, which somebody, the viewer, is in or
-- asks to join, and may not any more.
-- in:  viewer user_id, since time, now time, limit int
-- out: id spark_id
SELECT s.id
  FROM spark_participant p
 CROSS JOIN spark s
 WHERE p.user_id = :viewer AND p.start_time > :since AND p.state <> 'removed'
   AND s.id = p.spark_id
   AND {{spark_status s}} IN ('created', 'scheduled', 'active')
   AND COALESCE({{spark_keeps s}}, FALSE) = FALSE
 ORDER BY s.id
 LIMIT :limit

-- Whether somebody who is in it may stay: it lets in by invite, or they belong to those
-- whom it is for; no space bars them, and no block parts them from its creator.
-- fragment: spark_keeps spark
((p.is_invited OR {spark}.visibility = 'invite'
  OR {{in_audience {{event_home {spark}.visibility, {spark}.cluster_id, {spark}.group_id}}}})
 AND {{not_blocked {spark}.created_by}} AND NOT {{event_bars {spark}}}
 AND (SELECT v.suspended_at FROM users v WHERE v.id = :viewer) IS NULL)

-- name: spark_in_space :many
-- Some of the sparks that were made in a space.
-- in:  space space_id, limit int
-- out: id spark_id
SELECT * FROM (SELECT s.id FROM spark s WHERE s.cluster_id = :space LIMIT :limit) AS c
 UNION
SELECT * FROM (SELECT s.id FROM spark s WHERE s.group_id = :space LIMIT :limit) AS g
 ORDER BY id

-- name: spark_audience :many
-- Who is told something of a spark: a page of those who are in it; asked: and of those
-- who have asked to be.
-- in:  id spark_id, asked bool, after_id user_id, limit int
-- out: user_id user_id
SELECT p.user_id
  FROM spark_participant p
 WHERE p.spark_id = :id AND p.user_id > :after_id
   AND CASE WHEN p.state = 'asked' THEN :asked ELSE p.state = 'joined' END
 ORDER BY p.user_id
 LIMIT :limit

-- name: spark_heir :one
-- Who joined first of those who are left when its creator leaves.
-- in:  id spark_id, creator user_id
-- out: user_id user_id
SELECT p.user_id
  FROM spark_participant p
  JOIN users u ON u.id = p.user_id AND u.suspended_at IS NULL
 WHERE p.spark_id = :id AND p.state = 'joined' AND p.user_id <> :creator
 ORDER BY p.joined_at, p.user_id
 LIMIT 1

-- name: spark_hand_over :exec
-- A spark that is locked is somebody else's.
-- in:  id spark_id, heir user_id
UPDATE spark SET created_by = :heir WHERE id = :id

-- name: spark_parted :many
-- Some of those in a spark, or who ask to be, whom a block parts from the viewer.
-- in:  id spark_id, viewer user_id, limit int
-- out: user_id user_id, state spark_participant_state, party_size int
SELECT p.user_id, p.state, p.party_size
  FROM spark_participant p
 WHERE p.spark_id = :id AND p.state <> 'removed' AND NOT {{not_blocked p.user_id}}
 ORDER BY p.user_id
 LIMIT :limit

-- fragment: spark_invite_is_live invite
({invite}.uses < {invite}.max_uses AND {invite}.expires_at > :now)

-- name: spark_invite_add :exec
-- A new invite.
-- in:  id spark_invite_id, spark spark_id, by user_id, max_uses int, expires_at time,
--      now time
INSERT INTO spark_invite (id, spark_id, created_by, max_uses, uses, expires_at, created_at)
VALUES (:id, :spark, :by, :max_uses, 0, :expires_at, :now)

-- name: spark_invite_find :one
-- The live invite of a code.
-- in:  id spark_invite_id, now time
-- out: spark_id spark_id
SELECT i.spark_id
  FROM spark_invite i
 WHERE i.id = :id AND {{spark_invite_is_live i}}

-- name: spark_invite_use :exec
-- One use of an invite; nothing when it is used up or over.
-- in:  id spark_invite_id, now time
UPDATE spark_invite SET uses = uses + 1
 WHERE id = :id AND {{spark_invite_is_live spark_invite}}

-- name: spark_invite_give_back :exec
-- Whoever is in a spark by an invite leaves it to somebody else.
-- in:  spark spark_id, user user_id
UPDATE spark_invite SET uses = uses - 1
 WHERE id = (SELECT p.invite_id FROM spark_participant p
              WHERE p.spark_id = :spark AND p.user_id = :user)

-- name: spark_invite_list :many
-- The live invites of a spark, the oldest first; by: of one person alone.
-- in:  spark spark_id, by user_id?, now time, limit int
-- out: id spark_invite_id, created_by user_id, max_uses int, uses int, expires_at time,
--      created_at time
SELECT i.id, i.created_by, i.max_uses, i.uses, i.expires_at, i.created_at
  FROM spark_invite i
 WHERE i.spark_id = :spark AND {{spark_invite_is_live i}}
   AND CASE WHEN :by IS NULL THEN TRUE ELSE i.created_by = :by END
 ORDER BY i.created_at, i.id
 LIMIT :limit

-- name: spark_invite_remove :exec
-- Its code lets nobody in any more; by: only if it is of that person.
-- in:  id spark_invite_id, spark spark_id, by user_id?
DELETE FROM spark_invite
 WHERE id = :id AND spark_id = :spark AND (:by IS NULL OR created_by = :by)

-- name: spark_invite_remove_of :exec
-- The same of all that somebody made who is not in the spark any more.
-- in:  spark spark_id, by user_id
DELETE FROM spark_invite WHERE spark_id = :spark AND created_by = :by
