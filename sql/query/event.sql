-- fragment: event_more
online_url text?, spots_taken int,
spots_left int?,
my_rsvp.status rsvp_status?, my_rsvp.party_size int?,
_id event_id, _start_time time, _version int

-- What a response says of an event: most of it stands ready in a column.
-- fragment: event_out
document members, lent members?, description text?, {{event_more}}

-- The same in a list.
-- fragment: event_list_out
document members, lent members?, description excerpt?, {{event_more}}

-- What an organizer writes, and may change later.
-- fragment: event_input
title text, description text?, location text?, venue_name text?,
venue_address text?, venue_lat real?, venue_lon real?, online_url text?,
image_url text?, start_time time, end_time time, timezone text,
visibility event_visibility, waitlist bool, rsvp_closes_at time?,
rsvp_closes_before int?, max_party int, attendee_list attendee_list, guest_rsvp bool,
attendees_upload bool, reminders json, reconfirm_before_hours int?,
reconfirm_for_hours int?, category_ids json, tags json

-- What clocks show where it is, when it begins and ends.
-- fragment: event_walls
start_wall wall?, end_wall wall?

-- Where it was made, which stays.
-- fragment: event_place_in
cluster_id space_id?, group_id space_id?

-- The same of any event, a series too.
-- fragment: event_whole_columns
e.document, CASE WHEN {{borrows e, 159}} THEN s.lent ELSE e.lent END AS lent,
{{event_columns_behind {{event_description}}, {{event_url}}}}

-- Of a date what it does not say itself stands in the row s of its series.
-- fragment: event_columns description
e.document, CASE WHEN {{borrows e, 159}} THEN s.lent END AS lent,
{{event_columns_behind {description}, {{event_url}}}}

-- fragment: event_columns_behind description, url
{description} AS description, {url} AS online_url,
e.taken AS spots_taken, e.capacity - e.taken AS spots_left,
r.status AS "my_rsvp.status", r.party_size AS "my_rsvp.party_size",
e.id AS _id, e.start_time AS _start_time, e.version AS _version

-- fragment: event_description
CASE WHEN {{borrows e, 2}} THEN s.description ELSE e.description END

-- fragment: event_url
{{event_url_if {{event_shows_url {{role_in e}}}}}}

-- The same of one event, as sql/object/event_reach.sql says.
-- fragment: event_url_of_one
-- @postgresql
{{event_url_if {{event_shows_url event_role({{namer e}}, :viewer)}}}}
-- @sqlite
{{event_url}}
-- @end

-- fragment: event_url_if is_shown
CASE WHEN e.online_url IS NULL AND s.online_url IS NULL THEN NULL
     WHEN {is_shown}
     THEN CASE WHEN {{borrows e, 8}} THEN s.online_url ELSE e.online_url END END

-- Enough of it for an excerpt. PostgreSQL knows how long a text is without
-- fetching all of it.
-- fragment: event_excerpt
-- @postgresql
CASE WHEN octet_length({{event_description}}) <= 500 THEN {{event_description}}
     ELSE left({{event_description}}, 501) END
-- @sqlite
{{event_description}}
-- @end

-- What a page is put together of: the columns of the table that event_columns reads.
-- SQLite copies what it sorts, or merges, so there it is the key, and the number by
-- which the row is found.
-- fragment: event_source
-- @postgresql
e.id, e.start_time, {{event_rest}}
-- @sqlite
e.id, e.start_time, e.rowid AS number
-- @end

-- fragment: event_of_page page
-- @postgresql
({page}) AS e
-- @sqlite
({page}) AS page CROSS JOIN event e ON e.rowid = page.number
-- @end

-- fragment: event_rest
e.organizer_id, e.document, e.description, e.online_url, e.taken, e.capacity,
e.version, e.series_id, e.overrides

-- fragment: event_page
{{event_after}} AND e.start_time < :to

-- fragment: event_after
(e.start_time, e.id) > (:after_start_time, :after_id)

-- fragment: event_page_since
{{event_since}} AND e.start_time < :to

-- fragment: event_since
(e.start_time, e.id) > (:since_start_time, :since_id) AND e.end_time > :from

-- What a caller may ask for. CASE, not OR: PostgreSQL takes such a condition for
-- one that lets half of the rows pass, and so goes on walking an index in the
-- order of the list. Scalar subqueries, not EXISTS: that one it may answer by
-- reading a whole category.
-- fragment: event_filters
(CASE WHEN :status IS NULL THEN TRUE ELSE e.status = :status END
AND CASE WHEN :organizer_id IS NULL THEN TRUE
         ELSE e.organizer_id = :organizer_id END
AND CASE WHEN :category_id IS NULL THEN TRUE ELSE (
         SELECT c.event_id FROM event_category c
          WHERE c.category_id = :category_id AND c.event_id = e.id) IS NOT NULL
    END
AND CASE WHEN :cluster_id IS NULL THEN TRUE
         ELSE e.cluster_id = :cluster_id END
AND CASE WHEN :group_id IS NULL THEN TRUE ELSE e.group_id = :group_id END
AND CASE WHEN :lat IS NULL THEN TRUE ELSE {{place_apart e.venue_lat, e.venue_lon}} <= :reach END
AND CASE WHEN :series_id IS NULL THEN TRUE ELSE e.series_id = :series_id END
AND CASE WHEN NOT :is_next OR e.series_id IS NULL THEN TRUE
         ELSE e.status = 'published' AND {{date_before e}} IS NULL END
AND CASE WHEN NOT :is_host THEN TRUE
         ELSE e.organizer_id = :viewer OR {{role_in e}} <> 'guest' END
AND CASE WHEN :words = '' THEN TRUE ELSE {{event_has_words}} END
AND {{not_blocked e.organizer_id}})

-- A date of its series before one that is not over, either, and takes place. It is
-- looked for from where one could have begun that lasts as long.
-- fragment: date_before event
(SELECT p.id FROM event p
  WHERE p.series_id = {event}.series_id
    AND (p.start_time, p.id) < ({event}.start_time, {event}.id)
    AND p.start_time > :from - ({event}.end_time - {event}.start_time)
    AND p.end_time > :from AND p.status = 'published' AND p.is_shown
  LIMIT 1)

-- fragment: event_filter_in
viewer user_id?, from time, to time, status event_status?,
organizer_id user_id?, category_id category_id?, cluster_id space_id?,
group_id space_id?, series_id event_id?, is_next bool, is_host bool, lat real?,
lon real?, reach real?, words text, examined int

-- fragment: place_cell lat, lon
({{place_slice cos(radians({lat})) * cos(radians({lon}))}} * 67108864
 + {{place_slice cos(radians({lat})) * sin(radians({lon}))}} * 8192
 + {{place_slice sin(radians({lat}))}})

-- fragment: place_slice at
CAST(floor(({at} + 1) * 3968) AS {{integer}})

-- The words that a caller asks for, each in a row.
-- fragment: event_asked_words
-- @postgresql
SELECT w AS word FROM unnest(string_to_array(:words, ' ')) AS w
-- @sqlite
SELECT value AS word FROM json_each('["' || replace(:words, ' ', '","') || '"]')
-- @end

