-- A queue's rows change several times and go: room on the page for the new
-- versions, and dead ones cleared away before they pile up.

ALTER TABLE job SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);

-- An event's seats are counted in its row: room for the next version of it on
-- the same page spares its indexes.

ALTER TABLE event SET (fillfactor = 80);
