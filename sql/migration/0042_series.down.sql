-- Programs before know of no series: their dates go on as events of their own.
UPDATE event
   SET title = CASE WHEN event.overrides & 1 <> 0 THEN event.title ELSE s.title END,
       description = CASE WHEN event.overrides & 2 <> 0 THEN event.description ELSE s.description END,
       location = CASE WHEN event.overrides & 4 <> 0 THEN event.location ELSE s.location END,
       venue_name = CASE WHEN event.overrides & 4 <> 0 THEN event.venue_name ELSE s.venue_name END,
       venue_address = CASE WHEN event.overrides & 4 <> 0 THEN event.venue_address ELSE s.venue_address END,
       online_url = CASE WHEN event.overrides & 8 <> 0 THEN event.online_url ELSE s.online_url END,
       image_url = CASE WHEN event.overrides & 16 <> 0 THEN event.image_url ELSE s.image_url END,
       category_ids = s.category_ids, tags = s.tags
  FROM event s
 WHERE s.id = event.series_id;
INSERT INTO event_guest (event_id, user_id, role, is_invited, sees, start_time, added_by, created_at)
SELECT e.id, g.user_id, g.role, g.is_invited, g.sees, e.start_time, g.added_by, g.created_at
  FROM event_guest g
  JOIN event e ON e.series_id = g.event_id
 WHERE g.is_series
    ON CONFLICT DO NOTHING;
DROP INDEX event_guest_series_index;
ALTER TABLE event_guest DROP COLUMN is_series;
DROP TABLE recurrence;
DROP INDEX event_unlisted_organizer_id_index;
DROP INDEX event_series_organizer_id_index;
DROP INDEX event_series_id_start_time_index;
DROP INDEX event_series_id_recurrence_id_key;
-- They are found by the words of their series, if they have none of their own.
-- @postgresql
INSERT INTO event_search (event_id, words)
SELECT d.id, s.words
  FROM event d
  JOIN event_search s ON s.event_id = d.series_id
    ON CONFLICT DO NOTHING;
-- @sqlite
INSERT INTO event_search_row (event_id)
SELECT id FROM event WHERE series_id IS NOT NULL
    ON CONFLICT DO NOTHING;
INSERT INTO event_search (rowid, words)
SELECT n.number, w.words
  FROM event d
  JOIN event_search_row n ON n.event_id = d.id
  JOIN event_search_row s ON s.event_id = d.series_id
  JOIN event_search w ON w.rowid = s.number
 WHERE d.overrides & 7 = 0;
DELETE FROM event_search
 WHERE rowid IN (SELECT n.number
                   FROM event e
                   JOIN event_search_row n ON n.event_id = e.id
                  WHERE e.is_series);
-- While SQLite migrates no foreign key acts.
DELETE FROM event_search_row WHERE event_id IN (SELECT id FROM event WHERE is_series);
DELETE FROM event_category WHERE event_id IN (SELECT id FROM event WHERE is_series);
DELETE FROM rsvp WHERE event_id IN (SELECT id FROM event WHERE is_series);
DELETE FROM event_guest WHERE event_id IN (SELECT id FROM event WHERE is_series);
DELETE FROM event_notice WHERE event_id IN (SELECT id FROM event WHERE is_series);
DELETE FROM feedback WHERE event_id IN (SELECT id FROM event WHERE is_series);
DELETE FROM guest_request WHERE event_id IN (SELECT id FROM event WHERE is_series);
DELETE FROM event_invitation WHERE event_id IN (SELECT id FROM event WHERE is_series);
DELETE FROM file WHERE event_id IN (SELECT id FROM event WHERE is_series);
-- @end
UPDATE event SET series_id = NULL WHERE series_id IS NOT NULL;
DELETE FROM event WHERE is_series;
ALTER TABLE event DROP COLUMN lent;
ALTER TABLE event DROP COLUMN rrule;
ALTER TABLE event DROP COLUMN end_wall;
ALTER TABLE event DROP COLUMN start_wall;
ALTER TABLE event DROP COLUMN is_open;
ALTER TABLE event DROP COLUMN overrides;
ALTER TABLE event DROP COLUMN recurrence_id;
ALTER TABLE event DROP COLUMN series_id;
ALTER TABLE event DROP COLUMN is_series;
CREATE INDEX event_unlisted_organizer_id_index ON event (organizer_id, start_time, id, end_time) WHERE NOT is_listed;
