-- Who is suspended organizes nothing that is listed and holds no seats. The second
-- takes the program, since others wait for them: a job for each.

UPDATE event SET is_listed = FALSE
 WHERE is_listed
   AND organizer_id IN (SELECT id FROM users WHERE suspended_at IS NOT NULL);

INSERT INTO job (id, kind, payload, state, priority, run_at, attempt, max_attempts, doubts, created_at)
-- @postgresql
SELECT gen_random_uuid(), 'suspension', json_build_object('user_id', u.id),
       'ready', 100, statement_timestamp(), 0, 5, 0, statement_timestamp()
  FROM users u
-- @sqlite
SELECT randomblob(16), 'suspension', '{"user_id":' || json_uuid(u.id) || '}',
       'ready', 100, now.us, 0, 5, 0, now.us
  FROM users u,
       (SELECT CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000 AS us) AS now
-- @end
 WHERE u.suspended_at IS NOT NULL;
