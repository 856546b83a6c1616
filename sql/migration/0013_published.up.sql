-- When an event was first published; NULL: nobody but its organizer ever saw it,
-- whatever its state is now.

ALTER TABLE event ADD COLUMN published_at {time};

-- Of those cancelled, only an RSVP proves that somebody saw them.
UPDATE event SET published_at = created_at
 WHERE status IN ('published', 'completed')
    OR (status = 'cancelled'
        AND EXISTS (SELECT 1 FROM rsvp WHERE rsvp.event_id = event.id));
UPDATE event SET is_listed = FALSE WHERE is_listed AND published_at IS NULL;
