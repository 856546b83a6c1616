-- fragment: rsvp_out
event_id event_id, user_id user_id, status rsvp_status, party_size int, note text?,
position int?, is_standing bool, source rsvp_source, asked_at time?,
confirmed_at time?, arrived int, attended bool?, created_at time, updated_at time,
_version int

-- What came to an answer beside what it says.
-- fragment: rsvp_course
is_standing, source, asked_at, confirmed_at, arrived, attended

-- fragment: rsvp_columns
r.event_id, r.user_id, r.status, r.party_size, r.note,
CASE WHEN r.status = 'waitlisted' THEN
     (SELECT count(*) {{rsvp_up_to r}}) END AS position,
{{rsvp_course}}, r.created_at, r.updated_at, r.version AS _version

-- An RSVP that holds no place in a line, as the statement that writes it gives
-- it back.
-- fragment: rsvp_settled
event_id, user_id, status, party_size, note,
CAST(NULL AS {{integer}}) AS position, {{rsvp_course}}, created_at,
updated_at, version AS _version

-- fragment: rsvp_row
event_id, user_id, status, party_size, note, queued_at, passed, created_at,
updated_at, version, source

-- Whoever was asked whether they still come, and answers anew, has said so.
-- fragment: confirmed_by_answer answer
CASE WHEN {answer}.asked_at IS NOT NULL THEN :now END

-- Whether a host has removed the viewer from an event, or from the series of a date
-- that they have not answered.
-- fragment: is_removed_from event
CASE WHEN r.status IS NOT NULL THEN r.status = 'removed'
     WHEN {event}.series_id IS NULL THEN FALSE
-- @postgresql
     ELSE series_removes({event}.series_id, :viewer) END
-- @sqlite
     ELSE COALESCE((SELECT o.status = 'removed' FROM rsvp o
                     WHERE o.event_id = {event}.series_id
                       AND o.user_id = :viewer), FALSE) END
-- @end

-- name: rsvp_facts :one
-- What decides whether a user may answer, and the RSVP so far (NULL when there
-- is none).
-- in:  event event_id, viewer user_id, now time
-- out: status event_status, is_for_them bool, is_withheld bool, is_banned bool,
--      is_closing bool, is_listed bool, is_open bool, is_series bool,
--      is_removed bool, end_time time, rsvp_closes_at time?, waitlist bool,
--      has_tickets bool, capacity int?, taken int, waiting int, max_party int,
--      rsvp_status rsvp_status?, party_size int?, queued_at time?, version int?
SELECT e.status, COALESCE({{event_is_for_one e}}, FALSE) AS is_for_them,
       NOT e.is_shown AS is_withheld, {{event_bars e}} AS is_banned,
       {{event_closes e}} AS is_closing, e.is_listed, e.is_open,
       e.is_series, {{is_removed_from e}} AS is_removed, e.end_time, e.rsvp_closes_at,
       e.waitlist, e.has_tickets, e.capacity, e.taken, e.waiting, e.max_party,
       r.status AS rsvp_status, r.party_size, r.queued_at, r.version
  FROM event e
  LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = :viewer
 WHERE e.id = :event

-- name: rsvp_event_seen :one
-- An event that is not for a user, when they see it all the same.
-- in:  event event_id, viewer user_id
-- out: event_id event_id
SELECT e.id AS event_id FROM event e WHERE e.id = :event AND {{event_visible e}}

-- name: rsvp_get :one
-- A user's RSVP to an event.
-- in:  event event_id, user user_id
-- out: {{rsvp_out}}
SELECT {{rsvp_columns}}
  FROM rsvp r
 WHERE r.event_id = :event AND r.user_id = :user

-- name: rsvp_add :one
-- A first RSVP that takes no seats; a failure when another has come first, and no
-- row when the event takes none. Whoever cancels the event waits until it stands,
-- or has it wait. version: higher than any that the RSVP had before it was taken
-- back, so that nobody takes the new one for the old.
-- in:  event event_id, viewer user_id, status rsvp_status, party_size int,
--      note text?, queued_at time?, now time, version int, source rsvp_source
-- out: {{rsvp_out}}
INSERT INTO rsvp ({{rsvp_row}})
SELECT e.id, :viewer, :status, :party_size, :note, :queued_at, 0, :now, :now,
       :version, :source
  FROM event e
 WHERE e.id = :event AND {{event_takes_rsvps e}}
 {{for_key_share_of e}}
RETURNING {{rsvp_settled}}