-- fragment: event_words id
-- @postgresql
SELECT ' ' || s.words AS words FROM event_search s WHERE s.event_id = {id}
-- @sqlite
SELECT ' ' || s.words AS words
  FROM event_search_row n
  JOIN event_search s ON s.rowid = n.number
 WHERE n.event_id = {id}
-- @end

-- Whether all words that are asked for begin words of the event.
-- fragment: event_has_words
(SELECT asked.word FROM ({{event_words {{event_of_words e}}}}) AS s CROSS JOIN asked
  WHERE NOT {{has_word s.words, asked.word}} LIMIT 1) IS NULL

-- The event by whose words one is found.
-- fragment: event_of_words event
CASE WHEN {{borrows {event}, 7}} THEN {event}.series_id ELSE {event}.id END

-- fragment: event_listed blocked
SELECT * FROM (
       SELECT {{event_source}}
         FROM event e
        WHERE e.is_listed AND {{event_page}} AND {blocked}
        ORDER BY e.start_time, e.id
        LIMIT :limit) AS listed

-- What the viewer sees of the events that not everybody sees: each case of
-- event_is_for by its index, and each event in one of them alone. Those that the
-- viewer organizes:
-- fragment: event_own range, n
SELECT * FROM (
       SELECT e.start_time, e.id
         FROM event e
        WHERE e.organizer_id = :viewer AND NOT e.is_listed AND NOT e.is_series
          AND {range}
        ORDER BY e.start_time, e.id
        LIMIT {n}) AS own

-- Those that others organize for the members of spaces:
-- fragment: event_shared spaces, range, n
SELECT * FROM (
-- @postgresql
       SELECT x.start_time, x.id
         FROM {spaces} CROSS JOIN LATERAL (
              SELECT e.start_time, e.id
                FROM event e
               WHERE e.audience_id = a.id AND {range}
                 AND e.organizer_id <> :viewer
               ORDER BY e.start_time, e.id
               LIMIT {n}) AS x
        ORDER BY x.start_time, x.id
-- @sqlite
       SELECT e.start_time, e.id
         FROM {spaces} CROSS JOIN event e
        WHERE e.audience_id = a.id AND {range} AND e.organizer_id <> :viewer
        ORDER BY e.start_time, e.id
-- @end
        LIMIT {n}) AS shared

-- Those that name the viewer, who sees them by no other case.
-- fragment: event_invited range, others, n
SELECT * FROM (
       SELECT g.start_time, g.id
         FROM (SELECT v.start_time, v.event_id AS id FROM event_guest v
                WHERE v.user_id = :viewer AND v.sees AND NOT v.is_series) AS g
        CROSS JOIN event e
        WHERE e.id = g.id AND {range}
          AND NOT e.is_listed AND NOT COALESCE({others}, FALSE)
        ORDER BY g.start_time, g.id
        LIMIT {n}) AS invited

-- The dates of series that name the viewer.
-- fragment: event_invited_dates range, others, n
SELECT * FROM (
-- @postgresql
       SELECT x.start_time, x.id
         FROM event_guest v CROSS JOIN LATERAL (
              SELECT e.start_time, e.id
                FROM event e
               WHERE {{event_is_named_date}} AND {range} AND NOT COALESCE({others}, FALSE)
               ORDER BY e.start_time, e.id
               LIMIT {n}) AS x
        WHERE v.user_id = :viewer AND v.is_series AND v.sees
        ORDER BY x.start_time, x.id
-- @sqlite
       SELECT e.start_time, e.id
         FROM event_guest v CROSS JOIN event e
        WHERE v.user_id = :viewer AND v.is_series AND v.sees
          AND {{event_is_named_date}} AND {range} AND NOT COALESCE({others}, FALSE)
        ORDER BY e.start_time, e.id
-- @end
        LIMIT {n}) AS dates

-- fragment: event_is_named_date
e.series_id = v.event_id AND {{guest_sees v, e}} AND NOT e.is_listed
AND e.organizer_id <> :viewer

-- fragment: my_spaces
(SELECT m.space_id AS id FROM member m
  WHERE m.user_id = :viewer AND m.is_active) AS a

-- The same, and of each space the spans that its events have, for what is not over at
-- a time. OFFSET 0: PostgreSQL then chooses how to find them by itself.
-- fragment: spans_of spaces
-- @postgresql
(SELECT a.id FROM {spaces} OFFSET 0) AS a JOIN space_span s ON s.space_id = a.id
-- @sqlite
{spaces} CROSS JOIN space_span s ON s.space_id = a.id
-- @end

-- fragment: event_in_span
e.span = s.span AND e.end_time > :from
AND (e.start_time, e.id)
    > ({{later :since_start_time, {{hours_after :from, -s.span}}}}, :since_id)

-- fragment: guest_after
(g.start_time, g.id) > (:after_start_time, :after_id)

-- fragment: guest_since
(g.start_time, g.id) > (:since_start_time, :since_id) AND e.end_time > :from

-- fragment: until
(SELECT until FROM edge)

-- What everybody sees comes first: of all else, which others look for until the edge,
-- nothing comes after its page.
-- fragment: event_merged listed, others
WITH listed AS MATERIALIZED (
       {listed}),
     edge AS MATERIALIZED (
       SELECT CASE WHEN count(*) < :limit THEN :to
                   ELSE {{just_after max(start_time)}} END AS until
         FROM listed),
     other AS (
       {others})
SELECT {{event_columns {{event_excerpt}}}}
  FROM {{event_of_page {{event_with_others}}}}
  {{event_joins}}
 ORDER BY e.start_time, e.id

-- fragment: event_with_others
SELECT * FROM listed
UNION ALL
SELECT {{event_source}} FROM other CROSS JOIN event e WHERE e.id = other.id
ORDER BY start_time, id
LIMIT :limit

-- fragment: event_shared_until spaces, shared
{{event_shared {spaces}, {shared} AND e.start_time < {{until}}, :limit}}

-- fragment: event_seen_until spaces, shared, own, named
{{event_shared_until {spaces}, {shared} AND {{unblocked}}}}
UNION ALL
{{event_own {own} AND e.start_time < {{until}}, :limit}}
UNION ALL
{{event_invited {named} AND g.start_time < {{until}} AND {{unblocked}}, {{in_audience e.audience_id}}, :limit}}
UNION ALL
{{event_invited_dates {own} AND e.start_time < {{until}} AND {{unblocked}}, {{in_audience e.audience_id}}, :limit}}
ORDER BY start_time, id
LIMIT :limit

-- fragment: unblocked
{{not_blocked e.organizer_id}}

