-- Why an event does not take place.
--
-- When a person is erased: what they gave as a reason stays with the event.

ALTER TABLE event ADD COLUMN cancel_reason TEXT;
