ALTER TABLE event_invitation DROP COLUMN replied_sequence;