-- A page of the events that everybody sees, which began before a time and end
-- after it. Of each span only those are read that began within it: some times as
-- many as still run, at most, and not all that ever were.
-- fragment: event_running columns, n, blocked
SELECT * FROM (
-- @postgresql
       SELECT running.*
         FROM ({{event_spans}}) AS s CROSS JOIN LATERAL (
              SELECT {columns}
                FROM event e
               WHERE {{event_is_running}} AND {blocked}
               ORDER BY e.start_time, e.id
               LIMIT {n}) AS running
        WHERE :since_start_time < :from
        ORDER BY running.start_time, running.id
-- @sqlite
       SELECT {columns}
         FROM ({{event_spans}}) AS s CROSS JOIN event e
        WHERE :since_start_time < :from AND {{event_is_running}} AND {blocked}
        ORDER BY e.start_time, e.id
-- @end
        LIMIT {n}) AS running

-- fragment: event_is_running
e.is_listed AND e.span = s.span
AND (e.start_time, e.id)
    > ({{later :since_start_time, {{hours_after :from, -s.span}}}}, :since_id)
AND e.start_time < {{earlier :from, :to}} AND e.end_time > :from

-- name: event_get_shared :one
-- One event as the viewer sees it, when everybody does who is not blocked, or the
-- members of a space and they are one.
-- in:  id event_id, viewer user_id?
-- out: {{event_out}}
SELECT e.document, CASE WHEN {{borrows e, 159}} THEN s.lent END AS lent,
       {{event_columns_behind {{event_description}}, {{event_url_of_one}}}}
  FROM event e
  {{event_joins}}
 WHERE e.id = :id
   AND {{is_shared e}}
   AND {{not_blocked e.organizer_id}}

-- name: event_get :one
-- One event as the viewer sees it.
-- in:  id event_id, viewer user_id?
-- out: {{event_out}}
SELECT {{event_whole_columns}}
  FROM event e
  {{event_joins}}
 WHERE e.id = :id
   AND {{event_visible e}}

-- name: event_written :one
-- The same for whoever has just changed it, and may thereby have hidden it from
-- themselves. Nothing more of it is shown.
-- in:  id event_id, viewer user_id
-- out: {{event_out}}
SELECT {{event_whole_columns}}
  FROM event e
  {{event_joins}}
 WHERE e.id = :id

-- name: event_list_public :many
-- Events that everybody sees, by start, for somebody who has not signed in.
-- in:  to time
-- out: {{event_list_out}}
-- page: _start_time, _id
SELECT e.document, CASE WHEN {{borrows e, 159}} THEN s.lent END AS lent,
       {{event_excerpt}} AS description, CAST(NULL AS TEXT) AS online_url,
       e.taken AS spots_taken, e.capacity - e.taken AS spots_left,
       CAST(NULL AS TEXT) AS "my_rsvp.status",
       CAST(NULL AS {{integer}}) AS "my_rsvp.party_size", e.id AS _id,
       e.start_time AS _start_time, e.version AS _version
  FROM event e
  LEFT JOIN event s ON s.id = e.series_id
 WHERE e.is_listed AND {{event_page}}
 ORDER BY e.start_time, e.id
 LIMIT :limit

-- name: event_list_from :many
-- The same, and what has begun and is not over at a time, for anybody.
-- in:  viewer user_id?, from time, to time
-- out: {{event_list_out}}
-- page: _start_time, _id since
SELECT {{event_columns {{event_excerpt}}}}
  FROM {{event_of_page {{event_page_from TRUE}}}}
  {{event_joins}}
 ORDER BY e.start_time, e.id

-- name: event_list_listed :many
-- Events by start, for a viewer who sees what everybody does.
-- in:  viewer user_id, to time
-- out: {{event_list_out}}
-- page: _start_time, _id
SELECT {{event_columns {{event_excerpt}}}}
  FROM event e
  {{event_joins}}
 WHERE e.is_listed AND {{event_page}}
 ORDER BY e.start_time, e.id
 LIMIT :limit

-- name: event_list_shared :many
-- The same for one who sees more than that only as a member of spaces.
-- in:  viewer user_id, to time
-- out: {{event_list_out}}
-- page: _start_time, _id
{{event_merged {{event_listed TRUE}}, {{event_shared_until {{my_spaces}}, {{event_after}}}}}}

-- name: event_list_shared_from :many
-- The same, and what has begun and is not over at a time.
-- in:  viewer user_id, from time, to time
-- out: {{event_list_out}}
-- page: _start_time, _id since
{{event_merged {{event_page_from TRUE}}, {{event_shared_until {{spans_of {{my_spaces}}}}, {{event_in_span}}}}}}

-- name: event_list_seen :many
-- Events by start: all that the viewer's lists have.
-- in:  viewer user_id, to time
-- out: {{event_list_out}}
-- page: _start_time, _id
{{event_merged {{event_listed {{unblocked}}}}, {{event_seen_until {{my_spaces}}, {{event_after}}, {{event_after}}, {{guest_after}}}}}}

-- name: event_list_seen_from :many
-- The same, and what has begun and is not over at a time.
-- in:  viewer user_id, from time, to time
-- out: {{event_list_out}}
-- page: _start_time, _id since
{{event_merged {{event_page_from {{unblocked}}}}, {{event_seen_until {{spans_of {{my_spaces}}}}, {{event_in_span}}, {{event_since}}, {{guest_since}}}}}}

-- fragment: event_page_from blocked
{{event_running {{event_source}}, :limit, {blocked}}}
UNION ALL
{{event_listed {blocked}}}
ORDER BY start_time, id
LIMIT :limit

-- A page of what indexes give and all filters let pass, by start. It examines no
-- more than :examined events; the last of so many is always there, whether it
-- passes (_is_hit) or not, for there may be more behind it (_is_last). PostgreSQL
-- stops when the page is full; its inner LIMIT is there so that each event is
-- asked once. SQLite knows no order but that of an index or a sort, so what it
-- sorts are keys: the rows are wide.
-- fragment: event_filtered keys, others
WITH asked AS MATERIALIZED ({{event_asked_words}})
-- @postgresql
SELECT {{event_columns {{event_excerpt}}}}, e.is_hit AS _is_hit,
       e.is_last AS _is_last
  FROM (
       SELECT x.*
         FROM (SELECT k.start_time, k.id, {{event_rest}}, k.is_last,
                      {{event_filters}} IS TRUE AS is_hit
                 FROM (SELECT start_time, id, row_number() OVER (
                              ORDER BY start_time, id) = :examined AS is_last
                         FROM ({{event_keys_by {keys}, {others}}}) AS keys
                        ORDER BY start_time, id
                        LIMIT :examined) AS k
                CROSS JOIN event e
                WHERE e.id = k.id
                ORDER BY k.start_time, k.id
                LIMIT :examined) AS x
        WHERE x.is_hit OR x.is_last
        ORDER BY x.start_time, x.id
        LIMIT :limit) AS e
  {{event_joins}}
 ORDER BY e.start_time, e.id
-- @sqlite
     , keys AS MATERIALIZED ({{event_keys_by {keys}, {others}}}),
     examined AS MATERIALIZED (
       SELECT k.start_time, k.id, {{event_filters}} IS TRUE AS is_hit
         FROM (SELECT start_time, id FROM keys
                ORDER BY start_time, id
                LIMIT :examined) AS k
        CROSS JOIN event e
        WHERE e.id = k.id),
     last AS (
       SELECT id FROM examined
        ORDER BY start_time, id
        LIMIT 1 OFFSET :examined - 1)