-- name: rsvp_add_seated :one
-- A first RSVP of somebody who attends, and their seats; no row, and nothing
-- done, when there are not so many or somebody waits.
-- in:  event event_id, viewer user_id, seats int, note text?, now time,
--      version int, source rsvp_source
-- out: {{rsvp_out}}
-- @postgresql
WITH seated AS (
       {{take_seats}}
       RETURNING id)
INSERT INTO rsvp ({{rsvp_row}})
SELECT id, :viewer, 'attending', :seats, :note, NULL, 0, :now, :now, :version,
       :source
  FROM seated
RETURNING {{rsvp_settled}}
-- @sqlite
{{take_seats}};
INSERT INTO rsvp ({{rsvp_row}})
VALUES (:event, :viewer, 'attending', :seats, :note, NULL, 0, :now, :now,
       :version, :source)
RETURNING {{rsvp_settled}}
-- @end

-- name: rsvp_set :one
-- Another RSVP of somebody who gives it; no row, and nothing done, when it is not the
-- one that was read, or the event takes none: a refusal is always possible. Whoever
-- keeps a place in the line keeps how often it was passed.
-- in:  event event_id, viewer user_id, version int, status rsvp_status,
--      party_size int, note text?, queued_at time?, now time, source rsvp_source
-- out: {{rsvp_out}}
UPDATE rsvp
   SET status = :status, party_size = :party_size, note = :note,
       passed = CASE WHEN queued_at = :queued_at THEN passed ELSE 0 END,
       queued_at = :queued_at, is_standing = FALSE, source = :source,
       confirmed_at = {{confirmed_by_answer rsvp}},
       updated_at = :now, version = version + 1
 WHERE event_id = :event AND user_id = :viewer AND version = :version
   AND (:status = 'not_attending'
        OR (SELECT e.id
              FROM event e
             WHERE e.id = :event AND {{event_takes_rsvps e}}
             {{for_key_share_of e}}) IS NOT NULL)
RETURNING {{rsvp_settled}}

-- name: rsvp_put :one
-- What a host says in place of somebody, whose seats are locked. Without a note theirs
-- stays.
-- in:  event event_id, viewer user_id, status rsvp_status, party_size int,
--      note text?, keeps_note bool, queued_at time?, now time, version int
-- out: {{rsvp_out}}
INSERT INTO rsvp ({{rsvp_row}})
VALUES (:event, :viewer, :status, :party_size, :note, :queued_at, 0, :now, :now,
       :version, 'host')
    ON CONFLICT (event_id, user_id) DO UPDATE
   SET status = excluded.status, party_size = excluded.party_size,
       note = CASE WHEN :keeps_note THEN rsvp.note ELSE excluded.note END,
       passed = CASE WHEN rsvp.queued_at = excluded.queued_at THEN rsvp.passed
                     ELSE 0 END,
       queued_at = excluded.queued_at, is_standing = FALSE,
       source = excluded.source,
       confirmed_at = {{confirmed_by_answer rsvp}}, updated_at = excluded.updated_at, version = rsvp.version + 1
RETURNING {{rsvp_settled}}

-- name: rsvp_host_facts :one
-- Whether the viewer may answer an event in place of a user: one who has answered it,
-- or whom the viewer sees, and who sees its organizer.
-- in:  event event_id, user user_id, viewer user_id
-- out: is_visible bool, permissions int, is_found bool
SELECT COALESCE({{event_visible e}}, FALSE) AS is_visible,
       {{event_permissions e, u.role}} AS permissions,
       COALESCE((SELECT {{not_blocked_by e.organizer_id, t.id}}
                        AND {{is_known_to_host e.id, u.role, t}}
                   FROM users t
                  WHERE t.id = :user AND t.suspended_at IS NULL), FALSE)
         AS is_found
  FROM event e
  JOIN users u ON u.id = :viewer
 WHERE e.id = :event

-- name: rsvp_remove :exec
-- Takes an RSVP back; changes nothing when it is not the one that was read.
-- in:  event event_id, user user_id, version int
DELETE FROM rsvp WHERE event_id = :event AND user_id = :user AND version = :version

-- name: rsvp_held :many
-- Where a user, when suspended, has seats or waits for them: a page of the events
-- that may still take place.
-- in:  user user_id, now time, limit int
-- out: event_id event_id
SELECT r.event_id
  FROM rsvp r
  JOIN users u ON u.id = r.user_id
  JOIN event e ON e.id = r.event_id
 WHERE r.user_id = :user AND r.status IN ('attending', 'waitlisted', 'offered')
   AND u.suspended_at IS NOT NULL
   AND {{may_take_place e}}
 ORDER BY r.event_id
 LIMIT :limit

