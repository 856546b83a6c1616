-- What clients are told of how they should look and behave: rows for versions, patches
-- and places, merged into one answer.
--
-- When a person is erased: nothing here is anybody's.

CREATE TABLE ui_config (
  id          {id}   NOT NULL CONSTRAINT ui_config_id_pk PRIMARY KEY,
  -- '1', '1.5', '1.5.2' or '*'
  app_version TEXT   NOT NULL,
  -- '': whatever patch a client names
  patch_id    TEXT   NOT NULL,
  -- words of which a client's place has one; '': wherever it is
  location    TEXT   NOT NULL,
  -- of the place
  timezone    TEXT,
  from_time   {time},
  until_time  {time},
  priority    {int}  NOT NULL,
  -- an object, as it was written
  config      TEXT   NOT NULL,
  is_enabled  {bool} NOT NULL,
  created_at  {time} NOT NULL,
  updated_at  {time} NOT NULL
) {strict};

CREATE UNIQUE INDEX ui_config_app_version_patch_id_location_key
    ON ui_config (app_version, patch_id, location);
