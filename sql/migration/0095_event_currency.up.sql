-- The currency of an event's tickets in its own row, as whether it has some, so that what a
-- response says of both stands ready (sql/object/event_document.sql).
--
-- When a person is erased: it follows the row.
--
-- No older program goes on beside it: it would say both twice.

ALTER TABLE event ADD COLUMN currency TEXT;
UPDATE event
   SET currency = (SELECT t.currency FROM ticket_type t WHERE t.event_id = event.id LIMIT 1)
 WHERE has_tickets;
