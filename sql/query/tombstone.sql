-- Accounts elsewhere of people who are gone.

-- name: tombstone_add :exec
-- One more, or the same from another time on.
-- in:  provider text, subject_hash bytes, at time
INSERT INTO erased_subject (provider, subject_hash, erased_at)
VALUES (:provider, :subject_hash, :at)
    ON CONFLICT (provider, subject_hash) DO UPDATE SET erased_at = :at

-- name: tombstone_find :one
-- Whether there is one by one of two keys.
-- in:  provider text, subject_hash bytes, other_hash bytes
-- out: is_there bool
SELECT EXISTS (SELECT 1 FROM erased_subject s
                WHERE s.provider = :provider
                  AND s.subject_hash IN (:subject_hash, :other_hash)) AS is_there

-- name: tombstone_remove :exec
-- None of one by either of two keys that is from a time on.
-- in:  provider text, subject_hash bytes, other_hash bytes, since time
DELETE FROM erased_subject
 WHERE provider = :provider AND subject_hash IN (:subject_hash, :other_hash)
   AND erased_at >= :since

-- name: tombstone_purge :exec
-- Forgets at most limit that are from before a time, the oldest first.
-- in:  before time, limit int
DELETE FROM erased_subject
 WHERE (provider, subject_hash) IN (SELECT s.provider, s.subject_hash
                                      FROM erased_subject s
                                     WHERE s.erased_at < :before
                                     ORDER BY s.erased_at
                                     LIMIT :limit)
