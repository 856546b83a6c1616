-- How long an event lasts, roughly, so that those which still run at a time are
-- found among the many that are over; sql/query/event.sql has the same spans.

ALTER TABLE event ADD COLUMN span {int} NOT NULL DEFAULT 3;
UPDATE event
   SET span = CASE WHEN hours <= 24 THEN 24 WHEN hours <= 192 THEN 192 WHEN hours <= 1536 THEN 1536
                   WHEN hours <= 12288 THEN 12288 ELSE 876000 END
-- @postgresql
  FROM (SELECT id, extract(epoch FROM end_time - start_time) / 3600 AS hours FROM event) AS lasts
-- @sqlite
  FROM (SELECT id, (end_time - start_time) / 3600e6 AS hours FROM event) AS lasts
-- @end
 WHERE event.id = lasts.id AND hours > 3;
CREATE INDEX event_running_index ON event (span, start_time, id, end_time) WHERE is_listed;

-- Of a person's own events, which are fewer, those that are over are passed over
-- in the index.
DROP INDEX event_organizer_id_index;
CREATE INDEX event_organizer_id_index ON event (organizer_id, start_time, id, end_time);
DROP INDEX event_unlisted_organizer_id_index;
CREATE INDEX event_unlisted_organizer_id_index ON event (organizer_id, start_time, id, end_time) WHERE NOT is_listed;
