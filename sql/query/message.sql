-- What is written in groups, and in sparks: a message belongs to one or the other.

-- fragment: message_out
id message_id, group_id space_id, {{message_said}}

-- fragment: spark_message_out
id message_id, spark_id spark_id, {{message_said}}

-- fragment: message_said
number int, thread_number int, reply_to_id message_id?, sender_id user_id?, sender.id user_id?,
sender.first_name text?, sender.last_name text?, sender.image_url text?,
content text?, edited_at time?, removed_at time?, created_at time

-- A message as the viewer sees it. Of a sender whom they do not see the row is
-- there, so that numbers have no gaps, but nobody who wrote it and nothing that
-- was written. sees_all: for who moderates, whom nobody could stop otherwise.
-- fragment: message_columns
m.id, :group AS group_id, {{message_said_columns}}

-- fragment: spark_message_columns
m.id, :spark AS spark_id, {{message_said_columns}}

-- fragment: message_said_columns
m.number, m.thread_number, m.reply_to_id,
u.id AS sender_id, u.id AS "sender.id", u.first_name AS "sender.first_name",
u.last_name AS "sender.last_name", u.image_url AS "sender.image_url",
CASE WHEN u.id IS NOT NULL THEN m.content END AS content, m.edited_at,
m.removed_at, m.created_at

-- fragment: message_sender
LEFT JOIN users u
    ON u.id = m.sender_id
   AND (:sees_all OR (u.suspended_at IS NULL AND {{not_blocked m.sender_id}}))

-- name: message_get :one
-- One message of a group.
-- in:  group space_id, id message_id, viewer user_id, sees_all bool
-- out: {{message_out}}, _version int
SELECT {{message_columns}}, m.version AS _version
  FROM message m
  {{message_sender}}
 WHERE m.id = :id AND m.space_id = :group

-- name: message_list :many
-- The messages of a group, the latest first.
-- in:  group space_id, viewer user_id, sees_all bool
-- out: {{message_out}}
-- page: number desc unique
SELECT {{message_columns}}
  FROM message m
  {{message_sender}}
 WHERE m.space_id = :group AND m.number < :after_number
 ORDER BY m.number DESC
 LIMIT :limit

-- name: message_list_up :many
-- The same, the earliest first.
-- in:  group space_id, viewer user_id, sees_all bool
-- out: {{message_out}}
-- page: number unique
SELECT {{message_columns}}
  FROM message m
  {{message_sender}}
 WHERE m.space_id = :group AND m.number > :after_number
 ORDER BY m.number
 LIMIT :limit

-- name: message_list_of_thread :many
-- A message that answers none, and all that answers it, the earliest first.
-- in:  group space_id, thread int, viewer user_id, sees_all bool
-- out: {{message_out}}
-- page: number unique
SELECT {{message_columns}}
  FROM message m
  {{message_sender}}
 WHERE m.space_id = :group AND m.thread_number = :thread
   AND m.number > :after_number
 ORDER BY m.number
 LIMIT :limit

-- name: message_count :one
-- The number of the last message of a group.
-- in:  group space_id
-- out: n int
SELECT s.message_count AS n FROM space s WHERE s.id = :group

-- fragment: message_is_there
m.id = :id
AND CASE WHEN :group IS NOT NULL THEN m.space_id = :group ELSE m.spark_id = :spark END

-- name: message_find :one
-- The number of a message of a group, or of a spark, and whose it is.
-- in:  group space_id?, spark spark_id?, id message_id
-- out: number int, sender_id user_id?
SELECT m.number, m.sender_id FROM message m WHERE {{message_is_there}}

-- name: message_recent :one
-- How many messages somebody has written from a minute and an hour ago until a
-- time, of which at most limit are counted.
-- in:  sender user_id, minute_ago time, hour_ago time, until time, limit int
-- out: minute int, hour int
SELECT COALESCE(sum(CASE WHEN x.created_at > :minute_ago THEN 1 ELSE 0 END), 0)
         AS minute,
       count(*) AS hour
  FROM (SELECT m.created_at FROM message m
         WHERE m.sender_id = :sender AND m.created_at > :hour_ago
           AND m.created_at <= :until
         ORDER BY m.created_at DESC
         LIMIT :limit) AS x

-- name: message_take_number :one
-- The number of the next message of a group that is not closing. Its row stays
-- locked, so who has read a number has read all before it.
-- in:  group space_id
-- out: number int
UPDATE space SET message_count = message_count + 1
 WHERE id = :group AND NOT {{space_closes space}}
RETURNING message_count AS number

-- name: message_add :exec
-- A new message, when its sender, the viewer, still may write in the group, whose
-- row is locked: who was removed meanwhile does not.
-- in:  id message_id, group space_id, number int, reply_to message_id?,
--      content text, viewer user_id, now time
INSERT INTO message (id, space_id, number, thread_number, reply_to_id, sender_id,
       content, created_at, version)
