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

-- fragment: for_update_of table
-- @postgresql
FOR UPDATE OF {table}
-- @end

-- The same, in a way that lets others change what is no key: they wait only for
-- who removes the row or takes it FOR UPDATE, and so does who reads it like this.
-- fragment: for_key_share_of table
-- @postgresql
FOR KEY SHARE OF {table}
-- @end

-- An id as it is written.
-- fragment: id_text id
-- @postgresql
{id}::text
-- @sqlite
uuid_text({id})
-- @end

-- The type of whole numbers.
-- fragment: integer
-- @postgresql
bigint
-- @sqlite
INTEGER
-- @end

-- An amount as people write it: so many digits behind the point as its currency has.
-- fragment: decimal minor, digits
-- @postgresql
CASE {digits} WHEN 0 THEN ({minor})::text
     WHEN 2 THEN (({minor})::numeric / 100)::numeric(20, 2)::text
     ELSE (({minor})::numeric / 1000)::numeric(20, 3)::text END
-- @sqlite
CASE WHEN {minor} IS NULL THEN NULL
     WHEN {digits} = 0 THEN CAST({minor} AS TEXT)
     WHEN {digits} = 2 THEN printf('%d.%02d', {minor} / 100, {minor} % 100)
     ELSE printf('%d.%03d', {minor} / 1000, {minor} % 1000) END
-- @end

-- fragment: hours_after time, hours
-- @postgresql
({time} + {hours} * interval '1 hour')
-- @sqlite
({time} + {hours} * 3600000000)
-- @end

-- fragment: minutes_after time, minutes
-- @postgresql
({time} + {minutes} * interval '1 minute')
-- @sqlite
({time} + {minutes} * 60000000)
-- @end

-- fragment: just_after time
-- @postgresql
({time} + interval '1 microsecond')
-- @sqlite
({time} + 1)
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

-- The hours within which events are over, roughly: each has the least that it
-- fits into as its span, the longest of all the last one.
-- fragment: event_spans
SELECT 3 AS span UNION ALL SELECT 24 UNION ALL SELECT 192 UNION ALL SELECT 1536
UNION ALL SELECT 12288 UNION ALL SELECT 876000

-- fragment: event_span start_time, end_time
(SELECT coalesce(min(CASE WHEN {end_time} <= {{hours_after {start_time}, s.span}}
                          THEN s.span END), max(s.span))
   FROM ({{event_spans}}) AS s)

-- Whether others than its organizer and hosts may see an event at all: the one place
-- that says so. Who suspends or restores its organizer waits until the transaction
-- ends, and then has it written anew (event_relist).
-- fragment: is_shown published_at, hidden_at, organizer
({published_at} IS NOT NULL AND {hidden_at} IS NULL
 AND (SELECT s.suspended_at
        FROM users s
       WHERE s.id = {organizer} {{for_key_share_of s}}) IS NULL)

-- The space whose members an event is for; NULL of one that is for everybody, or for
-- nobody but whom it names.
-- fragment: event_home visibility, cluster, group
CASE {visibility} WHEN 'cluster' THEN {cluster} WHEN 'group' THEN {group} END

-- What follows from it: the columns event_sight, as whatever writes one of the
-- arguments writes them. Lists are of dates and not of their series.
-- fragment: event_sight
is_shown, is_listed, audience_id

-- fragment: event_sight_of shown, visibility, cluster, group
{{event_sight_by {shown}, {visibility}, {cluster}, {group}, NOT is_series}}

-- fragment: event_sight_by shown, visibility, cluster, group, in_lists
SELECT sight.is_shown,
       sight.is_shown AND {visibility} = 'public' AND {in_lists} AS is_listed,
       CASE WHEN sight.is_shown AND {in_lists}
            THEN {{event_home {visibility}, {cluster}, {group}}} END AS audience_id
  FROM (SELECT {shown} AS is_shown) AS sight

-- Rows that are made, and are copied with a series.
-- fragment: guest_row
event_id, user_id, role, is_invited, sees, start_time, is_series, added_by, created_at

-- fragment: ticket_type_row
id, event_id, name, payment_type, price_minor, min_price_minor, currency, capacity,
per_person_max, refundable_before, is_hidden, taken, created_at, updated_at, version

-- Whether an event takes RSVPs of the viewer, who is not suspended: it is published,
-- not over, and of a series one of the next dates, shown, for them, and has not closed
-- its RSVPs; no space bars them. All of that may have changed since it was read, so
-- each statement that writes one asks again. Who suspends the viewer waits, and then
-- sees the RSVP.
-- fragment: event_takes_rsvps event
{event}.status = 'published' AND {event}.end_time > :now AND {event}.is_open
AND ({event}.rsvp_closes_at IS NULL OR {event}.rsvp_closes_at > :now)
AND {event}.is_shown AND {{event_holds {event}}}
AND ({event}.organizer_id = :viewer OR {{not_blocked {event}.organizer_id}})
AND NOT {{event_bars {event}}} AND NOT {{event_closes {event}}}
AND (SELECT v.id FROM users v
      WHERE v.id = :viewer AND v.suspended_at IS NULL
      {{for_key_share_of v}}) IS NOT NULL

