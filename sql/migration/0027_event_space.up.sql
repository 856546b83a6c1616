-- Events in clusters and groups, and the people whom an event names.
--
-- When a person is erased: rows of event_guest that are theirs go, those of whom
-- they added keep the person and lose by whom.

-- Where it was made, for ever. audience_id: the space whose members see it, as
-- long as others than those whom it names may see it at all (is_shown).
ALTER TABLE event ADD COLUMN cluster_id {id}
  CONSTRAINT event_cluster_id_fk REFERENCES space (id);
ALTER TABLE event ADD COLUMN group_id {id}
  CONSTRAINT event_group_id_fk REFERENCES space (id);
ALTER TABLE event ADD COLUMN audience_id {id}
  CONSTRAINT event_audience_id_fk REFERENCES space (id);
ALTER TABLE event ADD COLUMN is_shown {bool} NOT NULL DEFAULT FALSE;
-- by a moderator
ALTER TABLE event ADD COLUMN hidden_at {time};

UPDATE event SET is_shown = TRUE
 WHERE published_at IS NOT NULL
   AND organizer_id IN (SELECT id FROM users WHERE suspended_at IS NULL);

-- @postgresql
ALTER DOMAIN event_visibility DROP CONSTRAINT event_visibility_check;
ALTER DOMAIN event_visibility ADD CONSTRAINT event_visibility_check
  CHECK (VALUE IN ('public', 'cluster', 'group', 'private'));
-- @sqlite
-- A CHECK goes with its column only.
ALTER TABLE event ADD COLUMN seen_by TEXT NOT NULL DEFAULT 'private'
  CONSTRAINT event_visibility_check
  CHECK (seen_by IN ('public', 'cluster', 'group', 'private'));
UPDATE event SET seen_by = visibility;
ALTER TABLE event DROP COLUMN visibility;
ALTER TABLE event RENAME COLUMN seen_by TO visibility;
-- @end

-- Lists of what members see: by start, and by how long it lasts as well, for what
-- is not over at a time.
CREATE INDEX event_audience_id_index ON event (audience_id, start_time, id, organizer_id)
  WHERE audience_id IS NOT NULL;
CREATE INDEX event_audience_span_index ON event (audience_id, span, start_time, id, end_time, organizer_id)
  WHERE audience_id IS NOT NULL;
CREATE INDEX event_cluster_id_index ON event (cluster_id) WHERE cluster_id IS NOT NULL;
CREATE INDEX event_cluster_listed_index ON event (cluster_id, start_time, id) WHERE is_listed;
CREATE INDEX event_cluster_span_index ON event (cluster_id, span, start_time, id, end_time)
  WHERE audience_id IS NOT NULL;
CREATE INDEX event_group_id_index ON event (group_id, audience_id, span, start_time, id, end_time)
  WHERE group_id IS NOT NULL;
CREATE INDEX event_group_listed_index ON event (group_id, start_time, id) WHERE is_listed;

CREATE TABLE event_guest (
  event_id   {id}   NOT NULL
    CONSTRAINT event_guest_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  user_id    {id}   NOT NULL
    CONSTRAINT event_guest_user_id_fk REFERENCES users (id) ON DELETE CASCADE,
  role       TEXT   NOT NULL
    CONSTRAINT event_guest_role_check CHECK (role IN ('guest', 'co_host', 'door')),
  is_invited {bool} NOT NULL,
  -- whether it lets them see the event; both as the event has them, by a trigger
  -- (sql/object)
  sees       {bool} NOT NULL,
  start_time {time} NOT NULL,
  added_by   {id}
    CONSTRAINT event_guest_added_by_fk REFERENCES users (id) ON DELETE SET NULL,
  created_at {time} NOT NULL,
  CONSTRAINT event_guest_pk PRIMARY KEY (event_id, user_id)
) {strict};

CREATE INDEX event_guest_user_id_index ON event_guest (user_id, start_time, event_id, sees);
CREATE INDEX event_guest_added_by_index ON event_guest (added_by) WHERE added_by IS NOT NULL;

-- An answer shows nobody an event any more; who has given one to what not everybody
-- sees was invited.
INSERT INTO event_guest (event_id, user_id, role, is_invited, sees, start_time, created_at)
SELECT e.id, r.user_id, 'guest', TRUE, e.is_shown, e.start_time, r.created_at
  FROM rsvp r
  JOIN event e ON e.id = r.event_id
 WHERE e.visibility = 'private' AND e.published_at IS NOT NULL
   AND r.user_id <> e.organizer_id;
