-- Seats that were freed stay free.

UPDATE event SET is_listed = TRUE
 WHERE visibility = 'public' AND published_at IS NOT NULL
   AND organizer_id IN (SELECT id FROM users WHERE suspended_at IS NOT NULL);
DELETE FROM job WHERE kind = 'suspension' AND state = 'ready';
