ALTER TABLE event RESET (fillfactor);
ALTER TABLE job RESET (fillfactor, autovacuum_vacuum_scale_factor);
