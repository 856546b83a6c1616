-- Addresses and secrets are looked up when a mail is sent, so that none lies in
-- the queue, and so is whether it is still true. What it says of an event lies
-- there: the event may be gone.

-- name: mail_verification :one
-- A link or code to be mailed: of somebody who is suspended none works but the one that
-- takes a change of address back.
-- in:  id verification_id
-- out: purpose text, email text, first_name text, expires_at time,
--      code_expires_at time, used_at time?, space_name text?
SELECT v.purpose, v.email, u.first_name, v.expires_at, v.code_expires_at,
       v.used_at,
       (SELECT s.name FROM space s WHERE s.id = v.space_id) AS space_name
  FROM verification v
  JOIN users u ON u.id = v.user_id
 WHERE v.id = :id AND (u.suspended_at IS NULL OR v.purpose = 'email_undo')

-- name: mail_user :one
-- Whom a mail about an account goes to.
-- in:  id user_id
-- out: email text, first_name text
SELECT email, first_name FROM users WHERE id = :id

-- name: mail_session :one
-- When and from where somebody began a session, ended or not.
-- in:  id session_id, user user_id
-- out: ip_address text, user_agent text, created_at time
SELECT ip_address, user_agent, created_at FROM session
 WHERE id = :id AND user_id = :user

-- When the last date of a series ends, and what somebody has answered to one that is
-- not over.
-- fragment: last_end_of series
(SELECT d.end_time FROM event d
  WHERE d.series_id = {series}.id
  ORDER BY d.start_time DESC, d.id DESC
  LIMIT 1)

-- fragment: answer_to_date_of series
(SELECT x.status
   FROM rsvp x
   JOIN event d ON d.id = x.event_id
  WHERE x.user_id = :viewer AND d.series_id = {series}.id AND d.end_time > :now
    AND x.status IN ('attending', 'maybe', 'waitlisted')
  LIMIT 1)

-- fragment: invitation_to event
(SELECT i.id FROM event_invitation i WHERE i.event_id = {event} AND i.user_id = u.id)

-- name: mail_event :one
-- A person who is told about an event; what has become of the event, its state NULL
-- when it is gone, whether it is for them still, and of their answer, NULL when there
-- is none; own_rsvp: of a series that to itself. is_asked: whether they still come;
-- has_attended: as far as anybody looked.
-- invitation: by which somebody without an account has their answer, to a date perhaps
-- the one to its series. is_withheld: nobody but who runs it sees it now.
-- in:  viewer user_id, event event_id, now time
-- out: email text, first_name text, status event_status?, start_time time?,
--      end_time time?, is_hidden bool, is_withheld bool, is_organizer bool,
--      is_kept bool, rsvp rsvp_status?, own_rsvp rsvp_status?, is_asked bool, has_attended bool,
--      invitation event_invitation_id?
SELECT u.email, u.first_name, e.status, e.start_time,
       CASE WHEN e.is_series THEN {{last_end_of e}} ELSE e.end_time END AS end_time,
       e.hidden_at IS NOT NULL AS is_hidden,
       COALESCE(NOT e.is_shown, FALSE) AS is_withheld,
       COALESCE(e.organizer_id = u.id, FALSE) AS is_organizer,
       COALESCE({{event_keeps e}}, FALSE) AS is_kept,
       CASE WHEN e.is_series THEN {{answer_to_date_of e}} ELSE r.status END AS rsvp,
       r.status AS own_rsvp,
       COALESCE({{is_in_audience r, 'unconfirmed'}}, FALSE) AS is_asked,
       COALESCE({{is_in_audience r, 'attended'}}, FALSE) AS has_attended,
       CASE WHEN u.is_guest
            THEN COALESCE({{invitation_to e.id}}, {{invitation_to e.series_id}}) END
         AS invitation
  FROM users u
  LEFT JOIN event e ON e.id = :event
  LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = u.id
 WHERE u.id = :viewer AND u.suspended_at IS NULL

