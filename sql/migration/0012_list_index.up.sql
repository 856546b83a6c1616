-- Every list walks an index in its own order, however long it has become.

CREATE INDEX rsvp_event_id_created_at_index ON rsvp (event_id, created_at, user_id);

DROP INDEX session_user_id_index;
CREATE INDEX session_user_id_index ON session (user_id, last_seen_at, id);

DROP INDEX verification_user_id_index;
CREATE INDEX verification_user_id_index ON verification (user_id, purpose, created_at, id);

-- A session is over at idle_at at the latest, so that this column alone says when
-- it may be forgotten.

UPDATE session SET idle_at = expires_at WHERE idle_at > expires_at;
UPDATE session SET idle_at = ended_at WHERE idle_at > ended_at;
DROP INDEX session_expires_at_index;
CREATE INDEX session_idle_at_index ON session (idle_at);
