-- Sparks.

-- A join, so that it is asked once of each row.
-- fragment: spark_exactly managed
LEFT JOIN (SELECT TRUE AS is_exact) AS x ON {{spark_is_exact {managed}}}

-- fragment: spark_is_exact managed
s.created_by = :viewer OR p.state = 'joined' OR {managed}

-- fragment: spark_is_managed
{{spark_permissions s}} & 262144 <> 0

-- The same in spark_rows.
-- fragment: spark_is_among_managed
(SELECT {{role_permissions v.role}} FROM users v WHERE v.id = :viewer) & 262144 <> 0
OR s.cluster_id IN (SELECT id FROM managed) OR s.group_id IN (SELECT id FROM managed)

-- What a creator writes, and may change while it has not begun.
-- fragment: spark_input
name text, description text?, tags json, category_id category_id?, place_label text?,
place_detail text?, lat real?, lon real?, shown_lat real?, shown_lon real?,
precision_m int, visibility spark_visibility, join_policy spark_join_policy,
start_time time, end_time time, decide_at time, total_spots int, min_spots int

-- What becomes of it.
-- fragment: spark_course
status spark_status, reason spark_reason?, cancel_reason text?, is_decided bool,
extended int, due_at time?

-- Of whom it is; nobody else knows of a draft.
-- fragment: spark_audience cluster, group
CASE WHEN :status <> 'created'
     THEN {{event_home :visibility, {cluster}, {group}}} END

-- name: spark_get :one
-- One spark as the viewer sees it. invited: they have a code for it.
-- in:  id spark_id, viewer user_id, invited bool, now time
-- out: {{spark_out}}, _version int
SELECT {{spark_columns}}, {{spark_version}} AS _version
  FROM spark s
  {{spark_joins}}
  {{spark_exactly {{spark_is_managed}}}}
 WHERE s.id = :id AND {{spark_visible s, :invited}}

-- fragment: spark_calendar_in
id spark_id?, space space_id?, viewer user_id, since time, most int, now time

-- fragment: spark_calendar_out
id spark_id, name text, description text?, place text?, detail text?, category text?,
status spark_status, is_decided bool, is_in bool, start_time time, end_time time,
created_at time, updated_at time, version int

-- name: spark_calendar :many
-- What a calendar says of sparks to the viewer: of one, or of the last ones that are for
-- a space and its groups, or, without either, that the viewer is in. Where it is exactly
-- those are told who are told it elsewhere; nobody is told the place in degrees.
-- in:  {{spark_calendar_in}}
-- out: {{spark_calendar_out}}
{{spark_calendar_rows}}
 ORDER BY s.start_time, s.id

-- name: spark_calendar_mark :one
-- Another number whenever spark_calendar says anything else.
-- in:  {{spark_calendar_in}}
-- out: mark int
SELECT COALESCE(bit_xor({{hash_text ({{columns spark_calendar_out, k}})}}), 0) AS mark
  FROM ({{spark_calendar_rows}}) AS k

-- fragment: spark_calendar_rows
SELECT s.id, s.name, substr(s.description, 1, 2000) AS description, s.place_label AS place,
       CASE WHEN {{spark_is_exact {{spark_is_managed}}}} THEN s.place_detail END AS detail,
       (SELECT c.name FROM category c WHERE c.id = s.category_id) AS category,
       {{spark_status s}} AS status, {{spark_is_decided s}} AS is_decided,
       {{my_spark_state}} IN ('creator', 'joined') AS is_in, s.start_time, s.end_time,
       s.created_at, s.updated_at, s.version
  FROM (SELECT :id AS id
        UNION ALL
        {{spark_calendar_own}}
        UNION ALL
        {{spark_calendar_shared}}) AS page
 CROSS JOIN spark s
  {{spark_joins}}
 WHERE s.id = page.id AND {{spark_visible s, FALSE}}

-- fragment: spark_calendar_own
SELECT * FROM (
       SELECT v.spark_id
         FROM spark_participant v
        WHERE v.user_id = CASE WHEN :id IS NULL AND :space IS NULL THEN :viewer END
          AND v.state = 'joined' AND v.start_time > :since
        ORDER BY v.start_time DESC, v.spark_id DESC
        LIMIT :most) AS own