SELECT {{event_columns {{event_excerpt}}}}, w.is_hit AS _is_hit,
       (w.id = (SELECT id FROM last)) IS TRUE AS _is_last
  FROM (
       SELECT start_time, id, is_hit
         FROM examined
        WHERE is_hit OR id = (SELECT id FROM last)
        ORDER BY start_time, id
        LIMIT :limit) AS w
 CROSS JOIN event e
  {{event_joins}}
 WHERE e.id = w.id
 ORDER BY w.start_time, w.id
-- @end

-- What everybody sees by one index, and by others what not everybody does.
-- fragment: event_keys_by keys, others
{{event_running {{event_key}}, :examined, TRUE}}
UNION ALL
{keys}
UNION ALL
{others}

-- fragment: event_others spaces, within, others
{{event_own {{event_page_since}}, :examined}}
UNION ALL
{{event_shared {{spans_of {spaces}}}, {{event_in_span}} AND e.start_time < :to AND {within}, :examined}}
UNION ALL
{{event_invited {{guest_since}} AND g.start_time < :to, {others}, :examined}}
UNION ALL
{{event_invited_dates {{event_since}} AND e.start_time < :to, {others}, :examined}}

-- fragment: event_others_of_mine
{{event_others {{my_spaces}}, TRUE, {{in_audience e.audience_id}}}}

-- Of a cluster the spaces that the viewer is in; none when they see all of them.
-- fragment: my_spaces_of_cluster
(SELECT m.space_id AS id FROM member m
  WHERE m.user_id = :viewer AND m.is_active AND m.cluster_id = :cluster_id
    AND {{space_where_may :cluster_id, 16384}} IS NULL) AS a

-- fragment: event_overseen
SELECT * FROM (
-- @postgresql
       SELECT x.start_time, x.id
         FROM ({{event_spans}}) AS s CROSS JOIN LATERAL (
              SELECT e.start_time, e.id
                FROM event e
               WHERE {{event_is_left_to_overseer}}
               ORDER BY e.start_time, e.id
               LIMIT :examined) AS x
        ORDER BY x.start_time, x.id
-- @sqlite
       SELECT e.start_time, e.id
         FROM ({{event_spans}}) AS s CROSS JOIN event e
        WHERE {{event_is_left_to_overseer}}
        ORDER BY e.start_time, e.id
-- @end
        LIMIT :examined) AS overseen

-- fragment: event_is_left_to_overseer
e.cluster_id = {{space_where_may :cluster_id, 16384}}
AND e.audience_id IS NOT NULL AND {{event_in_span}} AND e.start_time < :to
AND e.organizer_id <> :viewer

-- A group, and the cluster around it: those whose events the viewer sees.
-- fragment: spaces_around_group
(SELECT o.id
   FROM (SELECT g.id, g.cluster_id FROM space g WHERE g.id = :group_id
         UNION ALL
         SELECT g.cluster_id, g.cluster_id FROM space g WHERE g.id = :group_id) AS o
  WHERE {{in_audience o.id}}
     OR {{space_where_may o.cluster_id, 16384}} IS NOT NULL) AS a

-- fragment: event_key
e.start_time, e.id

-- fragment: event_keys source
SELECT * FROM (
       SELECT e.start_time, e.id
         FROM {source}
        WHERE {{event_page}}
        ORDER BY e.start_time, e.id
        LIMIT :examined) AS keys

-- fragment: events_listed
(SELECT e.start_time, e.id FROM event e WHERE e.is_listed) AS e

-- fragment: events_of_status
(SELECT e.start_time, e.id FROM event e
  WHERE e.is_listed AND e.status = :status) AS e

-- fragment: events_of_organizer
(SELECT e.start_time, e.id FROM event e
  WHERE e.is_listed AND e.organizer_id = :organizer_id) AS e

-- fragment: events_of_category
(SELECT c.start_time, c.event_id AS id FROM event_category c
  WHERE c.is_listed AND c.category_id = :category_id) AS e

-- fragment: events_of_cell cell, number
(SELECT e.start_time, e.id FROM event e
  WHERE e.is_listed AND e.cell IS NOT NULL AND {cell} = {number}) AS e

-- fragment: events_of_cluster
(SELECT e.start_time, e.id FROM event e
  WHERE e.is_listed AND e.cluster_id = :cluster_id) AS e

-- fragment: events_of_group
(SELECT e.start_time, e.id FROM event e
  WHERE e.is_listed AND e.group_id = :group_id) AS e

-- fragment: events_of_series
(SELECT e.start_time, e.id FROM event e
  WHERE e.is_listed AND e.series_id = :series_id) AS e

-- Everybody sees them, and the viewer organizes them or helps with them, by a role in
-- the event or in its series.
-- fragment: event_keys_of_host
SELECT * FROM (
       SELECT e.start_time, e.id
         FROM event e
        WHERE e.is_listed AND e.organizer_id = :viewer AND {{event_page}}
        ORDER BY e.start_time, e.id
        LIMIT :examined) AS organized
UNION ALL
SELECT * FROM (
       SELECT g.start_time, g.id
         FROM (SELECT v.start_time, v.event_id AS id FROM event_guest v
                WHERE v.user_id = :viewer AND v.role <> 'guest' AND NOT v.is_series) AS g
        CROSS JOIN event e
        WHERE e.id = g.id AND e.is_listed AND e.series_id IS NULL
          AND (g.start_time, g.id) > (:after_start_time, :after_id) AND g.start_time < :to
        ORDER BY g.start_time, g.id
        LIMIT :examined) AS named
UNION ALL
SELECT * FROM (
-- @postgresql
       SELECT x.start_time, x.id
         FROM event_guest v CROSS JOIN LATERAL (
              SELECT e.start_time, e.id
                FROM event e
               WHERE {{event_is_hosted_date}}
               ORDER BY e.start_time, e.id
               LIMIT :examined) AS x
        WHERE v.user_id = :viewer AND v.is_series AND v.sees AND v.role <> 'guest'
        ORDER BY x.start_time, x.id
-- @sqlite
       SELECT e.start_time, e.id
         FROM event_guest v CROSS JOIN event e
        WHERE v.user_id = :viewer AND v.is_series AND v.sees AND v.role <> 'guest'
          AND {{event_is_hosted_date}}
        ORDER BY e.start_time, e.id
-- @end
        LIMIT :examined) AS dates

-- fragment: event_is_hosted_date
e.series_id = v.event_id AND e.is_listed AND {{event_page}}

-- fragment: event_keys_of_cells cell
{{event_keys {{events_of_cell {cell}, :cell_1}}}}
UNION ALL
{{event_keys {{events_of_cell {cell}, :cell_2}}}}
UNION ALL
{{event_keys {{events_of_cell {cell}, :cell_3}}}}
UNION ALL
{{event_keys {{events_of_cell {cell}, :cell_4}}}}
UNION ALL
{{event_keys {{events_of_cell {cell}, :cell_5}}}}
UNION ALL
{{event_keys {{events_of_cell {cell}, :cell_6}}}}
UNION ALL
{{event_keys {{events_of_cell {cell}, :cell_7}}}}
UNION ALL
{{event_keys {{events_of_cell {cell}, :cell_8}}}}