-- The one way to take seats of an event: none when there are not so many, somebody
-- waits, or it takes no RSVPs.
-- fragment: take_seats
UPDATE event SET taken = taken + :seats
 WHERE id = :event AND waiting = 0 AND NOT has_tickets
   AND (capacity IS NULL OR taken + :seats <= capacity)
   AND {{event_takes_rsvps event}}

-- In which currency the ticket types of an event are, all alike; NULL of none.
-- fragment: event_currency
(SELECT t.currency FROM ticket_type t WHERE t.event_id = event.id LIMIT 1)

-- Whether an event may still take place: what was cancelled may be reinstated, with
-- other times too. Who may not be where they were is taken out of all of these.
-- fragment: may_take_place event
({event}.status = 'cancelled'
 OR ({event}.status <> 'completed' AND ({event}.is_series OR {event}.end_time > :now)))

-- How often an event was moved: a date also with its series.
-- fragment: moves_of event
{event}.sequence
  + COALESCE((SELECT l.sequence FROM event l WHERE l.id = {event}.series_id), 0)

-- Where an event takes place, in a line.
-- fragment: event_place event
CASE WHEN {{borrows {event}, 4}}
     THEN (SELECT {{place_line l}} FROM event l WHERE l.id = {event}.series_id)
     ELSE {{place_line {event}}} END

-- fragment: place_line event
COALESCE({event}.location, {event}.venue_name, {event}.venue_address)

-- The series of a date, and the answer of the viewer, beside an event.
-- fragment: event_joins
LEFT JOIN event s ON s.id = e.series_id
LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = :viewer

-- Whether its online address is for the viewer, who has that role in it.
-- fragment: event_shows_url role
(r.status = 'attending' OR e.organizer_id = :viewer OR {role} = 'co_host')

-- What an event is called.
-- fragment: event_title event
CASE WHEN {{borrows {event}, 1}}
     THEN (SELECT l.title FROM event l WHERE l.id = {event}.series_id)
     ELSE {event}.title END

-- Whether an event has from its series what bits of rule/series.h stand for.
-- fragment: borrows event, bits
({event}.series_id IS NOT NULL AND {event}.overrides & {bits} = 0)

-- The event whose hosts and guests an event has: its series.
-- fragment: namer event
COALESCE({event}.series_id, {event}.id)

-- The same of an id.
-- fragment: namer_of id
COALESCE((SELECT n.series_id FROM event n WHERE n.id = {id}), {id})

-- Whether an invitation to an event is to another one, too: to a date of that series, or
-- of another part of what they were before it was split.
-- fragment: reaches to, event
({to} = {event}
 OR (SELECT d.id
       FROM event d
       JOIN recurrence part ON part.event_id = d.series_id
       JOIN recurrence one ON one.root_id = part.root_id
      WHERE d.id = {event} AND one.event_id = {to}) IS NOT NULL)

-- Whom an event is for: its organizer, and everybody or the members of a space or
-- whom it names, but nobody who is blocked. Scalar subqueries: of an EXISTS
-- PostgreSQL may make a table of all that the viewer has.
-- fragment: event_is_for event
({event}.organizer_id = :viewer
 OR ({{event_reaches {event}}} AND {{not_blocked {event}.organizer_id}}))

-- fragment: event_reaches event
({{is_public {event}}} OR {{in_audience {{audience_of {event}}}}}
 OR {{is_named_by {event}}})

-- The same of one event, which most often is public (sql/object/event_reach.sql).
-- fragment: event_is_for_one event
-- @postgresql
({event}.organizer_id = :viewer
 OR (({{is_public {event}}} OR in_audience({{audience_of {event}}}, :viewer)
      OR event_names({{namer {event}}}, :viewer, {event}.is_shown))
     AND {{not_blocked {event}.organizer_id}}))
-- @sqlite
{{event_is_for {event}}}
-- @end

-- The two cases by which most see most events, but for blocks.
-- fragment: is_shared event
-- @postgresql
({event}.is_listed OR in_audience({event}.audience_id, :viewer))
-- @sqlite
({event}.is_listed OR {{in_audience {event}.audience_id}})
-- @end

-- A series is for those for whom its dates are, and in no list itself.
-- fragment: is_public event
({event}.is_listed
 OR ({event}.is_series AND {event}.is_shown AND {event}.visibility = 'public'))

-- fragment: audience_of event
CASE WHEN {event}.is_series AND {event}.is_shown
     THEN {{event_home {event}.visibility, {event}.cluster_id, {event}.group_id}}
     ELSE {event}.audience_id END

