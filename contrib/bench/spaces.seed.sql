-- People in spaces, what is for their members, and who does not want to see whom:
-- the same text on both engines. Temporary tables are given, by
-- spaces.seed.ENGINE.sql: number (i, from 0 on, as the id of a person, a space, its role,
-- an event; the minute so many from now, before now, and the hours after these) and
-- size (how many there are of each). The numbers are strewn by remainders, so that
-- every run has the same.

-- What a user sees beside what everybody does is taken back where it is not so when
-- they sign in.
INSERT INTO users (id, email, email_key, password_hash, is_verified, first_name, last_name,
    timezone, locale, tags, role, created_at, updated_at, version, words,
    in_spaces, has_blocks, has_unlisted)
  SELECT n.person, 'bench' || n.i || '@example.org', 'bench' || n.i || '@example.org',
      u.password_hash, TRUE, 'Bench', 'Number' || n.i, u.timezone, u.locale, u.tags,
      'organizer', u.created_at, u.updated_at, 1, 'bench number' || n.i, TRUE, TRUE, TRUE
    FROM users u, size, number n
   WHERE u.email_key = 'bench0@example.org' AND n.i BETWEEN 1 AND users + 9;

-- The first spaces are clusters, the others groups, each in one of the clusters.
INSERT INTO space (id, kind, cluster_id, name, name_key, timezone, tags, is_private,
    join_policy, questions, admits_alumni, owner_id, is_listed, member_count, admin_count,
    message_count, created_at, updated_at, version)
  SELECT n.space, CASE WHEN n.i < clusters THEN 'community' ELSE 'group' END, c.space,
      'Space ' || n.i, 'space ' || n.i, 'UTC', '[]', FALSE, 'open', '[]', FALSE,
      o.person, TRUE, 0, 1, 0, t.later, t.later, 1
    FROM size, number n, number c, number o, number t
   WHERE n.i < clusters + groups AND c.i = n.i % clusters
     AND o.i = 1 + n.i % users AND t.i = 0;

INSERT INTO role (id, space_id, name, rank, permissions, builtin, created_at, updated_at, version)
  SELECT n.role, n.space, 'member', 0, 44705296, 'member', t.later, t.later, 1
    FROM size, number n, number t
   WHERE n.i < clusters + groups AND t.i = 0;

-- Every other person is in the first cluster, a small one has 30 of them; each is in
-- three clusters and six groups more. In the last tenth of clusters nobody is, so that
-- they can be joined.
CREATE TEMP TABLE belongs AS
  SELECT i AS person, 0 AS space FROM number, size WHERE i BETWEEN 1 AND users AND i % 2 = 0
   UNION
  SELECT i, 1 FROM number, size WHERE i BETWEEN 1 AND 30
   UNION
  SELECT n.i, CASE WHEN j.i <= 3 THEN 2 + (n.i * 3 + j.i * 1009) % (clusters - clusters / 10 - 2)
                   ELSE clusters + (n.i * 7 + j.i * 4001) % groups END
    FROM number n, number j, size
   WHERE n.i BETWEEN 1 AND users AND j.i BETWEEN 1 AND 9
   UNION
-- the viewers: in no space, 20, 200, 600 groups, and 20 once more
  SELECT users + v.i, clusters + v.i + j.i * (groups / wanted)
    FROM (SELECT 2 AS i, 20 AS wanted UNION ALL SELECT 3, 200 UNION ALL SELECT 4, 600
          UNION ALL SELECT 5, 20) AS v, number j, size
   WHERE j.i < wanted AND wanted <= groups / 2;

INSERT INTO member (space_id, user_id, cluster_id, role_id, is_active, via, read_number, joined_at)
  SELECT s.space, p.person, c.space, s.role, TRUE, 'open', 0, t.later
    FROM belongs b, size, number s, number p, number c, number t
   WHERE s.i = b.space AND p.i = b.person AND c.i = b.space % clusters AND t.i = 0;

-- On PostgreSQL a trigger has done so.
INSERT INTO member_word (space_id, word, user_id, previous)
  SELECT s.space, w.word, p.person, w.previous
    FROM belongs b
    JOIN number s ON s.i = b.space
    JOIN number p ON p.i = b.person
   CROSS JOIN size
    JOIN (SELECT i, 'bench' AS word, NULL AS previous FROM number
           UNION ALL
          SELECT i, 'number' || i, 'bench' FROM number) AS w ON w.i = b.person
   WHERE b.space < clusters
      ON CONFLICT DO NOTHING;

-- Each person and one other; the last viewer and a thousand.
CREATE TEMP TABLE apart AS
  SELECT i AS one, 1 + (i * 31 + 16) % users AS other FROM number, size WHERE i BETWEEN 1 AND users
   UNION
  SELECT users + 5, i FROM number, size WHERE i BETWEEN 1 AND 1000;

INSERT INTO block (user_id, other_id, is_mine, created_at)
  SELECT DISTINCT o.person, t.person, TRUE, z.later
    FROM (SELECT one, other FROM apart UNION SELECT other, one FROM apart) AS b,
      number o, number t, number z
   WHERE o.i = b.one AND t.i = b.other AND one <> other AND z.i = 0;

-- Of 1000 events 248 are for everybody, 48 of these to come, 300 for the first cluster
-- within its next 14 days, the others for a group each, every other one to come. What
-- is to come, but for that cluster, is within 90 days.
CREATE TEMP TABLE planned AS
  SELECT i, CASE WHEN i % 1000 < 248 THEN NULL WHEN i % 1000 < 548 THEN 0
                 ELSE clusters + i * 7 % groups END AS home,
      CASE WHEN i % 1000 BETWEEN 248 AND 547 THEN i * 7919 % 20160
           ELSE i * 7919 % 129600 END AS minute,
      i % 1000 < 48 OR i % 1000 BETWEEN 248 AND 547
        OR i % 1000 > 547 AND i / 1000 % 2 = 0 AS is_to_come
    FROM number, size
   WHERE i < events;

INSERT INTO event (id, organizer_id, title, description, location, start_time, end_time,
    timezone, visibility, status, is_shown, is_listed, cluster_id, group_id, audience_id,
    published_at, waitlist, span, capacity, taken, waiting, category_ids, tags, created_at,
    updated_at, version)
  SELECT n.event, o.person, 'Event number ' || n.i, 'some description of it', 'Hall ' || n.i % 50,
      CASE WHEN p.is_to_come THEN t.later ELSE t.earlier END,
      CASE WHEN p.is_to_come THEN t.later_end ELSE t.earlier_end END, 'UTC',
      CASE WHEN h.i IS NULL THEN 'public' WHEN h.i < clusters THEN 'cluster' ELSE 'group' END,
      'published', TRUE, h.i IS NULL, c.space, CASE WHEN h.i >= clusters THEN h.space END,
      h.space, z.earlier, TRUE, 3, 1000000, 0, 0, '[]', '[]', z.earlier, z.earlier, 1
    FROM planned p
   CROSS JOIN size
    JOIN number n ON n.i = p.i
    JOIN number o ON o.i = 1 + p.i * 13 % users
    JOIN number t ON t.i = p.minute
    JOIN number z ON z.i = 0
    LEFT JOIN number h ON h.i = p.home
    LEFT JOIN number c ON c.i = h.i % clusters;

UPDATE space SET member_count = (SELECT count(*) FROM member m WHERE m.space_id = space.id);
