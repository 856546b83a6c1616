-- Whom an event is for, and who is kept from it, as far as its space and its guests say
-- so. Most events are public and in no space, and need not be asked. PostgreSQL gets
-- every subquery of a statement ready, whether it is reached or not; a function only
-- when it is called. SQLite has the same inline (sql/query/common.sql).

-- @postgresql
CREATE FUNCTION event_bars(cluster uuid, part uuid, person uuid, at timestamptz)
    RETURNS boolean STABLE LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    RETURN (SELECT b.user_id FROM ban b
             WHERE b.space_id IN (cluster, part) AND b.user_id = person
               AND (b.expires_at IS NULL OR b.expires_at > at)
             LIMIT 1) IS NOT NULL;
  END
$$;

CREATE FUNCTION event_closes(cluster uuid, part uuid)
    RETURNS boolean STABLE LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    RETURN (SELECT h.closes_at FROM space h
             WHERE h.id IN (cluster, part) AND h.closes_at IS NOT NULL
             LIMIT 1) IS NOT NULL;
  END
$$;

CREATE FUNCTION in_audience(audience uuid, person uuid)
    RETURNS boolean STABLE LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    RETURN (SELECT m.is_active FROM member m
             WHERE m.space_id = audience AND m.user_id = person);
  END
$$;

CREATE FUNCTION event_role(namer uuid, person uuid)
    RETURNS text STABLE LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    RETURN (SELECT g.role FROM event_guest g
             WHERE g.event_id = namer AND g.user_id = person);
  END
$$;

CREATE FUNCTION event_names(namer uuid, person uuid, is_shown boolean)
    RETURNS boolean STABLE LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    RETURN (SELECT g.sees AND (is_shown OR g.role <> 'guest') FROM event_guest g
             WHERE g.event_id = namer AND g.user_id = person);
  END
$$;

-- Whether a host has removed somebody from a series.
CREATE FUNCTION series_removes(series uuid, person uuid)
    RETURNS boolean STABLE LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    RETURN COALESCE((SELECT o.status = 'removed' FROM rsvp o
                      WHERE o.event_id = series AND o.user_id = person), FALSE);
  END
$$;

-- What it finds stays so until the transaction ends.
CREATE FUNCTION event_holds(audience uuid, namer uuid, person uuid, is_shown boolean)
    RETURNS boolean LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    RETURN (SELECT m.is_active FROM member m
             WHERE m.space_id = audience AND m.user_id = person
               FOR KEY SHARE OF m)
        OR (SELECT g.sees AND (is_shown OR g.role <> 'guest') FROM event_guest g
             WHERE g.event_id = namer AND g.user_id = person
               FOR KEY SHARE OF g);
  END
$$;
-- @end
