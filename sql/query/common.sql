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

-- The same, in a way that lets others change what is no key: they wait only for
-- who removes the row or takes it FOR UPDATE, and so does who reads it like this.
-- fragment: for_key_share_of table
-- @postgresql
FOR KEY SHARE OF {table}
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

-- Whether everybody's lists show an event: the one place that says so. Who suspends
-- or restores its organizer waits until the transaction ends, and then has it
-- written anew (event_relist).
-- fragment: is_listed visibility, published_at, organizer
({visibility} = 'public' AND {published_at} IS NOT NULL
 AND (SELECT s.suspended_at
        FROM users s
       WHERE s.id = {organizer} {{for_key_share_of s}}) IS NULL)

-- Whether nobody may answer an event because its organizer is suspended. One that
-- is listed needs no look.
-- fragment: event_is_withheld event
(NOT {event}.is_listed
 AND (SELECT o.suspended_at FROM users o
       WHERE o.id = {event}.organizer_id) IS NOT NULL)

-- Whether an event takes RSVPs of the viewer, who is not suspended: it is published,
-- not over, not withheld, and seen by them, and has not closed its RSVPs. All of
-- that may have changed since it was read, so each statement that writes one asks
-- again. Who suspends the viewer waits, and then sees the RSVP.
-- fragment: event_takes_rsvps event
{event}.status = 'published' AND {event}.end_time > :now
AND ({event}.rsvp_closes_at IS NULL OR {event}.rsvp_closes_at > :now)
AND {{event_visible {event}}} AND NOT {{event_is_withheld {event}}}
AND (SELECT v.id FROM users v
      WHERE v.id = :viewer AND v.suspended_at IS NULL
      {{for_key_share_of v}}) IS NOT NULL

-- The one way to take seats of an event: none when there are not so many, somebody
-- waits, or it takes no RSVPs.
-- fragment: take_seats
UPDATE event SET taken = taken + :seats
 WHERE id = :event AND waiting = 0
   AND (capacity IS NULL OR taken + :seats <= capacity)
   AND {{event_takes_rsvps event}}

-- Who sees an event: the one place that says so. A list walks an index for each
-- case instead (event_arms). Scalar subqueries: of an EXISTS PostgreSQL may make
-- a table of all that the viewer has.
-- fragment: event_visible event
({event}.is_listed OR {event}.organizer_id = :viewer
 OR ({event}.published_at IS NOT NULL
     AND (SELECT seen.user_id FROM rsvp seen
           WHERE seen.event_id = {event}.id
             AND seen.user_id = :viewer) IS NOT NULL)
 OR {{event_is_policed {event}}})

-- Whether the viewer is an administrator, who sees what everybody would if its
-- organizer were not suspended, and may cancel it.
-- fragment: event_is_policed event
({event}.visibility = 'public' AND {event}.published_at IS NOT NULL
 AND (SELECT a.id FROM users a
       WHERE a.id = :viewer AND a.role = 'admin') IS NOT NULL)

-- What the viewer's lists of events have: less, for what one answered is seen in
-- the list of answers.
-- fragment: event_in_lists event
({event}.is_listed OR {event}.organizer_id = :viewer)

-- What a role of users allows everywhere, as bits of rule/permission.h: all, or
-- events.create.
-- fragment: role_permissions role
CASE {role} WHEN 'admin' THEN 268435455 WHEN 'organizer' THEN 8192 ELSE 0 END

-- What the viewer, whose role is given, may do to an event: its organizer has
-- events.manage.
-- fragment: event_permissions event, role
({{role_permissions {role}}}
 | CASE WHEN {event}.organizer_id = :viewer THEN 16384 ELSE 0 END)

-- Whether the viewer belongs to the audience of a thing: TRUE of an active
-- member of that space, FALSE of one that was, NULL of nobody.
-- fragment: in_audience audience
(SELECT m.is_active FROM member m
  WHERE m.space_id = {audience} AND m.user_id = :viewer)

-- Whom the viewer does not see, and who does not see the viewer.
-- fragment: blocked
SELECT b.other_id FROM block b WHERE b.user_id = :viewer