-- fragment: spark_calendar_shared
SELECT x.id FROM (
-- @postgresql
       SELECT y.start_time, y.id
         FROM ({{my_spaces_within}}) AS a CROSS JOIN LATERAL (
              SELECT z.start_time, z.id
                FROM spark z
               WHERE z.audience_id = a.space_id AND z.start_time > :since
               ORDER BY z.start_time DESC, z.id DESC
               LIMIT :most) AS y
        ORDER BY y.start_time DESC, y.id DESC
-- @sqlite
       SELECT z.start_time, z.id
         FROM ({{my_spaces_within}}) AS a CROSS JOIN spark z
        WHERE z.audience_id = a.space_id AND z.start_time > :since
        ORDER BY z.start_time DESC, z.id DESC
-- @end
        LIMIT :most) AS x

-- The rows that a page of a list may have: those at or behind a place, as the caller
-- asks for them. One CASE, not AND: PostgreSQL takes such a condition for one that lets
-- half of the rows pass, and so walks the index no further than it has to. Near is what
-- shows itself near: by the true place a list would tell it.
-- fragment: spark_passes
(s.start_time, s.id) > (:after_start_time, :after_id) AND s.start_time < :to
AND CASE WHEN :cluster_id IS NOT NULL AND COALESCE(s.cluster_id <> :cluster_id, TRUE)
         THEN FALSE
         WHEN :group_id IS NOT NULL AND COALESCE(s.group_id <> :group_id, TRUE)
         THEN FALSE
         WHEN :tag IS NOT NULL AND NOT {{has_tag s.tags, :tag}} THEN FALSE
         WHEN :lat IS NOT NULL
          AND COALESCE({{place_apart s.shown_lat, s.shown_lon}} > :reach, TRUE)
         THEN FALSE
         WHEN s.created_by <> :viewer AND NOT {{spark_creator_is_seen s}} THEN FALSE
         ELSE CASE {{spark_status s}} WHEN :state THEN TRUE WHEN :or_state THEN TRUE
              WHEN :or_else_state THEN TRUE ELSE FALSE END END

-- fragment: has_tag tags, tag
-- @postgresql
(SELECT t.value FROM json_array_elements_text({tags}) AS t
  WHERE t.value = {tag} LIMIT 1) IS NOT NULL
-- @sqlite
(SELECT t.value FROM json_each({tags}) AS t WHERE t.value = {tag} LIMIT 1) IS NOT NULL
-- @end

-- fragment: spark_page
SELECT s.start_time, s.id, s.cluster_id, s.group_id

-- Those for the members of spaces that the viewer is in; of a cluster or group that is
-- asked for, of those alone that can have some. due: a condition that narrows them to
-- what an index has.
-- fragment: spark_shared due
SELECT * FROM (
-- @postgresql
       SELECT x.*
         FROM {{spark_spaces}} CROSS JOIN LATERAL (
              {{spark_page}}
                FROM spark s
               WHERE s.audience_id = a.id AND {due} AND {{spark_passes}}
               ORDER BY s.start_time, s.id
               LIMIT :limit) AS x
        ORDER BY x.start_time, x.id
-- @sqlite
       {{spark_page}}
         FROM {{spark_spaces}} CROSS JOIN spark s
        WHERE s.audience_id = a.id AND {due} AND {{spark_passes}}
        ORDER BY s.start_time, s.id
-- @end
        LIMIT :limit) AS shared

-- fragment: spark_spaces
(SELECT m.space_id AS id FROM member m
  WHERE m.user_id = :viewer AND m.is_active
    AND CASE WHEN :cluster_id IS NULL THEN TRUE ELSE m.cluster_id = :cluster_id END
    AND CASE WHEN :group_id IS NULL OR m.space_id = :group_id THEN TRUE
             ELSE m.space_id = m.cluster_id END) AS a

-- Those of a cluster, for whoever manages them there.
-- fragment: spark_overseen due
SELECT * FROM (
       {{spark_page}}
         FROM spark s
        WHERE s.cluster_id = {{space_where_may :cluster_id, 262144}}
          AND CASE WHEN s.audience_id IS NULL THEN FALSE ELSE TRUE END
          AND {due} AND {{spark_passes}}
        ORDER BY s.start_time, s.id
        LIMIT :limit) AS overseen

-- Those that the viewer has made, joined or asked to join.
-- fragment: spark_own
SELECT * FROM (
       {{spark_page}}
         FROM (SELECT v.start_time, v.spark_id AS id FROM spark_participant v
                WHERE v.user_id = :viewer AND v.state <> 'removed') AS o
        CROSS JOIN spark s
        WHERE s.id = o.id AND (o.start_time, o.id) > (:after_start_time, :after_id)
          AND {{spark_passes}}
        ORDER BY o.start_time, o.id
        LIMIT :limit) AS own

