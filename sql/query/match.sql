-- Who lets themselves be matched, and with whom.

-- name: match_setting_get :one
-- What somebody has said of it; who has said nothing is not matched.
-- in:  user user_id
-- out: is_on bool, learns bool, spark_alerts bool, except_cluster_ids json
SELECT COALESCE((SELECT s.is_on FROM match_setting s WHERE s.user_id = :user), FALSE) AS is_on,
       COALESCE((SELECT s.learns FROM match_setting s WHERE s.user_id = :user), FALSE) AS learns,
       COALESCE((SELECT s.spark_alerts FROM match_setting s WHERE s.user_id = :user), FALSE)
         AS spark_alerts,
-- @postgresql
       (SELECT COALESCE(json_agg(x.cluster_id ORDER BY x.cluster_id), '[]')
          FROM match_exception x WHERE x.user_id = :user) AS except_cluster_ids
-- @sqlite
       (SELECT json_group_array(uuid_text(x.cluster_id))
          FROM (SELECT e.cluster_id FROM match_exception e
                 WHERE e.user_id = :user ORDER BY e.cluster_id) AS x) AS except_cluster_ids
-- @end

-- name: match_setting_add :exec
-- A row to be written, if there is none.
-- in:  user user_id, now time
INSERT INTO match_setting (user_id, is_on, touched, created_at, updated_at)
VALUES (:user, FALSE, 0, :now, :now)
    ON CONFLICT DO NOTHING

-- name: match_setting_set :exec
-- What is compared of somebody from now on; NULL: nothing. Clusters that they are
-- excepted from are written before.
-- in:  user user_id, is_on bool, vector bytes?, free bytes?, now time
UPDATE match_setting
   SET is_on = :is_on, vector = :vector, free = :free, updated_at = :now
 WHERE user_id = :user

-- name: match_setting_want :exec
-- Whether somebody lets be learned what they like, and wants to be told of sparks that
-- suit them.
-- in:  user user_id, learns bool, spark_alerts bool
UPDATE match_setting SET learns = :learns, spark_alerts = :spark_alerts
 WHERE user_id = :user

-- name: match_alerts :many
-- The next of those of a cluster who want to be told of sparks, with what is compared of
-- them.
-- in:  cluster space_id, after user_id, limit int
-- out: user_id user_id, vector bytes?, free bytes?
SELECT e.user_id, e.vector, e.free
  FROM match_entry e
  JOIN match_setting s ON s.user_id = e.user_id AND s.spark_alerts
 WHERE e.cluster_id = :cluster AND e.user_id > :after AND e.vector IS NOT NULL
 ORDER BY e.user_id
 LIMIT :limit

-- name: match_is_on :one
-- Whether somebody is matched at all.
-- in:  user user_id
-- out: is_on bool
SELECT COALESCE((SELECT s.is_on FROM match_setting s WHERE s.user_id = :user), FALSE) AS is_on

-- name: match_exception_end :exec
-- Somebody is matched in their clusters, but for some.
-- in:  user user_id, ids json
DELETE FROM match_exception
 WHERE user_id = :user AND cluster_id NOT IN ({{ids_in :ids}})

-- name: match_exception_add :exec
-- Not in those of some clusters that they are a member of.
-- in:  user user_id, ids json
INSERT INTO match_exception (user_id, cluster_id)
SELECT m.user_id, m.space_id
  FROM member m
 WHERE m.user_id = :user AND m.cluster_id = m.space_id
   AND m.space_id IN ({{ids_in :ids}})
    ON CONFLICT DO NOTHING

-- name: match_exception_count :one
-- From how many clusters they are excepted.
-- in:  user user_id
-- out: n int
SELECT count(*) AS n FROM match_exception WHERE user_id = :user

-- name: match_interests :many
-- What somebody likes and is compared by, as they said it and, at learned_at, as it was
-- learned; name: what people call it.
-- in:  user user_id
-- out: category_id category_id?, tag text?, name text, weight int, learned_at time?
SELECT i.category_id, i.tag, COALESCE(i.tag, c.name) AS name, i.weight, i.learned_at
  FROM (SELECT said.category_id, said.tag, said.weight, NULL AS learned_at
          FROM interest said
         WHERE said.user_id = :user
        UNION ALL
        SELECT seen.category_id, seen.tag, seen.weight, seen.learned_at
          FROM learned_interest seen
         WHERE seen.user_id = :user) AS i
  LEFT JOIN category c ON c.id = i.category_id
 WHERE c.retired_at IS NULL