SELECT :id, :group, :number,
       COALESCE((SELECT r.thread_number FROM message r WHERE r.id = :reply_to),
                :number),
       :reply_to, u.id, :content, :now, 1
  FROM users u
 WHERE u.id = :viewer
   AND ({{space_where_may :group, 2097152}} IS NOT NULL
        OR {{role_permissions u.role}} & 2097152 <> 0)

-- name: message_for_write :one
-- A message to be changed. The row stays locked.
-- in:  group space_id?, spark spark_id?, id message_id
-- out: id message_id, sender_id user_id, created_at time, is_removed bool,
--      version int
SELECT m.id, m.sender_id, m.created_at, m.removed_at IS NOT NULL AS is_removed,
       m.version
  FROM message m
 WHERE {{message_is_there}}
 {{for_update}}

-- name: message_edit :exec
-- Other words.
-- in:  id message_id, content text, now time
UPDATE message SET content = :content, edited_at = :now, version = version + 1
 WHERE id = :id

-- fragment: message_removed
content = NULL, removed_at = :now, version = version + 1

-- name: message_remove :exec
-- Nothing is left of it but its place.
-- in:  id message_id, now time
UPDATE message SET {{message_removed}} WHERE id = :id

-- name: message_remove_of :exec
-- The same of all that somebody wrote since a time in a group, or in those of a
-- cluster.
-- in:  space space_id, sender user_id, since time, now time
UPDATE message SET {{message_removed}}
 WHERE sender_id = :sender AND created_at > :since AND removed_at IS NULL
   AND (SELECT s.id FROM space s
         WHERE s.id = message.space_id
           AND (s.id = :space OR s.cluster_id = :space)) IS NOT NULL

-- name: spark_message_get :one
-- One message of a spark.
-- in:  spark spark_id, id message_id, viewer user_id, sees_all bool
-- out: {{spark_message_out}}, _version int
SELECT {{spark_message_columns}}, m.version AS _version
  FROM message m
  {{message_sender}}
 WHERE m.id = :id AND m.spark_id = :spark

-- name: spark_message_list :many
-- The messages of a spark, the latest first.
-- in:  spark spark_id, viewer user_id, sees_all bool
-- out: {{spark_message_out}}
-- page: number desc unique
SELECT {{spark_message_columns}}
  FROM message m
  {{message_sender}}
 WHERE m.spark_id = :spark AND m.number < :after_number
 ORDER BY m.number DESC
 LIMIT :limit

-- name: spark_message_list_up :many
-- The same, the earliest first.
-- in:  spark spark_id, viewer user_id, sees_all bool
-- out: {{spark_message_out}}
-- page: number unique
SELECT {{spark_message_columns}}
  FROM message m
  {{message_sender}}
 WHERE m.spark_id = :spark AND m.number > :after_number
 ORDER BY m.number
 LIMIT :limit

-- name: spark_message_list_of_thread :many
-- A message that answers none, and all that answers it, the earliest first.
-- in:  spark spark_id, thread int, viewer user_id, sees_all bool
-- out: {{spark_message_out}}
-- page: number unique
SELECT {{spark_message_columns}}
  FROM message m
  {{message_sender}}
 WHERE m.spark_id = :spark AND m.thread_number = :thread
   AND m.number > :after_number
 ORDER BY m.number
 LIMIT :limit

-- name: spark_message_take_number :one
-- The number of the next message of a spark that is locked.
-- in:  spark spark_id
-- out: number int
UPDATE spark SET message_count = message_count + 1
 WHERE id = :spark
RETURNING message_count AS number

-- name: spark_message_add :exec
-- A new message of the viewer, who is in the spark, which is locked.
-- in:  id message_id, spark spark_id, number int, reply_to message_id?, content text,
--      viewer user_id, now time
INSERT INTO message (id, spark_id, number, thread_number, reply_to_id, sender_id,
       content, created_at, version)
VALUES (:id, :spark, :number,
        COALESCE((SELECT r.thread_number FROM message r WHERE r.id = :reply_to), :number),
        :reply_to, :viewer, :content, :now, 1)

-- fragment: sparks_talked_out
SELECT s.id FROM spark s
 WHERE s.message_count > 0 AND s.end_time < :before
 ORDER BY s.end_time
 LIMIT :limit

-- name: spark_message_purge :exec
-- Forgets what was written in some sparks that were over before a time.
-- in:  before time, limit int
DELETE FROM message WHERE spark_id IN ({{sparks_talked_out}})

-- name: spark_message_forget :exec
-- There is nothing written in these any more, unless another purge took the others.
-- in:  before time, limit int
UPDATE spark SET message_count = 0
 WHERE id IN ({{sparks_talked_out}})
   AND NOT EXISTS (SELECT 1 FROM message m WHERE m.spark_id = spark.id)