-- Whether an event shows itself to the viewer as a host or guest; NULL of neither.
-- fragment: is_named_by event
(SELECT {{guest_sees g, {event}}} FROM event_guest g
  WHERE g.event_id = {{namer {event}}} AND g.user_id = :viewer)

-- A date that is hidden by itself shows itself to hosts alone.
-- fragment: guest_sees guest, event
{guest}.sees AND ({event}.is_shown OR {guest}.role <> 'guest')

-- fragment: is_host_of event
({{role_in {event}}} = 'co_host')

-- fragment: is_door_of event
({{role_in {event}}} = 'door')

-- fragment: role_in event
(SELECT g.role FROM event_guest g
  WHERE g.event_id = {{namer {event}}} AND g.user_id = :viewer)

-- Who sees an event: the one place that says so. Whoever manages the events of a
-- cluster sees those of its groups too, and answers none by that. A list walks an
-- index for each case instead (event_arms).
-- fragment: event_visible event
({event}.organizer_id = :viewer
 OR (({{event_reaches {event}}} OR {{event_is_overseen {event}}})
     AND {{not_blocked {event}.organizer_id}})
 OR {{event_is_policed {event}}})

-- Whether the viewer is an administrator, who sees what everybody would if it were
-- not hidden and its organizer not suspended, and may cancel it.
-- fragment: event_is_policed event
({event}.visibility = 'public' AND {event}.published_at IS NOT NULL
 AND (SELECT a.id FROM users a
       WHERE a.id = :viewer AND a.role = 'admin') IS NOT NULL)

-- fragment: event_is_overseen event
({{audience_of {event}}} IS NOT NULL
 AND {event}.cluster_id = {{space_where_may {event}.cluster_id, 16384}})

-- Whether an event is for the viewer, but for blocks, and stays so until the
-- transaction ends: who takes the membership or the invitation away waits, or is
-- waited for.
-- fragment: event_holds event
({{is_public {event}}} OR {event}.organizer_id = :viewer
-- @postgresql
 OR event_holds({{audience_of {event}}}, {{namer {event}}}, :viewer, {event}.is_shown))
-- @sqlite
 OR {{in_audience {{audience_of {event}}}}} OR {{is_named_by {event}}})
-- @end

-- Whether an answer of the viewer's may stand, which does not ask whether the event
-- is shown now.
-- fragment: event_keeps event
(({event}.organizer_id = :viewer
  OR (({event}.visibility = 'public'
       OR {{in_audience {{event_home {event}.visibility, {event}.cluster_id, {event}.group_id}}}}
       OR (SELECT g.role <> 'guest' OR g.is_invited FROM event_guest g
            WHERE g.event_id = {{namer {event}}} AND g.user_id = :viewer))
      AND {{not_blocked {event}.organizer_id}}))
 AND NOT {{event_bars {event}}})

-- Whether the viewer is kept out of the spaces that an event is in, whoever sees it.
-- fragment: event_bars event
CASE WHEN {event}.cluster_id IS NULL AND {event}.group_id IS NULL THEN FALSE
-- @postgresql
     ELSE event_bars({event}.cluster_id, {event}.group_id, :viewer, :now) END
-- @sqlite
     ELSE {{is_barred :viewer, IN ({event}.cluster_id, {event}.group_id)}} END
-- @end

-- Whether a space that an event is in is about to go, and read only until then.
-- fragment: event_closes event
CASE WHEN {event}.cluster_id IS NULL AND {event}.group_id IS NULL THEN FALSE
-- @postgresql
     ELSE event_closes({event}.cluster_id, {event}.group_id) END
-- @sqlite
     ELSE (SELECT h.closes_at FROM space h
            WHERE h.id IN ({event}.cluster_id, {event}.group_id)
              AND h.closes_at IS NOT NULL
            LIMIT 1) IS NOT NULL END
-- @end

-- The same of a space, which goes with the cluster around it.
-- fragment: space_closes space
({space}.closes_at IS NOT NULL
 OR (SELECT c.closes_at FROM space c
      WHERE c.id = {{cluster_around {space}}}) IS NOT NULL)

-- The cluster around a group; a cluster is in none.
-- fragment: cluster_around space
CASE WHEN {space}.kind = 'group' THEN {space}.cluster_id END

-- Whether an answer is one of those that something is for. CASE: one index finds
-- all answers of an event.
-- fragment: is_in_audience answer, audience
CASE {audience}
     WHEN 'all' THEN {answer}.status IN ('attending', 'maybe', 'waitlisted')
     WHEN 'attended' THEN {answer}.status = 'attending' AND {answer}.attended IS NOT FALSE
     WHEN 'no_show' THEN {answer}.status = 'attending' AND {answer}.attended IS FALSE
     WHEN 'unconfirmed' THEN {answer}.status = 'attending' AND {answer}.asked_at IS NOT NULL
                             AND {answer}.confirmed_at IS NULL
     ELSE {answer}.status = {audience} END

