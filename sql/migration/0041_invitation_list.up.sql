-- Whom an event invites, as it lists them.
--
-- compatible: 40
CREATE INDEX event_invitation_event_id_index ON event_invitation (event_id, id);
