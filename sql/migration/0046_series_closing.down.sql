UPDATE event SET overrides = overrides & ~512 WHERE overrides & 512 <> 0;
