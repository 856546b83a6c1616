DROP TABLE swap;
DROP TABLE run_step;
DROP TABLE run_assignee;
DROP TABLE routine_run;
DROP TABLE routine_pool;
DROP TABLE routine_step;
DROP TABLE routine;
