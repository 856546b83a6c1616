-- How many seats of an event are taken, and how many people have come.

-- fragment: sum_of number
CAST(COALESCE(sum({number}), 0) AS {{integer}})

-- name: event_stats_before :one
-- Of the latest events of the same organizer before one, where a door was looked after:
-- the seats of those who said that they would come, and how many of them came; the capacity of that one.
-- in:  event event_id, limit int
-- out: seats int, arrived int, capacity int?
SELECT {{sum_of x.seats}} AS seats, {{sum_of x.arrived}} AS arrived,
       (SELECT e.capacity FROM event e WHERE e.id = :event) AS capacity
  FROM (SELECT (SELECT sum(a.party_size) FROM rsvp a
                 WHERE a.event_id = p.id AND a.status = 'attending') AS seats,
               (SELECT sum(a.arrived) FROM rsvp a WHERE a.event_id = p.id) AS arrived
          FROM (SELECT d.id
                  FROM event d
                 WHERE d.organizer_id = (SELECT e.organizer_id FROM event e
                                          WHERE e.id = :event)
                   AND d.start_time < (SELECT e.start_time FROM event e
                                        WHERE e.id = :event)
                   AND d.status = 'completed' AND NOT d.is_series
                 ORDER BY d.start_time DESC, d.id DESC
                 LIMIT :limit) AS p) AS x
 WHERE x.arrived > 0

-- name: event_stats :one
-- Those of an event itself. percent, extra: what follows from events before.
-- in:  event event_id, percent int?, extra int?, now time
-- out: event_id event_id, capacity int?, spots_taken int, spots_held int, waiting int,
--      arrived int, inside int, walk_ins int, show_up_percent int?, suggested_extra int?
SELECT e.id AS event_id, e.capacity, e.taken AS spots_taken,
       (SELECT {{sum_of r.persons}} FROM reservation r
         WHERE r.event_id = :event AND r.expires_at > :now) AS spots_held,
       e.waiting, c.arrived, c.inside, c.walk_ins, :percent AS show_up_percent,
       :extra AS suggested_extra
  FROM event e
 CROSS JOIN (SELECT {{sum_of k.arrivals}} AS arrived, {{sum_of k.moved}} AS inside,
                    {{sum_of CASE WHEN k.name IS NOT NULL THEN k.arrivals ELSE 0 END}}
                      AS walk_ins
               FROM check_in k
              WHERE k.event_id = :event AND k.undone_at IS NULL) AS c
 WHERE e.id = :event

-- name: event_stats_types :many
-- Those of each of its ticket types.
-- in:  event event_id
-- out: ticket_type_id ticket_type_id, name text, event_capacity int?, spots_taken int,
--      sold int, arrived int
SELECT t.id AS ticket_type_id, t.name, t.capacity AS event_capacity,
       t.taken AS spots_taken,
       (SELECT count(*) FROM event_ticket k
         WHERE k.ticket_type_id = t.id AND k.status = 'valid') AS sold,
       (SELECT count(*) FROM event_ticket k
         WHERE k.ticket_type_id = t.id AND k.arrived_at IS NOT NULL) AS arrived
  FROM ticket_type t
 WHERE t.event_id = :event
 ORDER BY t.id
 LIMIT 30

-- In the same order on both engines.
-- fragment: door_name
-- @postgresql
COALESCE(c.door, '') COLLATE "C"
-- @sqlite
COALESCE(c.door, '')
-- @end

-- name: event_stats_doors :many
-- Who came by which door, and how many more went in than out: by its name.
-- in:  event event_id, limit int
-- out: door text, arrived int, moved int
SELECT {{door_name}} AS door, {{sum_of c.arrivals}} AS arrived,
       {{sum_of c.moved}} AS moved
  FROM check_in c
 WHERE c.event_id = :event AND c.undone_at IS NULL
 GROUP BY {{door_name}}
 ORDER BY {{door_name}}
 LIMIT :limit
