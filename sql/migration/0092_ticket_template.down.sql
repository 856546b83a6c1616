DROP INDEX ticket_type_template_id_event_id_key;
ALTER TABLE ticket_type DROP COLUMN template_id;