-- The ids of a JSON array.
-- fragment: ids_in list
-- @postgresql
SELECT value::uuid AS id FROM json_array_elements_text({list})
-- @sqlite
SELECT text_uuid(value) AS id FROM json_each({list})
-- @end

-- Whether a thing takes place between two times, or some of it does.
-- fragment: overlaps thing
{thing}.start_time < :to AND {thing}.end_time > :from

-- Times in what the program has worked out, in microseconds.
-- fragment: time_of us
-- @postgresql
(timestamptz 'epoch' + ({us})::bigint * interval '1 microsecond')
-- @sqlite
{us}
-- @end

-- One of several that the program has worked out: the rows of a JSON array.
-- fragment: field name
-- @postgresql
d.value ->> {name}
-- @sqlite
json_extract(json_each.value, '$.' || {name})
-- @end

-- The words of a text, each in a row.
-- fragment: words_in text
-- @postgresql
SELECT w AS word FROM unnest(string_to_array({text}, ' ') COLLATE "C") AS w WHERE w <> ''
-- @sqlite
SELECT value AS word FROM json_each('["' || replace({text}, ' ', '","') || '"]')
 WHERE value <> ''
-- @end

-- Whether one of several words, with a space before each, begins so.
-- fragment: has_word words, word
-- @postgresql
position(' ' || {word} IN {words}) > 0
-- @sqlite
instr({words}, ' ' || {word}) > 0
-- @end

-- What a role of users allows everywhere, as bits of rule/permission.h: all, or
-- events.create.
-- fragment: role_permissions role
CASE {role} WHEN 'admin' THEN 268435455 WHEN 'organizer' THEN 8192 ELSE 0 END

-- What the viewer, whose role is given, may do to an event: its organizer and its
-- co-hosts have events.manage, others as their roles in its cluster and group say.
-- fragment: event_permissions event, role
{{event_rights {event}, {role}, ({event}.organizer_id = :viewer OR {{is_host_of {event}}})}}

-- fragment: event_rights event, role, is_own
({{role_permissions {role}}} | CASE WHEN {is_own} THEN 16384 ELSE 0 END
 | CASE WHEN {event}.cluster_id IS NULL AND {event}.group_id IS NULL THEN 0
        ELSE COALESCE((SELECT bit_or(held.permissions & 16384)
                         FROM ({{roles {event}.cluster_id, :viewer}}
                               UNION ALL
                               {{roles {event}.group_id, :viewer}}) AS held), 0) END)

-- tickets.manage, of who has it: the organizer, co-hosts, and by roles.
-- fragment: event_sellers event, role
(({{role_permissions {role}}} & 32768)
 | CASE WHEN {event}.organizer_id = :viewer OR {{is_host_of {event}}}
             OR {{space_where_may {event}.cluster_id, 32768}} IS NOT NULL
             OR {{space_where_may {event}.group_id, 32768}} IS NOT NULL
        THEN 32768 ELSE 0 END)

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

-- The same of two people of whom neither is the viewer.
-- fragment: not_blocked_by one, other
(SELECT b.other_id FROM block b
  WHERE b.user_id = {one} AND b.other_id = {other}) IS NULL

-- The roles of a person in a space: the one that every member has, and others.
-- fragment: roles space, person
SELECT r.id, r.name, r.rank, r.permissions
  FROM member m JOIN role r ON r.id = m.role_id
 WHERE m.space_id = {space} AND m.user_id = {person}
UNION ALL
SELECT r.id, r.name, r.rank, r.permissions
  FROM member_role x JOIN role r ON r.id = x.role_id
 WHERE x.space_id = {space} AND x.user_id = {person}

-- The roles of a member, the highest first; a row that is not called m, as the one
-- that it is compared with is.
-- Sorted as one, which "-rank" has SQLite do in every version.
-- fragment: member_roles member
{{roles_as_json {{roles_in_order {member}.space_id, {member}.user_id}}}}

-- fragment: roles_in_order space, person
SELECT * FROM ({{roles {space}, {person}}}) AS r ORDER BY -rank, id

