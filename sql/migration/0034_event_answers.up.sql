-- What an organizer says of answers: how many come with one, and who sees who comes.

ALTER TABLE event ADD COLUMN max_party {int} NOT NULL DEFAULT 50;
-- @postgresql
CREATE DOMAIN attendee_list AS text
  CONSTRAINT event_attendee_list_check CHECK (VALUE IN ('everyone', 'attending', 'hosts'));
ALTER TABLE event ADD COLUMN attendee_list attendee_list NOT NULL DEFAULT 'everyone';
-- @sqlite
ALTER TABLE event ADD COLUMN attendee_list TEXT NOT NULL DEFAULT 'everyone'
  CONSTRAINT event_attendee_list_check
  CHECK (attendee_list IN ('everyone', 'attending', 'hosts'));
-- @end