-- name: rsvp_astray :many
-- What somebody has answered that is not for them, or no more, whether or not it is
-- shown now: a page of the events that may still take place, in the order in which
-- they are locked. That they were removed stays.
-- in:  viewer user_id, now time, limit int
-- out: event_id event_id
SELECT r.event_id
  FROM rsvp r
  JOIN event e ON e.id = r.event_id
 WHERE r.user_id = :viewer AND {{may_take_place e}} AND r.status <> 'removed'
   AND NOT COALESCE({{event_keeps e}}, FALSE)
 ORDER BY r.event_id
 LIMIT :limit

-- name: rsvp_apart :many
-- Some of what people have answered to an event, or to a date of that series, who do
-- not see a person that organizes it now, nor are seen by them; without those who were
-- removed. In the order in which events are locked.
-- in:  event event_id, organizer user_id, limit int
-- out: event_id event_id, user_id user_id
SELECT r.event_id, r.user_id
  FROM block b
  JOIN rsvp r ON r.user_id = b.other_id AND r.event_id IN (
       SELECT :event
       UNION ALL
       SELECT d.id FROM event d WHERE d.series_id = :event)
 WHERE b.user_id = :organizer AND r.status <> 'removed'
 ORDER BY r.event_id
 LIMIT :limit

-- name: rsvp_hold :one
-- That an event is for the viewer: until the transaction ends it stays so. The event may
-- change meanwhile, but not go.
-- in:  event event_id, viewer user_id
-- out: id event_id
SELECT e.id FROM event e WHERE e.id = :event AND {{event_holds e}}
 {{for_key_share_of e}}

-- name: rsvp_hold_for :one
-- The same of any event, and that the viewer is not suspended, for who answers in
-- their place.
-- in:  event event_id, viewer user_id
-- out: id event_id
SELECT e.id
  FROM event e
 CROSS JOIN users v
 WHERE e.id = :event AND {{event_holds e}}
   AND v.id = :viewer AND v.suspended_at IS NULL
 {{for_key_share_of v}}

-- name: rsvp_settle :exec
-- Who came to an event: of those who said so, whoever was seen to arrive. Where nobody
-- looked it is left open.
-- in:  event event_id, now time
UPDATE rsvp
   SET attended = CASE WHEN {{has_arrivals :event}} THEN arrived > 0 END,
       updated_at = :now, version = version + 1
 WHERE event_id = :event AND status = 'attending'
   AND attended IS DISTINCT FROM CASE WHEN {{has_arrivals :event}} THEN arrived > 0 END

-- fragment: has_arrivals event
((SELECT a.user_id FROM rsvp a
   WHERE a.event_id = {event} AND a.arrived > 0 LIMIT 1) IS NOT NULL)

-- name: rsvp_release :exec
-- An RSVP holds neither seats nor a place any more; changes nothing when it is not
-- the one that was read.
-- in:  event event_id, user user_id, version int, now time
UPDATE rsvp
   SET status = 'not_attending', queued_at = NULL, passed = 0,
       updated_at = :now, version = version + 1
 WHERE event_id = :event AND user_id = :user AND version = :version

-- name: rsvp_waiting :many
-- The waitlist of an event, in order, behind a place in it: parties of at most so
-- many.
-- in:  event event_id, after time, after_user user_id, party_max int, limit int
-- out: user_id user_id, party_size int, passed int, queued_at time
SELECT user_id, party_size, passed, queued_at
  FROM rsvp
 WHERE event_id = :event AND status = 'waitlisted'
   AND (queued_at, user_id) > (:after, :after_user)
   AND party_size <= :party_max
 ORDER BY queued_at, user_id
 LIMIT :limit

-- name: rsvp_promote :exec
-- Those who waited get seats: from one place in the line to another, parties of at
-- most so many.
-- in:  event event_id, first time, first_user user_id, last time,
--      last_user user_id, party_max int, now time
UPDATE rsvp
   SET status = 'attending', queued_at = NULL, updated_at = :now,
       version = version + 1
 WHERE event_id = :event AND status = 'waitlisted'
   AND (queued_at, user_id) >= (:first, :first_user)
   AND (queued_at, user_id) <= (:last, :last_user)
   AND party_size <= :party_max

-- name: rsvp_count_pass :exec
-- Those who waited longer than the one promoted were passed once more.
-- in:  event event_id, queued_at time, user user_id
UPDATE rsvp SET passed = passed + 1
 WHERE event_id = :event AND status = 'waitlisted'
   AND (queued_at, user_id) < (:queued_at, :user)

