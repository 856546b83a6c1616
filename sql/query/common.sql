-- Fragments that every file may use.

-- fragment: for_update
-- @postgresql
FOR UPDATE
-- @end

-- The row of an event, in a way that lets others still refer to it: an RSVP
-- that is being inserted refers to it.
-- fragment: for_update_of_event
-- @postgresql
FOR NO KEY UPDATE OF e
-- @end

-- The type of whole numbers.
-- fragment: integer
-- @postgresql
bigint
-- @sqlite
INTEGER
-- @end

-- fragment: hours_after time, hours
-- @postgresql
({time} + {hours} * interval '1 hour')
-- @sqlite
({time} + {hours} * 3600000000)
-- @end

-- fragment: later time, other
-- @postgresql
greatest({time}, {other})
-- @sqlite
max({time}, {other})
-- @end

-- fragment: earlier time, other
-- @postgresql
least({time}, {other})
-- @sqlite
min({time}, {other})
-- @end

-- The one way to take seats of an event: none when there are not so many or
-- somebody waits, and none when the event was called off, is over, has closed its
-- RSVPs or is not seen any more. All of that may have changed since it was read.
-- fragment: take_seats
UPDATE event SET taken = taken + :seats
 WHERE id = :event AND status = 'published' AND waiting = 0
   AND (capacity IS NULL OR taken + :seats <= capacity)
   AND end_time > :now AND (rsvp_closes_at IS NULL OR rsvp_closes_at > :now)
   AND {{event_visible event}}

-- Who sees an event: the one place that says so. A list walks an index for each
-- case instead (event_arms). Scalar subqueries: of an EXISTS PostgreSQL may make
-- a table of all that the viewer has.
-- fragment: event_visible event
({event}.is_listed OR {event}.organizer_id = :viewer
 OR ({event}.published_at IS NOT NULL
     AND (SELECT seen.user_id FROM rsvp seen
           WHERE seen.event_id = {event}.id
             AND seen.user_id = :viewer) IS NOT NULL))

-- What a role of users allows everywhere, as bits of rule/permission.h: all, or
-- events.create.
-- fragment: role_permissions role
CASE {role} WHEN 'admin' THEN 268435455 WHEN 'organizer' THEN 8192 ELSE 0 END

-- What the viewer, whose role is given, may do to an event: its organizer has
-- events.manage.
-- fragment: event_permissions event, role
({{role_permissions {role}}}
 | CASE WHEN {event}.organizer_id = :viewer THEN 16384 ELSE 0 END)
