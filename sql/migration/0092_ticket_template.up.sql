-- Ticket types of a series, of which each of its dates has a copy.
--
-- When a person is erased: nothing here is of a person.
--
-- No older program goes on beside it: it would let people come to dates without a ticket.

ALTER TABLE ticket_type ADD COLUMN template_id {id}
  CONSTRAINT ticket_type_template_id_fk REFERENCES ticket_type (id) ON DELETE SET NULL;

CREATE UNIQUE INDEX ticket_type_template_id_event_id_key ON ticket_type (template_id, event_id)
 WHERE template_id IS NOT NULL;