-- name: rsvp_list_facts :one
-- What of the answers to an event the viewer may list.
-- in:  event event_id, viewer user_id
-- out: is_visible bool, permissions int, is_door bool, is_shown bool
SELECT COALESCE({{event_visible e}}, FALSE) AS is_visible,
       {{event_permissions e, u.role}} AS permissions,
       {{is_door_of e}} IS TRUE AS is_door,
       COALESCE({{event_shows_attendees e}}, FALSE) AS is_shown
  FROM event e
  JOIN users u ON u.id = :viewer
 WHERE e.id = :event

-- fragment: rsvp_user_out
event_id event_id, user_id user_id, user.id user_id, user.first_name text,
user.last_name text, user.image_url text?, status rsvp_status, party_size int,
note text?, is_standing bool, source rsvp_source, asked_at time?, confirmed_at time?,
arrived int?, attended bool?, created_at time, updated_at time

-- fragment: rsvp_user_columns is_host
r.event_id, r.user_id, u.id AS "user.id", u.first_name AS "user.first_name",
u.last_name AS "user.last_name", u.image_url AS "user.image_url", r.status,
r.party_size, CASE WHEN {is_host} THEN r.note END AS note, r.is_standing, r.source,
CASE WHEN {is_host} THEN r.asked_at END AS asked_at,
CASE WHEN {is_host} THEN r.confirmed_at END AS confirmed_at,
CASE WHEN {is_host} THEN r.arrived END AS arrived,
CASE WHEN {is_host} THEN r.attended END AS attended, r.created_at, r.updated_at

-- name: rsvp_list :many
-- RSVPs to an event, the earliest first, without those of suspended people. status,
-- attended NULL: all. is_host: for whoever runs the event, who sees notes and what
-- came of it; sees_all: those of blocked people too.
-- in:  event event_id, viewer user_id, status rsvp_status?, attended bool?,
--      is_host bool, sees_all bool
-- out: {{rsvp_user_out}}
-- page: created_at, user_id
SELECT {{rsvp_user_columns :is_host}}
  FROM rsvp r
  JOIN users u ON u.id = r.user_id AND u.suspended_at IS NULL
 WHERE r.event_id = :event
   AND CASE WHEN :status IS NULL THEN TRUE ELSE r.status = :status END
   AND CASE WHEN :attended IS NULL THEN TRUE ELSE r.attended = :attended END
   AND CASE WHEN :sees_all THEN TRUE ELSE {{not_blocked r.user_id}} END
   AND (r.created_at, r.user_id) > (:after_created_at, :after_user_id)
 ORDER BY r.created_at, r.user_id
 LIMIT :limit

-- name: rsvp_waitlist :many
-- Who waits for seats of an event, the next first.
-- in:  event event_id
-- out: {{rsvp_user_out}}, _queued_at time
-- page: _queued_at, user_id
SELECT {{rsvp_user_columns TRUE}}, r.queued_at AS _queued_at
  FROM rsvp r
  JOIN users u ON u.id = r.user_id AND u.suspended_at IS NULL
 WHERE r.event_id = :event AND r.status = 'waitlisted'
   AND (r.queued_at, r.user_id) > (:after_queued_at, :after_user_id)
 ORDER BY r.queued_at, r.user_id
 LIMIT :limit

-- fragment: event_location event
CASE WHEN {{borrows {event}, 4}}
     THEN (SELECT l.location FROM event l WHERE l.id = {event}.series_id)
     ELSE {event}.location END

-- name: rsvp_list_mine :many
-- A user's RSVPs with what they answer, by start; of series those to their dates.
-- in:  viewer user_id, from time, status rsvp_status?
-- out: event_id event_id, user_id user_id, status rsvp_status, party_size int,
--      note text?, is_standing bool, event.id event_id, event.title text, event.start_time time,
--      event.end_time time, event.timezone text, event.status event_status,
--      event.location text?, created_at time, updated_at time
-- page: event.start_time, event.id
SELECT r.event_id, r.user_id, r.status, r.party_size, r.note, r.is_standing,
       e.id AS "event.id", {{event_title e}} AS "event.title", e.start_time AS "event.start_time",
       e.end_time AS "event.end_time", e.timezone AS "event.timezone",
       e.status AS "event.status", {{event_location e}} AS "event.location",
       r.created_at, r.updated_at
  FROM rsvp r
  JOIN event e ON e.id = r.event_id
 WHERE r.user_id = :viewer AND (:status IS NULL OR r.status = :status)
   AND e.end_time > :from AND NOT e.is_series AND {{event_visible e}}
   AND (e.start_time, e.id) > (:after_event_start_time, :after_event__id)
 ORDER BY e.start_time, e.id
 LIMIT :limit