-- fragment: roles_as_json roles
-- @postgresql
(SELECT json_agg(json_build_object('id', held.id, 'name', held.name, 'rank', held.rank))
-- @sqlite
(SELECT json_group_array(json_object('id', uuid_text(held.id), 'name', held.name, 'rank', held.rank))
-- @end
   FROM ({roles}) AS held)

-- The space, when the viewer has one of the permissions there, else NULL: of a
-- key that is NULL an index finds nothing at once.
-- fragment: space_where_may space, permissions
(SELECT {space} WHERE EXISTS (
        SELECT 1 FROM ({{roles {space}, :viewer}}) AS held
         WHERE held.permissions & {permissions} <> 0))

-- Whether somebody is kept out of a space itself, or of one of several.
-- fragment: is_barred person, spaces
(SELECT b.user_id FROM ban b
  WHERE b.space_id {spaces} AND b.user_id = {person}
    AND (b.expires_at IS NULL OR b.expires_at > :now)
  LIMIT 1) IS NOT NULL

-- Whether the viewer is kept out of a space, or of the cluster around it.
-- fragment: is_banned space
{{is_barred :viewer, IN ({space}.id, {space}.cluster_id)}}

-- Whether the viewer waits to be let into a space.
-- fragment: has_request space
(SELECT r.id FROM join_request r
  WHERE r.space_id = {space}.id AND r.user_id = :viewer
    AND r.state = 'pending') IS NOT NULL

-- Who knows of a space: everybody, who belongs to it or did, its audience, and
-- who oversees the cluster that it is in.
-- fragment: space_visible space
{{space_is_visible {space}, {{is_member_of {space}}}, {{space_where_may {space}.cluster_id, 89510344}} IS NOT NULL}}

-- fragment: is_member_of space
(SELECT m.user_id FROM member m
  WHERE m.space_id = {space}.id AND m.user_id = :viewer) IS NOT NULL

-- The same where it is known whether the viewer belongs to it, and whether they oversee
-- that cluster.
-- fragment: space_is_visible space, is_member, oversees
({space}.is_listed OR {is_member}
 OR COALESCE({{in_audience {space}.audience_id}}, FALSE) OR {oversees})

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
       FROM event_guest mine
       JOIN event e ON e.id = mine.event_id
      WHERE mine.user_id = :viewer AND mine.sees AND e.organizer_id = {person}
      LIMIT 1) IS NOT NULL
 OR {{hosts_for {person}}})

-- fragment: hosts_for person
(SELECT g.event_id
   FROM event_guest g
   JOIN event e ON e.id = g.event_id
  WHERE g.user_id = {person} AND g.role <> 'guest' AND {{event_visible e}}
  LIMIT 1) IS NOT NULL

-- Whether an event shows who comes to the viewer, who sees it.
-- fragment: event_shows_attendees event
CASE {event}.attendee_list
     WHEN 'everyone' THEN TRUE
     WHEN 'attending' THEN (SELECT mine.status FROM rsvp mine
                             WHERE mine.event_id = {event}.id
                               AND mine.user_id = :viewer) = 'attending'
     ELSE FALSE END

-- Who runs an event lists all answers, others who comes, if it shows them.
-- fragment: answers_for person
(SELECT r.event_id
   FROM rsvp r
   JOIN event e ON e.id = r.event_id
  WHERE r.user_id = {person}
    AND (e.organizer_id = :viewer OR {{is_host_of e}}
         OR (r.status = 'attending' AND {{event_visible e}}
             AND ({{event_shows_attendees e}} OR {{is_door_of e}})))
  LIMIT 1) IS NOT NULL

-- Whether the viewer, who runs an event, knows of a person anyhow: that it names them,
-- or that a host answers in their place, then shows nobody whom an id alone would not.
-- fragment: is_known_to_host event, role, person
({role} = 'admin'
 OR (SELECT r.user_id FROM rsvp r
      WHERE r.event_id = {event} AND r.user_id = {person}.id) IS NOT NULL
 OR {{person_visible {person}}})

-- Who stands before an answer in the line, and itself.
-- fragment: rsvp_up_to answer
FROM rsvp o
WHERE o.event_id = {answer}.event_id AND o.status = 'waitlisted'
  AND (o.queued_at, o.user_id) <= ({answer}.queued_at, {answer}.user_id)

-- The square of half the straight way through the Earth, of radius 1, to a
-- place (the haversine formula).
-- fragment: place_apart lat, lon
power(sin(radians({lat} - :lat) / 2), 2)
+ cos(radians(:lat)) * cos(radians({lat}))
  * power(sin(radians({lon} - :lon) / 2), 2)

-- What a response says of a spark: most of it stands ready in a column.
-- fragment: spark_out
document members, description text?, status spark_status, reason spark_reason?,
active_duration int, is_decided bool, spots int, spots_left int, location.label text?,
location.detail text?, location.lat real?, location.lon real?, location.precision_m int?,
location.is_exact bool?, my_state my_spark_state, updated_at time

-- A spark as the viewer sees it now; p is their row in it. Where it is exactly those
-- are told who are in it or manage it, and nobody else by any way: x is there for them.
-- fragment: spark_columns
s.document, s.description, {{spark_status s}} AS status,
CASE WHEN {{spark_is_off s}} THEN 'not_enough_people' ELSE s.reason END AS reason,
{{seconds_between s.start_time, s.end_time}} AS active_duration,
{{spark_is_decided s}} AS is_decided, s.taken AS spots,
s.total_spots - s.taken AS spots_left,
s.place_label AS "location.label",
CASE WHEN x.is_exact THEN s.place_detail END AS "location.detail",
CASE WHEN x.is_exact THEN s.lat ELSE s.shown_lat END AS "location.lat",
CASE WHEN x.is_exact THEN s.lon ELSE s.shown_lon END AS "location.lon",
CASE WHEN {{spark_has_place}} THEN s.precision_m END AS "location.precision_m",
CASE WHEN {{spark_has_place}} THEN COALESCE(x.is_exact, FALSE) END AS "location.is_exact",
{{my_spark_state}} AS my_state, s.updated_at

