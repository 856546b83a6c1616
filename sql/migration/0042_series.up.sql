-- Series: events that happen again. A date of a series is an event like others, which
-- has from its series what it does not say itself.
--
-- When a person is erased: the series that they organize go with their dates, as their
-- other events do; nothing else of a person is in these columns and the table.

ALTER TABLE event ADD COLUMN is_series {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE event ADD COLUMN series_id {id}
  CONSTRAINT event_series_id_fk REFERENCES event (id) ON DELETE CASCADE;
-- Which date of its series it is, whenever it takes place.
ALTER TABLE event ADD COLUMN recurrence_id {wall};
-- What a date says otherwise than its series, as bits of rule/series.h.
ALTER TABLE event ADD COLUMN overrides {int} NOT NULL DEFAULT 0;
-- Whether it takes answers yet: of a series only the next dates do.
ALTER TABLE event ADD COLUMN is_open {bool} NOT NULL DEFAULT TRUE;
-- What clocks show where it is, which stays when their rules change. NULL where that
-- was not known.
ALTER TABLE event ADD COLUMN start_wall {wall};
ALTER TABLE event ADD COLUMN end_wall {wall};
-- Of a series; NULL when it is a list of dates.
ALTER TABLE event ADD COLUMN rrule TEXT;
-- What the document of a date does not have, made with the document of its series.
ALTER TABLE event ADD COLUMN lent {json};

-- @postgresql
UPDATE event
   SET start_wall = start_time AT TIME ZONE timezone, end_wall = end_time AT TIME ZONE timezone
  FROM pg_timezone_names z
 WHERE z.name = event.timezone;
-- @sqlite
UPDATE event
   SET start_wall = wall_time(start_time, timezone), end_wall = wall_time(end_time, timezone);
-- @end

CREATE UNIQUE INDEX event_series_id_recurrence_id_key ON event (series_id, recurrence_id)
  WHERE series_id IS NOT NULL;
CREATE INDEX event_series_id_start_time_index ON event (series_id, start_time, id)
  WHERE series_id IS NOT NULL;
CREATE INDEX event_series_organizer_id_index ON event (organizer_id, start_time, id)
  WHERE is_series;
DROP INDEX event_unlisted_organizer_id_index;
CREATE INDEX event_unlisted_organizer_id_index ON event (organizer_id, start_time, id, end_time)
  WHERE NOT is_listed AND NOT is_series;

CREATE TABLE recurrence (
  event_id   {id}   NOT NULL CONSTRAINT recurrence_pk PRIMARY KEY
    CONSTRAINT recurrence_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  -- dates beside the rule, and those left out: wall times
  rdates     {json} NOT NULL,
  exdates    {json} NOT NULL,
  -- so many dates ahead take answers
  open_dates {int}  NOT NULL
    CONSTRAINT recurrence_open_dates_check CHECK (open_dates BETWEEN 1 AND 104),
  -- how far its dates were made, and how many of them the rule's COUNT counts
  made_until {wall} NOT NULL,
  made       {int}  NOT NULL,
  -- the first of those that this one was split from
  root_id    {id}   NOT NULL,
  -- when the next dates are to be made or opened; NULL: never again
  due_at     {time}
) {strict};

CREATE INDEX recurrence_due_at_index ON recurrence (due_at, event_id) WHERE due_at IS NOT NULL;

-- Whether an event names somebody in all dates of a series: lists look for these by
-- way of the dates.
ALTER TABLE event_guest ADD COLUMN is_series {bool} NOT NULL DEFAULT FALSE;
CREATE INDEX event_guest_series_index ON event_guest (user_id, event_id) WHERE is_series AND sees;