-- Whether the viewer and a person may see each other: for one row, and for pages
-- that read little more than they show. Nobody (NULL) is seen. A list that reads
-- many more rows says "person NOT IN ({{blocked}})", of persons that are not NULL.
-- CASE: else PostgreSQL takes it for what hardly a row passes, and sorts.
-- fragment: not_blocked person
CASE WHEN ({{blocked}} AND b.other_id = {person}) IS NULL THEN TRUE ELSE FALSE END

-- The roles of a person in a space: the one that every member has, and others.
-- fragment: roles space, person
SELECT r.id, r.name, r.rank, r.permissions
  FROM member m JOIN role r ON r.id = m.role_id
 WHERE m.space_id = {space} AND m.user_id = {person}
UNION ALL
SELECT r.id, r.name, r.rank, r.permissions
  FROM member_role x JOIN role r ON r.id = x.role_id
 WHERE x.space_id = {space} AND x.user_id = {person}

-- The space, when the viewer has one of the permissions there, else NULL: of a
-- key that is NULL an index finds nothing at once.
-- fragment: space_where_may space, permissions
(SELECT {space} WHERE EXISTS (
        SELECT 1 FROM ({{roles {space}, :viewer}}) AS held
         WHERE held.permissions & {permissions} <> 0))

-- fragment: has_ban space
(SELECT b.user_id FROM ban b
  WHERE b.space_id = {space} AND b.user_id = :viewer
    AND (b.expires_at IS NULL OR b.expires_at > :now)) IS NOT NULL

-- Whether the viewer is kept out of a space, or of the cluster around it.
-- fragment: is_banned space
({{has_ban {space}.id}} OR {{has_ban {space}.cluster_id}})

-- Whether the viewer waits to be let into a space.
-- fragment: has_request space
(SELECT r.id FROM join_request r
  WHERE r.space_id = {space}.id AND r.user_id = :viewer
    AND r.state = 'pending') IS NOT NULL

-- Who knows of a space: everybody, who belongs to it or did, its audience, and
-- who oversees the cluster that it is in.
-- fragment: space_visible space
({space}.is_listed
 OR (SELECT m.user_id FROM member m
      WHERE m.space_id = {space}.id AND m.user_id = :viewer) IS NOT NULL
 OR COALESCE({{in_audience {space}.audience_id}}, FALSE)
 OR {{space_where_may {space}.cluster_id, 89510360}} IS NOT NULL)

-- Who sees a person: who shares a space with them, sees what they organize, or may
-- list an answer of theirs. Each case walks an index of one of both, and ends with
-- the first that is found.
-- fragment: person_visible person
({person}.id = :viewer
 OR ({person}.is_verified AND {person}.suspended_at IS NULL
     AND {{not_blocked {person}.id}}
     AND ({{shares_space {person}.id}} OR {{organizes_for {person}.id}}
          OR {{answers_for {person}.id}})))

-- fragment: shares_space person
(SELECT mine.space_id
   FROM member mine
   JOIN member theirs ON theirs.space_id = mine.space_id AND theirs.user_id = {person}
  WHERE mine.user_id = :viewer
  LIMIT 1) IS NOT NULL

-- fragment: organizes_for person
((SELECT e.id FROM event e WHERE e.organizer_id = {person} AND e.is_listed LIMIT 1)
 IS NOT NULL
 OR (SELECT e.id
       FROM rsvp mine
       JOIN event e ON e.id = mine.event_id
      WHERE mine.user_id = :viewer AND e.organizer_id = {person}
        AND {{event_visible e}}
      LIMIT 1) IS NOT NULL)

-- Who runs an event lists all answers, others who comes.
-- fragment: answers_for person
(SELECT r.event_id
   FROM rsvp r
   JOIN event e ON e.id = r.event_id
  WHERE r.user_id = {person}
    AND (e.organizer_id = :viewer
         OR (r.status = 'attending' AND {{event_visible e}}))
  LIMIT 1) IS NOT NULL