-- fragment: spark_filter
viewer user_id, cluster_id space_id?, group_id space_id?, state spark_status,
or_state spark_status?, or_else_state spark_status?, tag text?, lat real?, lon real?,
reach real?, to time, now time

-- fragment: spark_page_of arms
SELECT * FROM ({arms}) AS arms ORDER BY start_time, id LIMIT :limit

-- Of all spaces.
-- fragment: spark_anywhere due
{{spark_shared {due}}}
UNION
{{spark_own}}

-- Of a cluster, or of all spaces.
-- fragment: spark_in_cluster due
{{spark_anywhere {due}}}
UNION
{{spark_overseen {due}}}

-- A page as the viewer sees it. Of which of its spaces they manage the sparks is asked
-- once of each space, not of each row.
-- fragment: spark_rows page
WITH page AS MATERIALIZED ({page}),
     managed AS MATERIALIZED (
       SELECT w.id
         FROM (SELECT cluster_id AS id FROM page UNION SELECT group_id FROM page) AS w
        WHERE w.id = {{space_where_may w.id, 262144}})
SELECT {{spark_columns}}, page.id AS _id, page.start_time AS _start_time
  FROM page
 CROSS JOIN spark s
  {{spark_joins}}
  {{spark_exactly {{spark_is_among_managed}}}}
 WHERE s.id = page.id
 ORDER BY page.start_time, page.id

-- name: spark_list :many
-- The sparks that the viewer may see, of all their spaces or of one.
-- in:  {{spark_filter}}
-- out: {{spark_out}}, _id spark_id, _start_time time
-- page: _start_time, _id
{{spark_rows {{spark_page_of {{spark_in_cluster TRUE}}}}}}

-- name: spark_list_live :many
-- The same of those that are not over: the clock waits for each of them, so what it has
-- moved to its end is not even looked at.
-- in:  {{spark_filter}}
-- out: {{spark_out}}, _id spark_id, _start_time time
-- page: _start_time, _id
{{spark_rows {{spark_page_of {{spark_in_cluster s.due_at IS NOT NULL}}}}}}

-- name: spark_list_next :many
-- The same where no cluster is asked for, without what only who oversees one sees: by a
-- fourth less work.
-- in:  {{spark_filter}}
-- out: {{spark_out}}, _id spark_id, _start_time time
-- page: _start_time, _id
{{spark_rows {{spark_page_of {{spark_anywhere s.due_at IS NOT NULL}}}}}}

-- name: spark_for_match :many
-- Of the next of some clusters' sparks those that the viewer could join, and is not in.
-- in:  {{spark_filter}}, clusters json, after_start_time time, after_id spark_id, limit int
-- out: id spark_id, tags json, category_id category_id?, category text?, start_time time,
--      end_time time
SELECT s.id, s.tags, s.category_id, c.name AS category, s.start_time, s.end_time
  FROM ({{spark_shared s.due_at IS NOT NULL}}) AS page
 CROSS JOIN spark s
  {{spark_joins}}
  LEFT JOIN category c ON c.id = s.category_id
 WHERE s.id = page.id AND p.user_id IS NULL AND s.taken < s.total_spots
   AND s.cluster_id IN ({{ids_in :clusters}})
 ORDER BY page.start_time, page.id

-- name: spark_some :many
-- Some sparks as the viewer sees them, in the order of their ids in the list.
-- in:  ids json, viewer user_id, now time
-- out: _id spark_id, {{spark_out}}
SELECT s.id AS _id, {{spark_columns}}
-- @postgresql
  FROM json_array_elements_text(:ids) WITH ORDINALITY AS w (value, key)
  JOIN spark s ON s.id = CAST(w.value AS uuid)
-- @sqlite
  FROM json_each(:ids) AS w
 CROSS JOIN spark s ON s.id = text_uuid(w.value)
-- @end
  {{spark_joins}}
  {{spark_exactly {{spark_is_managed}}}}
 WHERE {{spark_visible s, FALSE}}
 ORDER BY w.key

-- name: spark_announced :one
-- What a spark is about that people of its audience may be told of.
-- in:  id spark_id, now time
-- out: cluster_id space_id?, name text, place text?, tags json, category_id category_id?,
--      start_time time, end_time time
SELECT s.cluster_id, s.name, s.place_label AS place, s.tags, s.category_id, s.start_time,
       s.end_time
  FROM spark s
 WHERE s.id = :id AND s.audience_id IS NOT NULL AND s.cluster_id IS NOT NULL
   AND {{spark_is_live s}}