-- fragment: cells
cell_1 int?, cell_2 int?, cell_3 int?, cell_4 int?, cell_5 int?, cell_6 int?,
cell_7 int?, cell_8 int?

-- name: event_filter_listed :many
-- The same of all, for words that many events have.
-- in:  {{event_filter_in}}
-- out: {{event_list_out}}, _is_hit bool, _is_last bool
-- page: _start_time, _id since
{{event_filtered {{event_keys {{events_listed}}}}, {{event_others_of_mine}}}}

-- name: event_filter_status :many
-- A page of the events of a status that pass all filters, by start: as many as are
-- found among the next :examined.
-- in:  {{event_filter_in}}
-- out: {{event_list_out}}, _is_hit bool, _is_last bool
-- page: _start_time, _id since
{{event_filtered {{event_keys {{events_of_status}}}}, {{event_others_of_mine}}}}

-- name: event_filter_organizer :many
-- The same of an organizer.
-- in:  {{event_filter_in}}
-- out: {{event_list_out}}, _is_hit bool, _is_last bool
-- page: _start_time, _id since
{{event_filtered {{event_keys {{events_of_organizer}}}}, {{event_others_of_mine}}}}

-- name: event_filter_series :many
-- The same of the dates of a series.
-- in:  {{event_filter_in}}
-- out: {{event_list_out}}, _is_hit bool, _is_last bool
-- page: _start_time, _id since
{{event_filtered {{event_keys {{events_of_series}}}}, {{event_others_of_mine}}}}

-- name: event_filter_host :many
-- The same of those that the viewer organizes or helps with.
-- in:  {{event_filter_in}}
-- out: {{event_list_out}}, _is_hit bool, _is_last bool
-- page: _start_time, _id since
{{event_filtered {{event_keys_of_host}}, {{event_others_of_mine}}}}

-- name: event_filter_cluster :many
-- The same of a cluster; whoever manages its events sees those of its groups too.
-- in:  {{event_filter_in}}
-- out: {{event_list_out}}, _is_hit bool, _is_last bool
-- page: _start_time, _id since
{{event_filtered {{event_keys {{events_of_cluster}}}}, {{event_others_of_cluster}}}}

-- fragment: event_others_of_cluster
{{event_others {{my_spaces_of_cluster}}, TRUE, {{in_audience e.audience_id}} OR {{event_is_overseen e}}}}
UNION ALL
{{event_overseen}}

-- name: event_filter_group :many
-- The same of a group.
-- in:  {{event_filter_in}}
-- out: {{event_list_out}}, _is_hit bool, _is_last bool
-- page: _start_time, _id since
{{event_filtered {{event_keys {{events_of_group}}}}, {{event_others_of_group}}}}

-- fragment: event_others_of_group
{{event_others {{spaces_around_group}}, e.group_id = :group_id, {{in_audience e.audience_id}} OR {{event_is_overseen e}}}}

-- name: event_filter_category :many
-- The same of a category.
-- in:  {{event_filter_in}}
-- out: {{event_list_out}}, _is_hit bool, _is_last bool
-- page: _start_time, _id since
{{event_filtered {{event_keys {{events_of_category}}}}, {{event_others_of_mine}}}}

-- name: event_filter_street :many
-- The same in a circle that cells of the size of a street cover.
-- in:  {{event_filter_in}}, {{cells}}
-- out: {{event_list_out}}, _is_hit bool, _is_last bool
-- page: _start_time, _id since
{{event_filtered {{event_keys_of_cells e.cell}}, {{event_others_of_mine}}}}

-- name: event_filter_town :many
-- The same in a circle that cells of the size of a town cover.
-- in:  {{event_filter_in}}, {{cells}}
-- out: {{event_list_out}}, _is_hit bool, _is_last bool
-- page: _start_time, _id since
{{event_filtered {{event_keys_of_cells (e.cell & 549285994488)}}, {{event_others_of_mine}}}}

-- name: event_filter_region :many
-- The same in a circle that cells of the size of a region cover.
-- in:  {{event_filter_in}}, {{cells}}
-- out: {{event_list_out}}, _is_hit bool, _is_last bool
-- page: _start_time, _id since
{{event_filtered {{event_keys_of_cells (e.cell & 545527439296)}}, {{event_others_of_mine}}}}

-- name: event_filter_country :many
-- The same in a circle that cells of the size of a country cover.
-- in:  {{event_filter_in}}, {{cells}}
-- out: {{event_list_out}}, _is_hit bool, _is_last bool
-- page: _start_time, _id since
{{event_filtered {{event_keys_of_cells (e.cell & 532640964352)}}, {{event_others_of_mine}}}}

-- fragment: events_of_word word
SELECT doc
  FROM event_search_term
 WHERE term >= {word} AND term < {word} || char(1114111)
 LIMIT :found

-- fragment: event_is_hit
(SELECT n FROM hits) < :found AND {{event_is_for e}}
AND {{event_page}} AND e.end_time > :from AND {{event_filters}}

-- name: event_found :many
-- Those that pass all filters behind what event_filter_listed examined without
-- filling a page, which began behind since_...: by the index of words, asked for
-- those that none of the examined events has. When each has some, or as many as
-- :found are found, they are not rare, and all that is told is one row, no hit and
-- the last: there may be more. SQLite looks up the rarest, of each no more hits than
-- that: it could begin to match only after it had read all of them.
-- in:  {{event_filter_in}}, found int
-- out: {{event_list_out}}, _is_hit bool, _is_last bool
-- page: _start_time, _id since
WITH asked AS MATERIALIZED ({{event_asked_words}}),
     sample AS MATERIALIZED (
       SELECT k.start_time, k.id,
              (SELECT w.words FROM ({{event_words {{event_of_words k}}}}) AS w) AS words
         FROM (SELECT e.start_time, e.id, e.series_id, e.overrides
                 FROM event e
                WHERE e.is_listed
                  AND (e.start_time, e.id) > (:since_start_time, :since_id)
                ORDER BY e.start_time, e.id
                LIMIT :examined) AS k),
     rare AS MATERIALIZED (
       SELECT asked.word
         FROM asked
        WHERE (SELECT id FROM sample
                WHERE {{has_word sample.words, asked.word}} LIMIT 1) IS NULL),
-- @sqlite
     hits AS MATERIALIZED (
       SELECT rare.word,
              (SELECT count(*) FROM ({{events_of_word rare.word}})) AS n
         FROM rare
        ORDER BY n
        LIMIT 1),
