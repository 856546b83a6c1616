-- A slot counts for one key at a time; another key that falls into it takes it
-- over. A count that began in the future is of a clock that was wrong, but not one by
-- seconds: of two requests the later may write first, and clocks of machines differ.
-- fragment: counts_on t
({t}.throttle_key = :throttle_key AND {t}.since > :ended
 AND {t}.since <= {{minutes_after :now, 1}})

-- name: throttle_count :one
-- One more under a key: how many since its window began, after ended.
-- in:  slot int, throttle_key bytes, now time, ended time
-- out: n int
INSERT INTO throttle AS t (slot, throttle_key, since, n)
VALUES (:slot, :throttle_key, :now, 1)
    ON CONFLICT (slot) DO UPDATE
   SET n = CASE WHEN {{counts_on t}} THEN t.n + 1 ELSE 1 END,
       since = CASE WHEN {{counts_on t}} THEN t.since ELSE :now END,
       throttle_key = :throttle_key
RETURNING n

-- name: throttle_get :one
-- How many have been counted under a key.
-- in:  slot int, throttle_key bytes, now time, ended time
-- out: n int
SELECT t.n
  FROM throttle t
 WHERE t.slot = :slot AND {{counts_on t}}

-- name: throttle_clear :exec
-- What was counted under a key is forgiven.
-- in:  slot int, throttle_key bytes
DELETE FROM throttle WHERE slot = :slot AND throttle_key = :throttle_key