-- fragment: spark_has_place
(s.place_label IS NOT NULL OR s.lat IS NOT NULL)

-- fragment: my_spark_state
CASE WHEN s.created_by = :viewer THEN 'creator'
     WHEN p.state IN ('joined', 'asked') THEN p.state ELSE 'none' END

-- fragment: spark_joins
LEFT JOIN spark_participant p ON p.spark_id = s.id AND p.user_id = :viewer

-- Time changes a spark too, so what it is at a time is part of its version.
-- fragment: spark_version
s.version * 16
+ CASE {{spark_status s}} WHEN 'created' THEN 0 WHEN 'scheduled' THEN 2
       WHEN 'active' THEN 4 WHEN 'completed' THEN 6 WHEN 'expired' THEN 8 ELSE 10 END
+ CASE WHEN {{spark_is_decided s}} THEN 1 ELSE 0 END

-- fragment: seconds_between from, to
-- @postgresql
CAST(EXTRACT(EPOCH FROM {to} - {from}) AS bigint)
-- @sqlite
({to} - {from}) / 1000000
-- @end

-- What a spark is at a time; its row has what was written last. rule/spark.h says the
-- same in C, and whoever changes one changes both.
-- fragment: spark_status spark
CASE WHEN {spark}.status = 'created' AND :now >= {spark}.due_at THEN 'expired'
     WHEN {{spark_is_off {spark}}} THEN 'cancelled'
     WHEN {spark}.status IN ('scheduled', 'active') AND :now >= {spark}.end_time
     THEN CASE WHEN {spark}.others > 0 THEN 'completed' ELSE 'expired' END
     WHEN {spark}.status = 'scheduled' AND :now >= {spark}.start_time THEN 'active'
     ELSE {spark}.status END

-- fragment: spark_is_off spark
({spark}.status = 'scheduled' AND NOT {spark}.is_decided
 AND :now >= {spark}.decide_at AND {spark}.taken < {spark}.min_spots)

-- Whether it has been decided that it takes place, or that it does not.
-- fragment: spark_is_decided spark
({spark}.is_decided OR ({spark}.status = 'scheduled' AND :now >= {spark}.decide_at))

-- fragment: spark_is_live spark
CASE {{spark_status {spark}}} WHEN 'scheduled' THEN TRUE WHEN 'active' THEN TRUE
     ELSE FALSE END

-- Who sees a spark: the one place that says so. p is the viewer's row in it; invited:
-- whether they have a code for it. Nobody sees that of a creator whom they do not see.
-- fragment: spark_visible spark, invited
({spark}.created_by = :viewer
 OR (({invited} OR p.state IN ('joined', 'asked')
      OR {{in_audience {spark}.audience_id}} OR {{spark_is_overseen {spark}}})
     AND {{spark_creator_is_seen {spark}}}))

-- fragment: spark_creator_is_seen spark
({{not_blocked {spark}.created_by}}
 AND (SELECT c.suspended_at FROM users c WHERE c.id = {spark}.created_by) IS NULL)

-- fragment: spark_is_overseen spark
({spark}.audience_id IS NOT NULL
 AND {spark}.cluster_id = {{space_where_may {spark}.cluster_id, 262144}})

-- What the viewer may do to a spark: who made it has sparks.manage, others as their
-- roles in its cluster and group, and on the server, say.
-- fragment: spark_permissions spark
(CASE WHEN {spark}.created_by = :viewer THEN 262144 ELSE 0 END
 | COALESCE((SELECT {{role_permissions v.role}} FROM users v WHERE v.id = :viewer), 0)
 | COALESCE((SELECT bit_or(held.permissions & 262144)
               FROM ({{roles {spark}.cluster_id, :viewer}}
                     UNION ALL
                     {{roles {spark}.group_id, :viewer}}) AS held), 0))

-- Who sees a routine: the one place that says so. Those for whom it is, and who manages
-- the routines of its cluster; of one that is in no space whoever has it. Blocks take
-- nobody out of what people do together.
-- fragment: routine_visible routine
CASE WHEN {routine}.audience_id IS NULL THEN {routine}.created_by = :viewer
     ELSE COALESCE({{in_audience {routine}.audience_id}}, FALSE)
          OR COALESCE({routine}.cluster_id
                      = {{space_where_may {routine}.cluster_id, 1048576}}, FALSE) END