-- name: availability_get :one
-- When somebody is free.
-- in:  user user_id
-- out: timezone text, windows json, _week bytes
SELECT a.timezone, a.windows, a.week AS _week
  FROM availability a
 WHERE a.user_id = :user

-- name: availability_put :exec
-- Somebody says when they are free.
-- in:  user user_id, timezone text, windows json, week bytes, due_at time?, now time
INSERT INTO availability (user_id, timezone, windows, week, due_at, created_at, updated_at)
VALUES (:user, :timezone, :windows, :week, :due_at, :now, :now)
    ON CONFLICT (user_id) DO UPDATE
   SET timezone = excluded.timezone, windows = excluded.windows, week = excluded.week,
       due_at = excluded.due_at, updated_at = excluded.updated_at

-- name: availability_set_due :exec
-- When the clocks of somebody are set the next time.
-- in:  user user_id, due_at time?
UPDATE availability SET due_at = :due_at WHERE user_id = :user

-- name: availability_due :many
-- Some of those whose clocks were set.
-- in:  now time, limit int
-- out: user_id user_id, timezone text
SELECT a.user_id, a.timezone
  FROM availability a
 WHERE a.due_at <= :now
 ORDER BY a.due_at
 LIMIT :limit

-- name: match_cluster_get :one
-- How often an entry of a cluster was written, and up to when somebody was erased.
-- in:  cluster space_id
-- out: version int, base int
SELECT c.version, c.base FROM match_cluster c WHERE c.cluster_id = :cluster

-- name: match_news :many
-- The entries of a cluster that were written after a version, a page of them.
-- in:  cluster space_id, version int, limit int
-- out: user_id user_id, version int, vector bytes?, free bytes?
SELECT e.user_id, e.version, e.vector, e.free
  FROM match_entry e
 WHERE e.cluster_id = :cluster AND e.version > :version
 ORDER BY e.version
 LIMIT :limit

-- name: match_cluster_stale :many
-- Some clusters whose entries that are no more were last cleared away before a time,
-- those first for which that is the longest ago.
-- in:  before time, limit int
-- out: id space_id
SELECT c.cluster_id AS id
  FROM match_cluster c
 WHERE c.cleared_at < :before
 ORDER BY c.cleared_at
 LIMIT :limit

-- name: match_faded :many
-- The next of those in a cluster of whom something was learned, and of whom what is
-- compared was last written before a time.
-- in:  cluster space_id, after user_id, before time, limit int
-- out: user_id user_id
SELECT e.user_id
  FROM match_entry e
  JOIN match_setting s ON s.user_id = e.user_id AND s.updated_at < :before
 WHERE e.cluster_id = :cluster AND e.user_id > :after AND e.vector IS NOT NULL
   AND (SELECT l.weight FROM learned_interest l WHERE l.user_id = e.user_id LIMIT 1)
       IS NOT NULL
 ORDER BY e.user_id
 LIMIT :limit

-- name: match_cluster_lock :one
-- Has whoever writes an entry of a cluster wait.
-- in:  cluster space_id
-- out: version int
SELECT c.version FROM match_cluster c WHERE c.cluster_id = :cluster
-- @postgresql
   FOR NO KEY UPDATE
-- @end

-- name: match_entry_clear :exec
-- Entries that are no more go, at most limit of them.
-- in:  cluster space_id, limit int
DELETE FROM match_entry
 WHERE (cluster_id, user_id) IN (
       SELECT e.cluster_id, e.user_id FROM match_entry e
        WHERE e.cluster_id = :cluster AND e.vector IS NULL
        LIMIT :limit)

-- name: match_cluster_cleared :exec
-- is_some: entries have gone, so that whoever has read less than there is begins anew;
-- is_all: none are left.
-- in:  cluster space_id, is_some bool, is_all bool, now time
UPDATE match_cluster
   SET base = CASE WHEN :is_some THEN version ELSE base END,
       cleared_at = CASE WHEN :is_all THEN :now ELSE cleared_at END
 WHERE cluster_id = :cluster

