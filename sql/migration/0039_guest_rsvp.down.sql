DROP TABLE event_invitation;
DROP TABLE guest_request;
ALTER TABLE event DROP COLUMN guest_rsvp;
ALTER TABLE users DROP COLUMN is_guest;
