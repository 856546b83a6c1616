-- A category's list goes by what stands in the event.

-- @postgresql
CREATE FUNCTION event_category_set() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    UPDATE event_category SET start_time = new.start_time, is_listed = new.is_listed
     WHERE event_id = new.id;
    RETURN NULL;
  END
$$;

CREATE TRIGGER event_category_set AFTER UPDATE OF start_time, is_listed ON event
  FOR EACH ROW
  WHEN (old.start_time <> new.start_time OR old.is_listed <> new.is_listed)
  EXECUTE FUNCTION event_category_set();
-- @sqlite
CREATE TRIGGER event_category_set AFTER UPDATE OF start_time, is_listed ON event BEGIN
  UPDATE event_category SET start_time = new.start_time, is_listed = new.is_listed
   WHERE event_id = new.id;
END;
-- @end
