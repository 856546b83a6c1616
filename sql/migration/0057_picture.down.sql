DROP INDEX space_picture_index;
DROP INDEX event_picture_index;
DROP INDEX users_picture_index;