-- @end
     found AS MATERIALIZED (
-- @postgresql
       SELECT s.event_id AS id
         FROM event_search s
        WHERE array_to_tsvector(string_to_array(s.words, ' ')) @@
              (SELECT CAST(string_agg('''' || word || ''':*', ' & ') AS tsquery)
                 FROM rare)
-- @sqlite
       SELECT DISTINCT n.event_id AS id
         FROM ({{events_of_word (SELECT word FROM hits)}}) AS t
        CROSS JOIN event_search_row n
        WHERE n.number = t.doc
-- @end
        LIMIT :found)
-- @postgresql
     , hits AS MATERIALIZED (SELECT count(*) AS n FROM found)
-- @end
SELECT {{event_columns {{event_excerpt}}}}, w.is_hit <> 0 AS _is_hit,
       w.is_hit = 0 AS _is_last
  FROM (
       SELECT * FROM (
              SELECT e.start_time, e.id, 1 AS is_hit
                FROM found
               CROSS JOIN event e
               WHERE e.id = found.id AND NOT e.is_series AND {{event_is_hit}}
               ORDER BY e.start_time, e.id
               LIMIT :limit) AS hits
       UNION ALL
       SELECT * FROM (
-- @postgresql
              SELECT x.start_time, x.id, 1 AS is_hit
                FROM found
               CROSS JOIN LATERAL (
                     SELECT e.start_time, e.id
                       FROM event e
                      WHERE e.series_id = found.id AND e.overrides & 7 = 0
                        AND {{event_is_hit}}
                      ORDER BY e.start_time, e.id
                      LIMIT :limit) AS x
               ORDER BY x.start_time, x.id
-- @sqlite
              SELECT e.start_time, e.id, 1 AS is_hit
                FROM found
               CROSS JOIN event e
               WHERE e.series_id = found.id AND e.overrides & 7 = 0
                 AND {{event_is_hit}}
               ORDER BY e.start_time, e.id
-- @end
               LIMIT :limit) AS dates
       UNION ALL
       SELECT * FROM (
              SELECT e.start_time, e.id, 0 AS is_hit
                FROM event e
               WHERE e.id = CASE WHEN (SELECT count(*) FROM rare) = 0
                                 THEN (SELECT id FROM sample LIMIT 1)
                                 WHEN (SELECT n FROM hits) = :found
                                 THEN (SELECT id FROM found LIMIT 1) END
              ) AS place
       ORDER BY start_time, id
       LIMIT :limit) AS w
 CROSS JOIN event e
  {{event_joins}}
 WHERE e.id = w.id
 ORDER BY w.start_time, w.id

-- name: event_list_mine :many
-- Events that a user organizes, by start: of series their dates.
-- in:  viewer user_id, from time, to time
-- out: {{event_list_out}}
-- page: _start_time, _id
SELECT {{event_columns {{event_excerpt}}}}
  FROM event e
  {{event_joins}}
 WHERE e.organizer_id = :viewer AND NOT e.is_series
   AND {{event_page}} AND e.end_time > :from
 ORDER BY e.start_time, e.id
 LIMIT :limit

-- name: event_list_my_series :many
-- Series that a user organizes, by the start of their first date.
-- in:  viewer user_id, from time, to time
-- out: {{event_list_out}}
-- page: _start_time, _id
SELECT e.document, e.lent, {{event_columns_behind {{event_excerpt}}, {{event_url}}}}
  FROM event e
  {{event_joins}}
 WHERE e.organizer_id = :viewer AND e.is_series
   AND {{event_page}} AND e.start_time >= :from
 ORDER BY e.start_time, e.id
 LIMIT :limit

-- name: event_list_dates :many
-- The dates of a series, by start.
-- in:  series event_id, viewer user_id?, from time, to time, status event_status?
-- out: {{event_list_out}}
-- page: _start_time, _id
SELECT {{event_columns {{event_excerpt}}}}
  FROM event e
  {{event_joins}}
 WHERE e.series_id = :series
   AND CASE WHEN :status IS NULL THEN TRUE ELSE e.status = :status END
   AND CASE WHEN {{event_visible e}} THEN TRUE ELSE FALSE END
   AND {{event_page}} AND e.end_time > :from
 ORDER BY e.start_time, e.id
 LIMIT :limit

-- name: event_access :one
-- What the viewer may do to an event.
-- in:  id event_id, viewer user_id
-- out: is_visible bool, permissions int
SELECT COALESCE({{event_visible e}}, FALSE) AS is_visible,
       {{event_permissions e, u.role}} AS permissions
  FROM event e
  JOIN users u ON u.id = :viewer
 WHERE e.id = :id

-- name: event_for_write :one
-- An event to be changed, and who may; owner_permissions: without what a co-host has.
-- The row stays locked.
-- in:  id event_id, viewer user_id
-- out: {{event_input}}, {{event_place_in}}, {{event_walls}}, rrule text?,
--      is_series bool, series_id event_id?, recurrence_id wall?, overrides int,
--      organizer_id user_id, status event_status, version int, capacity int?, taken int,
--      shows_url bool, is_visible bool, permissions int, owner_permissions int, is_shown bool, reconfirm_until time?,
--      done_until time?, sequence int
SELECT {{columns event_input, e}}, {{columns event_place_in, e}},
       {{columns event_walls, e}}, e.rrule, e.is_series, e.series_id, e.recurrence_id,
       e.overrides, e.organizer_id,
       e.status, e.version, e.capacity, e.taken,
       {{event_shows_url {{role_in e}}}} IS TRUE AS shows_url,
       COALESCE({{event_visible e}}, FALSE) AS is_visible,
       {{event_permissions e, u.role}} AS permissions,
       {{event_rights e, u.role, e.organizer_id = :viewer}} AS owner_permissions,
       e.is_shown, e.reconfirm_until, e.done_until,
       CASE WHEN e.series_id IS NULL THEN e.sequence ELSE e.sequence + s.sequence END AS sequence
  FROM event e
  JOIN users u ON u.id = :viewer
  {{event_joins}}
 WHERE e.id = :id
 {{for_update_of_event}}

-- name: event_lock :one
-- Locks an event whole: answers that are being inserted have been, or wait.
-- in:  id event_id
-- out: id event_id, is_series bool
SELECT e.id, e.is_series FROM event e WHERE e.id = :id {{for_update}}

-- name: event_lock_series :many
-- Locks the series of a date, if it is one: who writes both locks it first.
-- in:  id event_id
-- out: id event_id
SELECT e.id
  FROM event e
 WHERE e.id = (SELECT d.series_id FROM event d WHERE d.id = :id)
 {{for_update_of_event}}

-- name: event_lock_dates :many
-- Locks the dates of a series that are not over whole: answers that are being
-- inserted have been, or wait.
-- in:  series event_id, now time
-- out: id event_id
SELECT e.id
  FROM event e
 WHERE e.series_id = :series AND e.end_time > :now
 ORDER BY e.id
 {{for_update}}

-- When an event that is added, or moved to another state, was first published.
-- fragment: published_when_added
CASE WHEN :status <> 'draft' THEN :now END

-- fragment: published_when_moved
COALESCE(published_at, CASE WHEN :status = 'published' THEN :now END)

-- name: event_add :exec
-- A new event; due_at: when the clock has something to do with it.
-- in:  id event_id, organizer_id user_id, {{event_input}}, {{event_place_in}},
--      {{event_walls}}, status event_status, capacity int?, is_series bool,
--      rrule text?, due_at time?, now time
INSERT INTO event (id, organizer_id, {{columns event_input}},
       {{columns event_place_in}}, {{columns event_walls}}, status, capacity, is_series,
       is_open, rrule, span, cell, published_at,
       {{event_sight}}, taken, waiting, due_at, done_until, created_at, updated_at,
       version)
SELECT :id, :organizer_id, {{values event_input}}, {{values event_place_in}},
       {{values event_walls}}, :status, :capacity, :is_series, NOT :is_series, :rrule, {{event_span :start_time, :end_time}},
       {{place_cell :venue_lat, :venue_lon}}, {{published_when_added}},
       sight.is_shown, sight.is_listed, sight.audience_id, 0, 0, :due_at, :now,
       :now, :now, 1
  FROM ({{event_sight_by {{is_shown {{published_when_added}}, NULL, :organizer_id}}, :visibility, :cluster_id, :group_id, NOT :is_series}}) AS sight

-- name: event_copy_series :exec
-- A series like another one, so far with the same times, and none of its dates.
-- in:  id event_id, from event_id, now time
INSERT INTO event (id, organizer_id, {{columns event_input}}, {{columns event_place_in}},
       {{columns event_walls}}, status, cancel_reason, capacity, is_series, is_open, rrule,
       span, cell, published_at, hidden_at, {{event_sight}}, taken, waiting, done_until,
       sequence, created_at, updated_at, version)
SELECT :id, e.organizer_id, {{columns event_input, e}}, {{columns event_place_in, e}},
       {{columns event_walls, e}}, e.status, e.cancel_reason, e.capacity, e.is_series,
       e.is_open, e.rrule, e.span, e.cell, e.published_at, e.hidden_at, e.is_shown,
       e.is_listed, e.audience_id, 0, 0, e.done_until, e.sequence, :now, :now, 1
  FROM event e
 WHERE e.id = :from

-- Whether those who come have to know of a change: what is at another time or place is
-- another state of the event for calendar programs.
-- fragment: event_moves
CASE WHEN start_time <> :start_time OR end_time <> :end_time OR timezone <> :timezone
       OR location IS DISTINCT FROM :location
       OR venue_name IS DISTINCT FROM :venue_name
       OR venue_address IS DISTINCT FROM :venue_address
       OR online_url IS DISTINCT FROM :online_url
     THEN 1 ELSE 0 END

-- name: event_set :exec
-- Replaces what an organizer may change; due_at: as of event_add.
-- in:  id event_id, {{event_input}}, {{event_walls}}, due_at time?, now time
UPDATE event
   SET {{sets event_input}}, {{sets event_walls}},
       span = {{event_span :start_time, :end_time}},
       cell = {{place_cell :venue_lat, :venue_lon}},
       ({{event_sight}}) = ({{event_sight_of {{is_shown published_at, hidden_at, organizer_id}}, :visibility, cluster_id, group_id}}),
       sequence = sequence + {{event_moves}},
       due_at = :due_at, updated_at = :now, version = version + 1
 WHERE id = :id

-- name: event_lender :one
-- A series, for a date that has from it what it does not say itself.
-- in:  id event_id
-- out: {{event_input}}, {{event_walls}}, rrule text?, capacity int?
SELECT {{columns event_input, e}}, {{columns event_walls, e}}, e.rrule, e.capacity
  FROM event e
 WHERE e.id = :id

-- name: event_set_date :exec
-- Replaces what a date of a series says. Who sees it stays.
-- in:  id event_id, {{event_input}}, {{event_walls}}, rrule text?, overrides int,
--      due_at time?, now time
UPDATE event
   SET {{sets event_input}}, {{sets event_walls}}, rrule = :rrule, overrides = :overrides,
       span = {{event_span :start_time, :end_time}},
       cell = {{place_cell :venue_lat, :venue_lon}},
       sequence = sequence + {{event_moves}},
       due_at = :due_at, updated_at = :now, version = version + 1
 WHERE id = :id

-- name: event_set_status :exec
-- Moves an event to another state; cancel_reason: why it is cancelled; due_at: as of
-- event_add. Nobody is asked any more whether they still come. What was never
-- published is not listed in any.
-- in:  id event_id, status event_status, cancel_reason text?, due_at time?, now time
UPDATE event
   SET status = :status, cancel_reason = :cancel_reason, due_at = :due_at,
       done_until = :now, reconfirm_until = NULL, overrides = overrides & ~256,
       published_at = {{published_when_moved}},
       ({{event_sight}}) = ({{event_sight_of {{is_shown {{published_when_moved}}, hidden_at, organizer_id}}, visibility, cluster_id, group_id}}),
       sequence = sequence + 1, updated_at = :now, version = version + 1
 WHERE id = :id

-- name: event_set_status_of_dates :exec
-- The dates of a series that are not over follow it to another state: drafts are
-- published, what lies ahead is cancelled, and of what was cancelled all that was
-- with the series is reinstated. The clock looks when it has something to do with them.
-- in:  id event_id, status event_status, cancel_reason text?, now time
UPDATE event
   SET status = :status, cancel_reason = :cancel_reason,
       overrides = CASE WHEN :status = 'cancelled' THEN overrides | 256
                        ELSE overrides & ~256 END,
       due_at = CASE WHEN :status = 'published' THEN :now END, done_until = :now,
       reconfirm_until = NULL,
       published_at = {{published_when_moved}},
       ({{event_sight}}) = ({{event_sight_of {{is_shown {{published_when_moved}}, hidden_at, organizer_id}}, visibility, cluster_id, group_id}}),
       sequence = sequence + 1, updated_at = :now, version = version + 1
 WHERE series_id = :id AND end_time > :now
   AND CASE WHEN :status = 'cancelled' THEN status IN ('draft', 'published')
            WHEN :status = 'published' THEN status = 'draft' OR overrides & 256 <> 0
            ELSE FALSE END

-- name: event_relist :exec
-- Brings whether others see a user's events in line with whether the user is
-- suspended: at most limit of those for which it is not.
-- in:  user user_id, limit int
UPDATE event
   SET ({{event_sight}}) = ({{event_sight_of {{is_shown published_at, hidden_at, organizer_id}}, visibility, cluster_id, group_id}})
 WHERE id IN (
       SELECT e.id
         FROM event e
        WHERE e.organizer_id = :user
          AND e.is_shown <> {{is_shown e.published_at, e.hidden_at, :user}}
        LIMIT :limit)

-- name: event_count_ahead :one
-- How many events that somebody organizes have not begun, counted up to a limit; of a
-- series none is its dates.
-- in:  organizer user_id, now time, limit int
-- out: n int
SELECT count(*) AS n
  FROM (SELECT e.id
          FROM event e
         WHERE e.organizer_id = :organizer AND e.start_time > :now
           AND e.series_id IS NULL AND e.status IN ('draft', 'published')
         LIMIT :limit) AS ahead

-- name: event_organizer :one
-- Whose an event is; not locked.
-- in:  id event_id
-- out: organizer_id user_id
SELECT e.organizer_id FROM event e WHERE e.id = :id

-- name: event_left :many
-- What somebody who leaves a space has organized there for its members and is not
-- over, and to whom it passes: the co-host of them who was named first, else the
-- owner.
-- in:  organizer user_id, space space_id, now time
-- out: id event_id, heir user_id, title text, start_time time, timezone text,
--      place text?
SELECT e.id,
       COALESCE((SELECT g.user_id
                   FROM event_guest g
                   JOIN member m ON m.space_id = :space AND m.user_id = g.user_id
                  WHERE g.event_id = e.id AND g.role = 'co_host' AND m.is_active
                  ORDER BY g.created_at, g.user_id
                  LIMIT 1), s.owner_id) AS heir,
       {{event_title e}} AS title, e.start_time, e.timezone, {{event_place e}} AS place
  FROM event e
  JOIN space s ON s.id = :space
 WHERE e.organizer_id = :organizer AND e.series_id IS NULL
   AND (e.is_series OR e.end_time > :now) AND e.status = 'published'
   AND {{event_home e.visibility, e.cluster_id, e.group_id}} = :space
 ORDER BY e.id

-- name: event_in_space :many
-- A page of the events that were made in a space, in the order in which they are
-- locked; of series the dates go with them.
-- in:  space space_id, limit int
-- out: id event_id, status event_status, end_time time, is_series bool, title text,
--      start_time time, timezone text, place text?
SELECT e.id, e.status, e.end_time, e.is_series, {{event_title e}} AS title, e.start_time, e.timezone,
       {{event_place e}} AS place
  FROM (SELECT x.id FROM (SELECT g.id FROM event g
                           WHERE g.group_id = :space AND g.series_id IS NULL
                           LIMIT :limit) AS x
        UNION ALL
        SELECT y.id FROM (SELECT c.id FROM event c
                           WHERE c.cluster_id = :space AND c.series_id IS NULL
                           LIMIT :limit) AS y) AS made
 CROSS JOIN event e
 WHERE e.id = made.id
 ORDER BY e.id
 LIMIT :limit

-- name: event_leave_space :exec
-- An event goes on without a space that it was made in, whose members it is for no
-- more.
-- in:  id event_id, space space_id, now time
UPDATE event
   SET visibility = {{without_space :space}},
       cluster_id = CASE WHEN cluster_id <> :space THEN cluster_id END,
       group_id = CASE WHEN group_id <> :space THEN group_id END,
       ({{event_sight}}) = ({{event_sight_of {{is_shown published_at, hidden_at, organizer_id}}, {{without_space :space}}, cluster_id, group_id}}),
       updated_at = :now, version = version + 1
 WHERE id = :id OR series_id = :id

-- fragment: without_space space
CASE WHEN {{event_home visibility, cluster_id, group_id}} = {space} THEN 'private'
     ELSE visibility END

-- name: event_hand_over :exec
-- Another organizer.
-- in:  id event_id, organizer user_id, now time
UPDATE event
   SET organizer_id = :organizer,
       ({{event_sight}}) = ({{event_sight_of {{is_shown published_at, hidden_at, :organizer}}, visibility, cluster_id, group_id}}),
       updated_at = :now, version = version + 1
 WHERE id = :id OR series_id = :id

-- name: event_for_hiding :one
-- An event to be hidden from others or shown again, and who may: its organizer as
-- such does not. is_open: it is not private, so that who may finds it whether or not
-- they see it.
-- in:  id event_id, viewer user_id
-- out: is_visible bool, is_open bool, permissions int, is_hidden bool, version int,
--      organizer_id user_id, space_id space_id?, title text, start_time time,
--      timezone text, place text?
SELECT COALESCE({{event_visible e}}, FALSE) AS is_visible,
       e.visibility <> 'private' AND e.published_at IS NOT NULL AS is_open,
       {{event_rights e, u.role, FALSE}} AS permissions,
       e.hidden_at IS NOT NULL AS is_hidden, e.version, e.organizer_id,
       COALESCE(e.group_id, e.cluster_id) AS space_id, {{event_title e}} AS title,
       e.start_time, e.timezone, {{event_place e}} AS place
  FROM event e
  JOIN users u ON u.id = :viewer
 WHERE e.id = :id

-- name: event_set_hidden :exec
-- Hides an event from all but its organizer and hosts; NULL: not any more.
-- in:  id event_id, hidden_at time?, now time
UPDATE event
   SET hidden_at = :hidden_at,
       ({{event_sight}}) = ({{event_sight_of {{is_shown published_at, :hidden_at, organizer_id}}, visibility, cluster_id, group_id}}),
       updated_at = :now, version = version + 1
 WHERE id = :id OR series_id = :id

-- name: event_remove :exec
-- Removes an event with its RSVPs.
-- in:  id event_id
DELETE FROM event WHERE id = :id

-- name: event_index :exec
-- Makes an event found by its words. words: what rule_words_of made of its texts.
-- in:  id event_id, words text
-- @postgresql
INSERT INTO event_search (event_id, words)
VALUES (:id, :words)
    ON CONFLICT (event_id) DO UPDATE SET words = excluded.words
-- @sqlite
INSERT OR REPLACE INTO event_search (rowid, words)
SELECT number, :words FROM event_search_row WHERE event_id = :id
-- @end

-- name: event_forget_words :exec
-- Empties the index of an event that is about to be removed, and of its dates: on
-- SQLite no foreign key and no trigger reaches it.
-- in:  id event_id
-- @postgresql
DELETE FROM event_search WHERE event_id = :id
-- @sqlite
DELETE FROM event_search
 WHERE rowid IN (
       SELECT n.number FROM event_search_row n WHERE n.event_id = :id
       UNION ALL
       SELECT n.number
         FROM event e
         JOIN event_search_row n ON n.event_id = e.id
        WHERE e.series_id = :id)
-- @end

-- name: event_texts :many
-- A page of events, by id, with what they are found by. The rows stay locked.
-- in:  after_id event_id, limit int
-- out: id event_id, title text, location text?, venue_name text?, description text?
SELECT e.id, e.title, e.location, e.venue_name, e.description
  FROM event e
 WHERE e.id > :after_id
   AND CASE WHEN {{borrows e, 7}} THEN FALSE ELSE TRUE END
 ORDER BY e.id
 LIMIT :limit
 {{for_update_of_event}}

-- name: event_remove_categories :exec
-- Empties the list that filters read.
-- in:  id event_id
DELETE FROM event_category WHERE event_id = :id

-- name: event_add_categories :exec
-- Fills the list that filters read. ids and had, what the event had before: JSON
-- arrays of ids. Only what it had may be retired.
-- in:  id event_id, ids json, had json
INSERT INTO event_category (event_id, category_id, start_time, is_listed)
SELECT e.id, c.id, e.start_time, e.is_listed
  FROM event e
 CROSS JOIN category c
 WHERE e.id = :id AND c.id IN ({{ids_in :ids}})
   AND CASE WHEN c.retired_at IS NULL THEN TRUE ELSE c.id IN ({{ids_in :had}}) END
