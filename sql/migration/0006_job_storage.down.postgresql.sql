ALTER TABLE job RESET (fillfactor, autovacuum_vacuum_scale_factor);
