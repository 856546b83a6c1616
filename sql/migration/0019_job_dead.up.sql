-- How many jobs are dead is asked every few seconds, whatever else is kept.
CREATE INDEX job_dead_index ON job (finished_at) WHERE state = 'dead';
