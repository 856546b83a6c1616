-- How people are found: by the words of their names.

-- name: people_index :exec
-- A member of clusters is found in all of them by the words of their name.
-- in:  user user_id
INSERT INTO member_word (space_id, word, user_id, previous)
SELECT m.space_id, w.word, :user,
       lag(w.word) OVER (PARTITION BY m.space_id ORDER BY w.word)
  FROM member m
 CROSS JOIN ({{words_in (SELECT u.words FROM users u WHERE u.id = :user)}}) AS w
 WHERE m.user_id = :user AND m.cluster_id = m.space_id

-- name: people_forget :exec
-- Nobody finds a user any more, in any cluster.
-- in:  user user_id
DELETE FROM member_word
 WHERE (space_id, user_id) IN (
       SELECT m.space_id, m.user_id FROM member m
        WHERE m.user_id = :user AND m.cluster_id = m.space_id)

-- name: people_set_words :exec
-- The words of a user's name.
-- in:  user user_id, words text
UPDATE users SET words = :words WHERE id = :user

-- name: people_names :many
-- A page of users, who stay as they are until the transaction ends.
-- in:  after_id user_id, limit int
-- out: id user_id, first_name text, last_name text
SELECT id, first_name, last_name
  FROM users
 WHERE id > :after_id
 ORDER BY id
 LIMIT :limit
 {{for_update}}

-- The clusters in which the viewer may look for people: all of theirs, or one.
-- fragment: people_clusters
SELECT mine.space_id
  FROM member mine
 WHERE mine.user_id = :viewer AND mine.is_active AND mine.cluster_id = mine.space_id
   AND CASE WHEN :cluster IS NULL THEN TRUE ELSE mine.space_id = :cluster END
   AND {{space_where_may mine.space_id, 16}} IS NOT NULL

-- Whether a person has words, beside the one by which they were found, that begin
-- with each of the others that are asked for.
-- fragment: people_more word
CASE WHEN :more = '' THEN TRUE ELSE (
     SELECT count(*) FROM ({{words_in :more}}) AS asked
      WHERE (SELECT o.word FROM member_word o
              WHERE o.space_id = {word}.space_id AND o.user_id = {word}.id
                AND substr(o.word, 1, length(asked.word)) = asked.word
              LIMIT 1) IS NULL) = 0 END

-- fragment: people_words
(SELECT space_id, word, user_id AS id, previous FROM member_word) AS w

-- The members of one of them, by word: each once, under the first of their words
-- that begins so. Scalar subqueries, not joins: SQLite leaves a cluster early only
-- when the words are its innermost loop.
-- fragment: people_of_cluster
WHERE w.space_id = c.space_id AND (w.word, w.id) > (:after_word, :after_id)
  AND w.word < :end AND (w.previous IS NULL OR w.previous < :start)
  AND CASE WHEN (SELECT t.is_active FROM member t
                  WHERE t.space_id = w.space_id AND t.user_id = w.id)
                AND (SELECT u.is_discoverable AND u.is_verified
                            AND u.suspended_at IS NULL
                       FROM users u WHERE u.id = w.id)
           THEN TRUE ELSE FALSE END
  AND {{not_blocked w.id}} AND {{people_more w}}

-- name: people_list :many
-- People in the viewer's clusters who want to be found, by a word of their names
-- that begins as is asked: from start until before end. Of a cluster no more than a
-- page is read; SQLite leaves one when its next row would come too late.
-- in:  viewer user_id, cluster space_id?, start text, end text, more text
-- out: id user_id, first_name text, last_name text, image_url text?, _word text
-- page: _word, id
SELECT p.id, f.first_name, f.last_name, f.image_url, p.word AS _word
  FROM (
       SELECT DISTINCT x.word, x.id
         FROM (
-- @postgresql
              SELECT found.word, found.id
                FROM ({{people_clusters}}) AS c CROSS JOIN LATERAL (
                     SELECT w.word, w.id
                       FROM {{people_words}}
                       {{people_of_cluster}}
                      ORDER BY w.word, w.id
                      LIMIT :limit) AS found
-- @sqlite
              SELECT w.word, w.id
                FROM ({{people_clusters}}) AS c CROSS JOIN {{people_words}}
                {{people_of_cluster}}
               ORDER BY w.word, w.id
               LIMIT :limit * (SELECT count(*) FROM ({{people_clusters}}) AS all_of_them)
-- @end
              ) AS x
        ORDER BY x.word, x.id
        LIMIT :limit) AS p
  JOIN users f ON f.id = p.id
 ORDER BY p.word, p.id
