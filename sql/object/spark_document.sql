-- What a response says of a spark to whoever sees it, at any time. Not in it: the
-- description, which may be long; where it is, which not everybody is told exactly; what
-- follows from the time; what changes as people join and leave, whose UPDATE does no work
-- here.

-- document: spark_document of spark
-- members: id uuid, name text, tags json, category_id uuid, cancel_reason text,
--   cluster_id uuid, group_id uuid, created_by uuid, visibility text, join_policy text,
--   start_time time, end_time time, decide_at time, total_spots int, min_spots int,
--   created_at time
