-- Every filter of a list walks an index in the list's order.

CREATE INDEX event_listed_organizer_id_index ON event (organizer_id, start_time, id) WHERE is_listed;
CREATE INDEX event_listed_status_index ON event (status, start_time, id) WHERE is_listed;

-- What a category's list goes by, kept the same by a trigger (sql/object).
-- @postgresql
ALTER TABLE event_category ADD COLUMN start_time {time} NOT NULL DEFAULT 'epoch';
-- @sqlite
ALTER TABLE event_category ADD COLUMN start_time {time} NOT NULL DEFAULT 0;
-- @end
ALTER TABLE event_category ADD COLUMN is_listed {bool} NOT NULL DEFAULT FALSE;
UPDATE event_category SET start_time = e.start_time, is_listed = e.is_listed
  FROM event e WHERE e.id = event_category.event_id;
CREATE INDEX event_category_listed_index ON event_category (category_id, start_time, event_id) WHERE is_listed;

-- Where an event is: the Earth, a ball in a cube, is cut into 7,936 slices along
-- each axis, and what is left of a slice's number without its last 3, 6 or 8
-- bits is a larger cell (rule/place.h).
ALTER TABLE event ADD COLUMN cell {int};
UPDATE event
   SET cell = CAST(floor((cos(radians(venue_lat)) * cos(radians(venue_lon)) + 1) * 3968) AS {int}) * 67108864
            + CAST(floor((cos(radians(venue_lat)) * sin(radians(venue_lon)) + 1) * 3968) AS {int}) * 8192
            + CAST(floor((sin(radians(venue_lat)) + 1) * 3968) AS {int})
 WHERE venue_lat IS NOT NULL AND venue_lon IS NOT NULL;
DROP INDEX event_venue_index;
CREATE INDEX event_cell_index ON event (cell, start_time, id) WHERE is_listed AND cell IS NOT NULL;
CREATE INDEX event_cell_3_index ON event ((cell & 549285994488), start_time, id) WHERE is_listed AND cell IS NOT NULL;
CREATE INDEX event_cell_6_index ON event ((cell & 545527439296), start_time, id) WHERE is_listed AND cell IS NOT NULL;
CREATE INDEX event_cell_8_index ON event ((cell & 532640964352), start_time, id) WHERE is_listed AND cell IS NOT NULL;
