-- Sparks of one cluster, the same text on both engines: 1,000 to come, one a minute, and
-- behind these so many that are over, one a minute, too. Temporary tables are given, by
-- sparks.seed.ENGINE.sql: place (id of the cluster), person (id, i: from 0), number (i,
-- from 0; id; start and end of the spark; is_over).

INSERT INTO spark (id, cluster_id, audience_id, created_by, name, description, tags,
       place_label, lat, lon, shown_lat, shown_lon, precision_m, visibility, join_policy,
       status, start_time, end_time, decide_at, is_decided, total_spots, taken, others,
       min_spots, extended, due_at, created_at, updated_at, version)
SELECT n.id, c.id, c.id, p.id, 'Spark', 'some description some description some description',
       '["outside"]', 'Old town', 52.52, 13.405, 52.521, 13.406, 500, 'cluster', 'open',
       CASE WHEN n.is_over THEN 'completed' ELSE 'scheduled' END, n.start_time, n.end_time,
       n.start_time, n.is_over, 100, 1, 0, 1, 0, CASE WHEN n.is_over THEN NULL ELSE n.start_time END,
       n.start_time, n.start_time, 1
  FROM number n CROSS JOIN place c JOIN person p ON p.i = n.i % 900;

INSERT INTO spark_participant (spark_id, user_id, state, party_size, is_invited, start_time, joined_at)
SELECT s.id, s.created_by, 'joined', 1, FALSE, s.start_time, s.start_time
  FROM spark s
 WHERE NOT EXISTS (SELECT 1 FROM spark_participant x WHERE x.spark_id = s.id);
