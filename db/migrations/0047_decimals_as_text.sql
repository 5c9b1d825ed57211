-- A decimal as it leaves: with every place it has, and as many as amounts were always written with at least.
create function lethe.decimal_text(value numeric, places integer) returns text language sql immutable parallel safe
  return round(value, greatest(scale(trim_scale(value)), places))::text;