-- name: rsvp_waitlist_place :one
-- Where a user stands in the waitlist of an event, and how many people before them.
-- Whoever may be seated is (app/seats.h): where so many seats are free, they are kept.
-- in:  event event_id, user user_id
-- out: event_id event_id, party_size int, position int, length int, ahead int,
--      reason waitlist_reason
SELECT r.event_id, r.party_size, (SELECT count(*) {{rsvp_up_to r}}) AS position,
       (SELECT count(*) FROM rsvp o
         WHERE o.event_id = r.event_id AND o.status = 'waitlisted') AS length,
       (SELECT CAST(sum(o.party_size) AS {{integer}}) {{rsvp_up_to r}})
         - r.party_size AS ahead,
       CASE WHEN e.taken + r.party_size > e.capacity THEN 'full'
            WHEN (SELECT t.taken + r.party_size > t.capacity FROM ticket_type t
                   WHERE t.id = r.ticket_type_id) THEN 'type_full'
            ELSE 'kept_for_larger_party' END AS reason
  FROM rsvp r
  JOIN event e ON e.id = r.event_id
 WHERE r.event_id = :event AND r.user_id = :user AND r.status = 'waitlisted'

-- By which somebody has an event in their calendar.
-- fragment: invitation_sent event, user
(SELECT i.id FROM event_invitation i
  WHERE i.event_id = {event} AND i.user_id = {user} AND i.sent_sequence IS NOT NULL)

-- fragment: series_of event
(SELECT o.series_id FROM event o WHERE o.id = {event})

-- name: rsvp_audience_of_series :many
-- Who is to be told something of a series: who is the audience of a date that is not
-- over; each once. but: as of rsvp_audience.
-- in:  series event_id, audience notice_audience, but user_id, now time
-- out: user_id user_id, invitation event_invitation_id?
SELECT DISTINCT r.user_id, {{invitation_sent :series, r.user_id}} AS invitation
  FROM (SELECT d.id FROM event d WHERE d.series_id = :series AND d.end_time > :now) AS e
 CROSS JOIN rsvp r
 WHERE r.event_id = e.id AND {{is_in_audience r, :audience}}
   AND r.user_id <> :but

-- name: rsvp_audience :many
-- Who is to be told something of an event: a page of those who are its audience, in
-- order of user.
-- but: who is not told, since they tell it. invitation: by which they have it, or its
-- series, in their calendar.
-- in:  event event_id, audience notice_audience, but user_id, after_id user_id,
--      limit int
-- out: user_id user_id, invitation event_invitation_id?
SELECT r.user_id,
       COALESCE({{invitation_sent :event, r.user_id}},
                {{invitation_sent {{series_of :event}}, r.user_id}}) AS invitation
  FROM rsvp r
 WHERE r.event_id = :event AND {{is_in_audience r, :audience}}
   AND r.user_id > :after_id AND r.user_id <> :but
 ORDER BY r.user_id
 LIMIT :limit

-- name: rsvp_ask :exec
-- Those who come to an event without tickets are asked whether they still do; also who has said so,
-- if it is asked again. but: who is not, since they ask.
-- in:  event event_id, but user_id, is_again bool, now time
UPDATE rsvp
   SET asked_at = :now, confirmed_at = NULL
 WHERE event_id = :event AND status = 'attending' AND user_id <> :but
   AND CASE WHEN :is_again THEN TRUE ELSE confirmed_at IS NULL END
   AND NOT (SELECT e.has_tickets FROM event e WHERE e.id = :event)

-- name: rsvp_confirm :one
-- Somebody who was asked still comes; no row of who was not, or does not.
-- in:  event event_id, user user_id, now time
-- out: {{rsvp_out}}
UPDATE rsvp
   SET confirmed_at = :now
 WHERE event_id = :event AND user_id = :user AND status = 'attending'
   AND asked_at IS NOT NULL
RETURNING {{rsvp_settled}}

-- name: rsvp_lapse :many
-- Who was asked and has not answered does not come: at most limit of them, with the
-- seats that they had.
-- in:  event event_id, now time, limit int
-- out: user_id user_id, party_size int
UPDATE rsvp
   SET status = 'not_attending', updated_at = :now, version = version + 1
 WHERE event_id = :event
   AND NOT (SELECT e.has_tickets FROM event e WHERE e.id = :event)
   AND user_id IN (SELECT r.user_id
                     FROM rsvp r
                    WHERE r.event_id = :event
                      AND {{is_in_audience r, 'unconfirmed'}}
                    LIMIT :limit)
RETURNING user_id, party_size