-- name: match_clusters :many
-- In which clusters somebody is matched: of all, or whether in one.
-- in:  user user_id, cluster space_id?, limit int
-- out: id space_id
SELECT them.space_id AS id
  FROM member them
 WHERE them.user_id = :user AND them.cluster_id = them.space_id
   AND CASE WHEN :cluster IS NULL THEN TRUE ELSE them.space_id = :cluster END
   AND {{is_matched_in them}}
 ORDER BY them.cluster_id
 LIMIT :limit

-- The groups that count for the viewer: of some clusters, and not so large that to be
-- in one says nothing.
-- fragment: match_groups
(SELECT mine.space_id AS id
   FROM member mine
   JOIN space s ON s.id = mine.space_id AND s.member_count <= :most
  WHERE mine.user_id = :viewer AND mine.is_active
    AND mine.cluster_id IN ({{ids_in :clusters}}) AND mine.space_id <> mine.cluster_id
  ORDER BY mine.cluster_id, mine.space_id
  LIMIT :limit)

-- name: match_mates :many
-- Who is in these groups too, once for each.
-- in:  viewer user_id, clusters json, most int, limit int
-- out: user_id user_id
SELECT m.user_id
  FROM {{match_groups}} AS g
  JOIN member m ON m.space_id = g.id
 WHERE m.is_active AND m.user_id <> :viewer

-- name: match_shared_groups :many
-- Which of them some people are in.
-- in:  viewer user_id, clusters json, most int, limit int, ids json
-- out: user_id user_id, group_id space_id, name text
SELECT m.user_id, s.id AS group_id, s.name
  FROM {{match_groups}} AS g
  JOIN member m ON m.space_id = g.id AND m.user_id IN ({{ids_in :ids}})
  JOIN space s ON s.id = g.id
 WHERE m.is_active

-- name: match_people :many
-- Those of some people to whom the viewer may be matched now, in some clusters. This
-- decides, whatever the entries say: they only tell who is alike.
-- in:  viewer user_id, clusters json, ids json
-- out: id user_id, first_name text, last_name text, name text, image_url text?,
--      bio text?, tags json
SELECT u.id, u.first_name, u.last_name, u.first_name || ' ' || u.last_name AS name,
       u.image_url, u.bio, u.tags
  FROM users u
 WHERE u.id IN ({{ids_in :ids}}) AND u.is_verified AND u.suspended_at IS NULL
   AND {{not_blocked u.id}}
   AND (SELECT d.other_id FROM match_dismissal d
         WHERE d.user_id = :viewer AND d.other_id = u.id) IS NULL
   AND (SELECT them.space_id FROM member them
         WHERE them.user_id = u.id AND them.cluster_id IN ({{ids_in :clusters}})
           AND them.space_id = them.cluster_id AND {{is_matched_in them}}
         LIMIT 1) IS NOT NULL

-- name: match_parted :many
-- Which of some people a block parts from each other, each two once.
-- in:  ids json
-- out: user_id user_id, other_id user_id
SELECT b.user_id, b.other_id
  FROM block b
 WHERE b.user_id IN ({{ids_in :ids}}) AND b.other_id IN ({{ids_in :ids}})
   AND b.user_id < b.other_id

-- name: match_other :one
-- Somebody else whom the viewer knows of.
-- in:  id user_id, viewer user_id
-- out: id user_id
SELECT u.id FROM users u WHERE u.id = :id AND u.id <> :viewer AND {{person_visible u}}

-- name: match_dismissal_put :exec
-- Somebody is not shown to the viewer for a while.
-- in:  viewer user_id, other user_id, now time
INSERT INTO match_dismissal (user_id, other_id, created_at)
VALUES (:viewer, :other, :now)
    ON CONFLICT (user_id, other_id) DO UPDATE SET created_at = excluded.created_at

-- name: match_dismissal_remove :exec
-- They are shown again.
-- in:  viewer user_id, other user_id
DELETE FROM match_dismissal WHERE user_id = :viewer AND other_id = :other

-- name: match_dismissal_purge :exec
-- Forgets at most limit that are older than a time.
-- in:  before time, limit int
DELETE FROM match_dismissal
 WHERE (user_id, other_id) IN (
       SELECT d.user_id, d.other_id FROM match_dismissal d
        WHERE d.created_at < :before
        ORDER BY d.created_at
        LIMIT :limit)
