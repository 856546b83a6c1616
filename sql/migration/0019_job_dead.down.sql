DROP INDEX job_dead_index;