-- What the viewer, who sees it, may do to a routine: who made it has routines.manage,
-- others as their roles in its cluster and group, and on the server, say.
-- fragment: routine_permissions routine
(CASE WHEN {routine}.created_by = :viewer THEN 1048576 ELSE 0 END
 | COALESCE((SELECT {{role_permissions v.role}} FROM users v WHERE v.id = :viewer), 0)
 | COALESCE((SELECT bit_or(held.permissions & 1048576)
               FROM ({{roles {routine}.cluster_id, :viewer}}
                     UNION ALL
                     {{roles {routine}.group_id, :viewer}}) AS held), 0))

-- What a run is at a time. rule/run.h says the same in C, and whoever changes one changes
-- both.
-- fragment: run_status run
CASE WHEN {run}.status = 'scheduled' AND :now >= {run}.starts_at THEN 'open'
     ELSE {run}.status END

-- fragment: run_is_overdue run
CASE WHEN {run}.closed_at IS NULL AND :now >= {run}.overdue_at THEN TRUE ELSE FALSE END

-- Whether somebody may do a run of a routine: they see it, but for managing others', and
-- take part in it.
-- fragment: takes_turns routine, person
((SELECT o.user_id FROM routine_pool o
   WHERE o.routine_id = {routine}.id AND o.user_id = {person} AND o.left_at IS NULL)
 IS NOT NULL)

-- Whether somebody belongs to those whom a routine is for, and is not suspended.
-- fragment: routine_is_for routine, person
(CASE WHEN {routine}.audience_id IS NULL THEN {routine}.created_by = {person}
      ELSE COALESCE((SELECT m.is_active FROM member m
                      WHERE m.space_id = {routine}.audience_id AND m.user_id = {person}),
                    FALSE) END
 AND (SELECT u.suspended_at FROM users u WHERE u.id = {person}) IS NULL)

-- Whether the day of a run is near enough that it may lie between two times, so that
-- not all runs that somebody was ever given are read: one takes a day at most, and its
-- own day is that of another zone.
-- fragment: is_run_near run
({run}.run_on >= {{day_from :from, 3}} AND {run}.run_on <= {{day_from :to, -1}})

-- The day so many before a time, as text.
-- fragment: day_from time, days
-- @postgresql
to_char({time} AT TIME ZONE 'UTC' - {days} * interval '1 day', 'YYYY-MM-DD')
-- @sqlite
date({time} / 1000000 - {days} * 86400, 'unixepoch')
-- @end

-- When people (user_id) are somewhere between two times: at events that they attend, in
-- sparks, and with runs of routines but those of one. Nobody is shown where.
-- fragment: busy people, routine
SELECT o.user_id, e.start_time, e.end_time
  FROM {people} AS o
  JOIN rsvp r ON r.user_id = o.user_id
  JOIN event e ON e.id = r.event_id
 WHERE r.status = 'attending' AND e.status = 'published'
   AND e.end_time > :from AND e.start_time < :to
 UNION ALL
SELECT o.user_id, s.start_time, s.end_time
  FROM {people} AS o
  JOIN spark_participant p ON p.user_id = o.user_id
  JOIN spark s ON s.id = p.spark_id
 WHERE p.state = 'joined' AND p.start_time < :to AND s.end_time > :from
   AND {{spark_status s}} IN ('scheduled', 'active')
 UNION ALL
SELECT o.user_id, x.starts_at, x.due_at
  FROM {people} AS o
  JOIN run_assignee a ON a.user_id = o.user_id
  JOIN routine_run x ON x.routine_id = a.routine_id AND x.run_on = a.run_on
 WHERE {{is_run_near a}}
   AND CASE WHEN x.closed_at IS NOT NULL OR x.starts_at >= :to OR x.due_at <= :from
            THEN FALSE
            WHEN {routine} IS NULL THEN TRUE ELSE x.routine_id <> {routine} END
 UNION ALL
SELECT o.user_id, b.start_time, b.end_time
  FROM {people} AS o
  JOIN users u ON u.id = o.user_id
  JOIN busy b ON b.user_id = o.user_id
 WHERE NOT b.is_tentative AND {{overlaps b}}
   AND u.freebusy IN ('cluster',
       (SELECT CASE WHEN q.group_id IS NOT NULL THEN 'groups' END
          FROM routine q WHERE q.id = {routine}))

-- What a poll is at a time; its row has what was written last. rule/poll.h says the same
-- in C, and whoever changes one changes both.
-- fragment: poll_status poll
CASE WHEN {poll}.status = 'open' AND {poll}.deadline <= :now THEN 'closed'
     ELSE {poll}.status END

