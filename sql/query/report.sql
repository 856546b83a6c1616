-- Reports: what people tell those who moderate.

-- The kinds of things that can be reported, one arm each: whose it is, in which
-- space it is moderated (nowhere: by the server), and what it says, for who sees it.

-- A group is its cluster's to judge, and what is in none the server's.
-- fragment: report_of_space
SELECT s.owner_id AS about_id,
       CASE WHEN s.kind = 'group' THEN s.cluster_id END AS space_id,
       s.name || COALESCE(': ' || s.description, '') AS says
  FROM space s
 WHERE :kind = 'space' AND s.id = :subject AND {{space_visible s}}

-- fragment: report_of_event
SELECT e.organizer_id, COALESCE(e.group_id, e.cluster_id), {{event_title e}} || COALESCE(': ' || CASE WHEN {{borrows e, 2}}
              THEN (SELECT l.description FROM event l WHERE l.id = e.series_id)
              ELSE e.description END, '')
  FROM event e
 WHERE :kind = 'event' AND e.id = :subject AND {{event_visible e}}

-- fragment: report_of_message
SELECT w.sender_id, w.space_id, w.content
  FROM message w
 WHERE :kind = 'message' AND w.id = :subject AND w.removed_at IS NULL
   AND {{in_audience w.space_id}} AND {{not_blocked w.sender_id}}

-- Whoever was blocked first is reported all the same.
-- fragment: report_of_user
SELECT u.id, NULL, u.first_name || ' ' || u.last_name || COALESCE(': ' || u.bio, '')
  FROM users u
 WHERE :kind = 'user' AND u.id = :subject
   AND ({{person_visible u}}
        OR (SELECT b.is_mine FROM block b
             WHERE b.user_id = :viewer AND b.other_id = u.id))

-- name: report_subject :one
-- What the viewer would report.
-- in:  kind report_subject, subject uuid, viewer user_id
-- out: about_id user_id, space_id space_id?, excerpt text
SELECT about_id, space_id, substr(says, 1, 2000) AS excerpt
  FROM ({{report_of_space}}
        UNION ALL
        {{report_of_event}}
        UNION ALL
        {{report_of_message}}
        UNION ALL
        {{report_of_user}}) AS subject

-- name: report_add :exec
-- Files a report; nothing when the same person has one of the same thing open.
-- in:  id report_id, space space_id?, reporter user_id, kind report_subject,
--      subject uuid, about user_id, reason report_reason, note text?, excerpt text,
--      now time
INSERT INTO report (id, space_id, reporter_id, subject_kind, subject_id, about_id,
       reason, note, excerpt, state, created_at)
VALUES (:id, :space, :reporter, :kind, :subject, :about, :reason, :note, :excerpt,
       'open', :now)
    ON CONFLICT (reporter_id, subject_id) WHERE state = 'open' DO NOTHING

-- fragment: report_filed
id report_id, subject_kind report_subject, subject_id uuid, reason report_reason,
note text?, state report_state, created_at time

-- name: report_mine :one
-- The open report of a thing by who filed it.
-- in:  reporter user_id, subject uuid
-- out: {{report_filed}}
SELECT id, subject_kind, subject_id, reason, note, state, created_at
  FROM report
 WHERE reporter_id = :reporter AND subject_id = :subject AND state = 'open'

-- fragment: report_out
{{report_filed}}, space_id space_id?, excerpt text,
reporter.id user_id?, reporter.first_name text?, reporter.last_name text?,
reporter.image_url text?, about.id user_id?, about.first_name text?,
about.last_name text?, about.image_url text?, handled_by user_id?,
handled_at time?, outcome text?

-- fragment: report_columns
r.id, r.subject_kind, r.subject_id, r.reason, r.note, r.state, r.created_at,
r.space_id, r.excerpt, f.id AS "reporter.id",
f.first_name AS "reporter.first_name", f.last_name AS "reporter.last_name",
f.image_url AS "reporter.image_url", a.id AS "about.id",
a.first_name AS "about.first_name", a.last_name AS "about.last_name",
a.image_url AS "about.image_url", r.handled_by, r.handled_at, r.outcome

-- fragment: report_people
LEFT JOIN users f ON f.id = r.reporter_id
LEFT JOIN users a ON a.id = r.about_id

-- name: report_list_of_space :many
-- The reports of a space in a state, the latest first, without those about the
-- viewer.
-- in:  space space_id, viewer user_id, state report_state
-- out: {{report_out}}
-- page: id desc
SELECT {{report_columns}}
  FROM report r
  {{report_people}}
 WHERE r.space_id = :space AND r.state = :state
   AND (r.about_id IS NULL OR r.about_id <> :viewer) AND r.id < :after_id
 ORDER BY r.id DESC
 LIMIT :limit

-- name: report_list :many
-- All reports in a state, the latest first.
-- in:  state report_state
-- out: {{report_out}}
-- page: id desc
SELECT {{report_columns}}
  FROM report r
  {{report_people}}
 WHERE r.state = :state AND r.id < :after_id
 ORDER BY r.id DESC
 LIMIT :limit

-- name: report_get :one
-- One report.
-- in:  id report_id
-- out: {{report_out}}
SELECT {{report_columns}}
  FROM report r
  {{report_people}}
 WHERE r.id = :id

-- name: report_facts :one
-- What decides who handles a report, which does not change.
-- in:  id report_id
-- out: space_id space_id?, about_id user_id?
SELECT space_id, about_id
  FROM report
 WHERE id = :id

-- name: report_for_write :one
-- A report to be handled. The row stays locked.
-- in:  id report_id
-- out: state report_state
SELECT state
  FROM report
 WHERE id = :id
 {{for_update}}

-- name: report_handle :exec
-- An open report is resolved or dismissed.
-- in:  id report_id, state report_state, by user_id, outcome text?, now time
UPDATE report
   SET state = :state, handled_by = :by, handled_at = :now, outcome = :outcome
 WHERE id = :id AND state = 'open'

-- name: report_purge :exec
-- Forgets at most limit reports that were handled before a time.
-- in:  before time, limit int
DELETE FROM report
 WHERE id IN (SELECT id FROM report WHERE handled_at < :before LIMIT :limit)
