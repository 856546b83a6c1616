-- Who is matched in which of ten clusters, 10,000 people each, who like twenty of 500
-- things: the same text on both engines. Temporary tables are given, by
-- matching.seed.ENGINE.sql: person (id, i), place (the clusters: id, i, the role of
-- members), and of each person likes (term, weight), vector and week (bytes: as
-- match_setting keeps them).

INSERT INTO member (space_id, user_id, cluster_id, role_id, is_active, via, read_number, joined_at)
  SELECT c.id, p.id, c.id, c.role, TRUE, 'open', 0, u.created_at
    FROM person p JOIN place c ON c.i = p.i % 10 JOIN users u ON u.id = p.id
   WHERE NOT EXISTS (SELECT 1 FROM member m WHERE m.space_id = c.id AND m.user_id = p.id);

UPDATE users SET in_spaces = TRUE;

INSERT INTO match_setting (user_id, is_on, vector, free, touched, created_at, updated_at)
  SELECT p.id, TRUE, v.bytes, w.bytes, 0, u.created_at, u.created_at
    FROM person p JOIN vector v ON v.i = p.i JOIN week w ON w.i = p.i JOIN users u ON u.id = p.id;

INSERT INTO match_cluster (cluster_id, version)
  SELECT c.id, 1000000 FROM place c;

INSERT INTO match_entry (cluster_id, user_id, version, vector, free)
  SELECT c.id, p.id, 1 + p.i, v.bytes, w.bytes
    FROM person p JOIN place c ON c.i = p.i % 10 JOIN vector v ON v.i = p.i
    JOIN week w ON w.i = p.i;

-- What the answer would be read from in SQL (matching.sql).
CREATE TEMP TABLE norm AS
  SELECT i, sum(weight * weight) AS n2 FROM likes GROUP BY i;

CREATE TABLE bench_like AS
  SELECT c.id AS cluster_id, l.term, l.weight, p.id AS user_id, n.n2, p.i
    FROM likes l JOIN person p ON p.i = l.i JOIN place c ON c.i = p.i % 10
    JOIN norm n ON n.i = p.i;
CREATE INDEX bench_like_term ON bench_like (cluster_id, term);
CREATE INDEX bench_like_i ON bench_like (i);
