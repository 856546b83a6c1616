-- compatible: 56
-- Finds who shows a picture by the id in its address (sql/query/picture.sql), so that
-- those that nobody shows any more can go.
--
-- When a person is erased: their picture goes with the next sweep; those of events and
-- spaces stay with them.

CREATE INDEX users_picture_index ON users (substr(image_url, length(image_url) - 41, 36))
 WHERE image_url IS NOT NULL;
CREATE INDEX event_picture_index ON event (substr(image_url, length(image_url) - 41, 36))
 WHERE image_url IS NOT NULL;
CREATE INDEX space_picture_index ON space (substr(image_url, length(image_url) - 41, 36))
 WHERE image_url IS NOT NULL;