-- name: spark_is_for_some :many
-- Those of some people to whom it may be shown.
-- in:  id spark_id, ids json, now time
-- out: user_id user_id
SELECT u.id AS user_id
  FROM spark s
 CROSS JOIN users u
 WHERE s.id = :id AND u.id IN ({{ids_in :ids}}) AND u.is_verified
   AND u.suspended_at IS NULL AND {{spark_is_for s, u.id}}

-- name: spark_list_mine :many
-- Those that they have made, joined or asked to join.
-- in:  {{spark_filter}}
-- out: {{spark_out}}, _id spark_id, _start_time time
-- page: _start_time, _id
{{spark_rows {{spark_own}}}}

-- name: spark_count_live :one
-- How many sparks of the viewer's are not over: those that begin since a time, counted
-- up to a limit.
-- in:  viewer user_id, since time, now time, limit int
-- out: made int
SELECT count(*) AS made
  FROM (SELECT s.id FROM spark s
         WHERE s.created_by = :viewer AND s.start_time > :since
           AND {{spark_status s}} IN ('created', 'scheduled', 'active')
         LIMIT :limit) AS made

-- name: spark_add :exec
-- A new spark, with its creator in it.
-- in:  id spark_id, cluster_id space_id?, group_id space_id?, viewer user_id,
--      {{spark_input}}, {{spark_course}}, now time
INSERT INTO spark (id, cluster_id, group_id, audience_id, created_by,
       {{columns spark_input}}, {{columns spark_course}}, taken, others, created_at,
       updated_at, version)
VALUES (:id, :cluster_id, :group_id, {{spark_audience :cluster_id, :group_id}}, :viewer,
       {{values spark_input}}, {{values spark_course}}, 1, 0, :now, :now, 1)

-- name: spark_for_write :one
-- A spark to be changed, and how the viewer stands to it. The row stays locked; who
-- would join waits. version: as its ETag has it.
-- in:  id spark_id, viewer user_id, now time
-- out: id spark_id, cluster_id space_id?, group_id space_id?, created_by user_id,
--      {{spark_input}}, {{spark_course}}, taken int, others int, created_at time,
--      version int, is_visible bool, permissions int,
--      my_state my_spark_state
SELECT s.id, s.cluster_id, s.group_id, s.created_by, {{columns spark_input, s}},
       {{columns spark_course, s}}, s.taken, s.others, s.created_at,
       {{spark_version}} AS version,
       COALESCE({{spark_visible s, FALSE}}, FALSE) AS is_visible,
       {{spark_permissions s}} AS permissions, {{my_spark_state}} AS my_state
  FROM spark s
  {{spark_joins}}
 WHERE s.id = :id
-- @postgresql
   FOR NO KEY UPDATE OF s
-- @end

-- name: spark_access :one
-- How the viewer stands to a spark, for those who only look.
-- in:  id spark_id, viewer user_id
-- out: is_visible bool, permissions int, my_state my_spark_state
SELECT COALESCE({{spark_visible s, FALSE}}, FALSE) AS is_visible,
       {{spark_permissions s}} AS permissions, {{my_spark_state}} AS my_state
  FROM spark s
  {{spark_joins}}
 WHERE s.id = :id

-- name: spark_set :exec
-- What was changed of a spark that is locked. A draft that is over stays one for others.
-- in:  id spark_id, {{spark_input}}, {{spark_course}}, now time
UPDATE spark
   SET {{sets spark_input}}, {{sets spark_course}},
       audience_id = CASE WHEN :status IN ('completed', 'expired', 'cancelled')
                          THEN audience_id
                          ELSE {{spark_audience cluster_id, group_id}} END,
       updated_at = :now, version = version + 1
 WHERE id = :id

-- name: spark_due :many
-- Some of those that it has to look at, the latest last; none that somebody holds.
-- in:  now time, limit int
-- out: id spark_id
SELECT s.id
  FROM spark s
 WHERE s.due_at <= :now
 ORDER BY s.due_at
 LIMIT :limit
-- @postgresql
   FOR UPDATE SKIP LOCKED
-- @end

-- name: spark_put_off :exec
-- The clock looks at it no earlier than at a time: it could not be moved.
-- in:  id spark_id, until time
UPDATE spark SET due_at = :until WHERE id = :id AND due_at < :until

-- name: spark_remove :exec
-- It is gone, with all that belongs to it.
-- in:  id spark_id
DELETE FROM spark WHERE id = :id
