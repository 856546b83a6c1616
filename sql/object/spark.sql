-- Whoever is in a spark has a row that says when it begins, for lists.

-- @postgresql
CREATE FUNCTION spark_participant_set() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    UPDATE spark_participant SET start_time = new.start_time WHERE spark_id = new.id;
    RETURN NULL;
  END
$$;

CREATE TRIGGER spark_participant_set AFTER UPDATE OF start_time ON spark
  FOR EACH ROW
  WHEN (old.start_time <> new.start_time)
  EXECUTE FUNCTION spark_participant_set();
-- @sqlite
CREATE TRIGGER spark_participant_set AFTER UPDATE OF start_time ON spark BEGIN
  UPDATE spark_participant SET start_time = new.start_time WHERE spark_id = new.id;
END;
-- @end