-- Who sees a poll: the one place that says so. Who is asked, and whoever manages the
-- events of where it was made. Nobody sees that of somebody whom they do not see.
-- fragment: poll_visible poll
(({poll}.created_by = :viewer AND {{poll_is_for {poll}, :viewer}})
 OR (({{poll_asks {poll}, :viewer}} OR {{poll_is_overseen {poll}}})
     AND {{not_blocked {poll}.created_by}}
     AND (SELECT c.suspended_at FROM users c WHERE c.id = {poll}.created_by) IS NULL))

-- fragment: poll_is_overseen poll
(COALESCE({poll}.cluster_id = {{space_where_may {poll}.cluster_id, 16384}}, FALSE)
 OR COALESCE({poll}.group_id = {{space_where_may {poll}.group_id, 16384}}, FALSE))

-- fragment: poll_asks poll, person
((SELECT w.user_id FROM poll_person w
   WHERE w.poll_id = {poll}.id AND w.user_id = {person}) IS NOT NULL
 AND {{poll_is_for {poll}, {person}}})

-- Whether somebody belongs to those of whom a poll may ask something.
-- fragment: poll_is_for poll, person
CASE WHEN {{poll_space {poll}}} IS NULL THEN TRUE
     ELSE COALESCE((SELECT m.is_active FROM member m
                     WHERE m.space_id = {{poll_space {poll}}} AND m.user_id = {person}),
                   FALSE) END

-- fragment: poll_space poll
COALESCE({poll}.group_id, {poll}.cluster_id)

-- What the viewer, who sees it, may do to a poll: who made it has events.manage, others
-- as their roles in its cluster and group, and on the server, say.
-- fragment: poll_permissions poll
(CASE WHEN {poll}.created_by = :viewer THEN 16384 ELSE 0 END
 | COALESCE((SELECT {{role_permissions v.role}} FROM users v WHERE v.id = :viewer), 0)
 | COALESCE((SELECT bit_or(held.permissions & 16384)
               FROM ({{roles {poll}.cluster_id, :viewer}}
                     UNION ALL
                     {{roles {poll}.group_id, :viewer}}) AS held), 0))

-- Whether what is had of a type is given back by now, for its money.
-- fragment: is_refundable type, start_time
({type}.refundable_before IS NOT NULL
 AND {{hours_after :now, {type}.refundable_before}} <= {start_time})

-- 64 bits that tell a row from another one; NULL values count.
-- fragment: hash row
-- @postgresql
hash_record_extended({row}, 0)
-- @sqlite
hash_record{row}
-- @end

-- The same of a row with values of any type, JSON too.
-- fragment: hash_text row
-- @postgresql
hashtextextended(CAST({row} AS TEXT), 0)
-- @sqlite
hash_record{row}
-- @end

-- The ids of the routines that a calendar has: of one, or of those that are active and for
-- a space and its groups.
-- fragment: calendar_routines
SELECT :id AS id
 UNION ALL
SELECT * FROM (
       SELECT x.id
         FROM ({{my_spaces_within}}) AS a CROSS JOIN routine x
        WHERE x.audience_id = a.space_id AND x.state = 'active'
        ORDER BY x.id
        LIMIT :most) AS shared

-- fragment: calendar_routines_in
id routine_id?, space space_id?, viewer user_id, most int

-- A group, or a cluster and its groups, as far as the viewer is in them.
-- fragment: my_spaces_within
SELECT m.space_id FROM member m
 WHERE m.user_id = :viewer AND m.is_active
   AND (m.space_id = :space OR m.cluster_id = :space)

-- Whether a person lets themselves be matched in a cluster, and may. The member is not
-- called m, as others are in here.
-- fragment: is_matched_in member
({member}.is_active
 AND (SELECT x.user_id FROM match_exception x
       WHERE x.user_id = {member}.user_id AND x.cluster_id = {member}.space_id) IS NULL
 AND (SELECT s.is_on FROM match_setting s WHERE s.user_id = {member}.user_id)
 AND EXISTS (SELECT 1 FROM ({{roles {member}.space_id, {member}.user_id}}) AS held
              WHERE held.permissions & 33554432 <> 0))

-- Whether a spark is to be shown to somebody who wants to be told of sparks: they could
-- join it now, and are matched in its cluster.
-- fragment: spark_is_for spark, person
({{spark_is_live {spark}}} AND {spark}.taken < {spark}.total_spots
 AND (SELECT a.is_active FROM member a
       WHERE a.space_id = {spark}.audience_id AND a.user_id = {person})
 AND (SELECT w.spark_alerts FROM match_setting w WHERE w.user_id = {person})
 AND (SELECT them.user_id FROM member them
       WHERE them.space_id = {spark}.cluster_id AND them.user_id = {person}
         AND {{is_matched_in them}}) IS NOT NULL
 AND (SELECT i.user_id FROM spark_participant i
       WHERE i.spark_id = {spark}.id AND i.user_id = {person}) IS NULL
 AND {{not_blocked_by {person}, {spark}.created_by}}
 AND (SELECT c.suspended_at FROM users c WHERE c.id = {spark}.created_by) IS NULL)
