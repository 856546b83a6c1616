-- Lists of what everybody sees of a cluster or a group need nothing of events that
-- were made in none.
DROP INDEX event_cluster_listed_index;
DROP INDEX event_group_listed_index;
CREATE INDEX event_cluster_listed_index ON event (cluster_id, start_time, id)
  WHERE is_listed AND cluster_id IS NOT NULL;
CREATE INDEX event_group_listed_index ON event (group_id, start_time, id)
  WHERE is_listed AND group_id IS NOT NULL;