-- name: mail_space :one
-- A person who is told about a space: whether they belong to it, or own it, whether
-- requests wait there that they may decide, or domains have lapsed that they manage,
-- when their membership ends, and when it goes itself.
-- in:  viewer user_id, space space_id
-- out: email text, first_name text, is_active bool, is_owner bool,
--      has_requests bool, has_lapsed bool, expires_at time?, closes_at time?
SELECT u.email, u.first_name,
       COALESCE({{in_audience :space}}, FALSE) AS is_active,
       COALESCE((SELECT s.owner_id FROM space s WHERE s.id = :space) = u.id, FALSE) AS is_owner,
       {{space_where_may :space, 64}} IS NOT NULL
         AND (SELECT r.id FROM join_request r
               WHERE r.space_id = :space AND r.state = 'pending'
               LIMIT 1) IS NOT NULL AS has_requests,
       {{space_where_may :space, 4}} IS NOT NULL
         AND (SELECT d.id FROM space_domain d
               WHERE d.space_id = :space AND d.state = 'lapsed'
               LIMIT 1) IS NOT NULL AS has_lapsed,
       (SELECT m.expires_at FROM member m
         WHERE m.space_id = :space AND m.user_id = :viewer) AS expires_at,
       (SELECT s.closes_at FROM space s WHERE s.id = :space) AS closes_at
  FROM users u
 WHERE u.id = :viewer AND u.suspended_at IS NULL

-- name: mail_spark :one
-- A person who is told about a spark, and what has become of it: its state NULL when it
-- is gone; whether it is not over, they are in it, and it is to be shown to them.
-- in:  viewer user_id, spark spark_id, now time
-- out: email text, first_name text, timezone text, status spark_status?, is_live bool,
--      is_creator bool, is_in bool, is_for bool
SELECT u.email, u.first_name, u.timezone, {{spark_status s}} AS status,
       {{spark_is_live s}} AS is_live,
       COALESCE(s.created_by = u.id, FALSE) AS is_creator,
       COALESCE(p.state = 'joined', FALSE) AS is_in,
       COALESCE({{spark_is_for s, u.id}}, FALSE) AS is_for
  FROM users u
  LEFT JOIN spark s ON s.id = :spark
  LEFT JOIN spark_participant p ON p.spark_id = s.id AND p.user_id = u.id
 WHERE u.id = :viewer AND u.suspended_at IS NULL

-- name: mail_routine :one
-- A person who is told about a run of a routine, and whether that is true still: the
-- routine goes on, and is for them; it is for them to do the run; it is not over.
-- in:  viewer user_id, routine routine_id, starts_at time
-- out: email text, first_name text, is_live bool, is_theirs bool, is_open bool
SELECT u.email, u.first_name,
       COALESCE(q.state = 'active' AND {{routine_visible q}}, FALSE) AS is_live,
       COALESCE(a.user_id IS NOT NULL, FALSE) AS is_theirs,
       COALESCE(x.closed_at IS NULL, FALSE) AS is_open
  FROM users u
  LEFT JOIN routine q ON q.id = :routine
  LEFT JOIN routine_run x ON x.routine_id = q.id AND x.starts_at = :starts_at
  LEFT JOIN run_assignee a
    ON a.routine_id = x.routine_id AND a.run_on = x.run_on AND a.user_id = u.id
 WHERE u.id = :viewer AND u.suspended_at IS NULL
 LIMIT 1

-- name: mail_poll :one
-- A person who is told about a poll, and what has become of it; status: NULL when they do
-- not see it any more. rsvp: what they have answered to the event that was made of it.
-- in:  viewer user_id, poll poll_id, now time
-- out: email text, first_name text, status poll_status?, is_creator bool,
--      has_answered bool, event_status event_status?, rsvp rsvp_status?
SELECT u.email, u.first_name, CASE WHEN {{poll_visible p}} THEN {{poll_status p}} END AS status,
       COALESCE(p.created_by = u.id, FALSE) AS is_creator,
       COALESCE(w.answered_at IS NOT NULL, FALSE) AS has_answered,
       e.status AS event_status, r.status AS rsvp
  FROM users u
  LEFT JOIN poll p ON p.id = :poll
  LEFT JOIN poll_person w ON w.poll_id = p.id AND w.user_id = u.id
  LEFT JOIN event e ON e.id = p.event_id
  LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = u.id
 WHERE u.id = :viewer AND u.suspended_at IS NULL

-- name: mail_count :one
-- How many mails of at least a priority a person has got since then.
-- in:  user user_id, since time, priority_min int
-- out: count int
SELECT count(*) AS count
  FROM job
 WHERE recipient_id = :user AND effect_at IS NOT NULL AND effect_at > :since
   AND priority >= :priority_min
