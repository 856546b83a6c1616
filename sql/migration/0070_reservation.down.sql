DROP TABLE payment;
DROP TABLE event_ticket;
DROP TABLE reservation_item;
DROP TABLE reservation;
DROP INDEX rsvp_ticket_type_id_index;
ALTER TABLE rsvp DROP COLUMN ticket_type_id;
ALTER TABLE event DROP COLUMN has_tickets;
