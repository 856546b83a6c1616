-- Programs before know of none that a series has: dates go on with theirs.
DELETE FROM ticket_type WHERE event_id IN (SELECT id FROM event WHERE is_series);
UPDATE event SET has_tickets = FALSE WHERE is_series AND has_tickets;
DROP INDEX ticket_type_template_id_event_id_key;
ALTER TABLE ticket_type DROP COLUMN template_id;
