DROP INDEX session_idle_at_index;
CREATE INDEX session_expires_at_index ON session (expires_at);
DROP INDEX verification_user_id_index;
CREATE INDEX verification_user_id_index ON verification (user_id, purpose, created_at);
DROP INDEX session_user_id_index;
CREATE INDEX session_user_id_index ON session (user_id);
DROP INDEX rsvp_event_id_created_at_index;
