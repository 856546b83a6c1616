DROP TABLE event_guest;

DROP INDEX event_group_listed_index;
DROP INDEX event_group_id_index;
DROP INDEX event_cluster_span_index;
DROP INDEX event_cluster_listed_index;
DROP INDEX event_cluster_id_index;
DROP INDEX event_audience_span_index;
DROP INDEX event_audience_id_index;

-- Nobody sees more than before.
UPDATE event SET visibility = 'private' WHERE visibility IN ('cluster', 'group');
-- @postgresql
ALTER DOMAIN event_visibility DROP CONSTRAINT event_visibility_check;
ALTER DOMAIN event_visibility ADD CONSTRAINT event_visibility_check
  CHECK (VALUE IN ('public', 'private'));
-- @sqlite
ALTER TABLE event ADD COLUMN seen_by TEXT NOT NULL DEFAULT 'private'
  CONSTRAINT event_visibility_check CHECK (seen_by IN ('public', 'private'));
UPDATE event SET seen_by = visibility;
ALTER TABLE event DROP COLUMN visibility;
ALTER TABLE event RENAME COLUMN seen_by TO visibility;
-- @end
ALTER TABLE event DROP COLUMN hidden_at;
ALTER TABLE event DROP COLUMN is_shown;
ALTER TABLE event DROP COLUMN audience_id;
ALTER TABLE event DROP COLUMN group_id;
ALTER TABLE event DROP COLUMN cluster_id;
