-- When an admin last switched automatic decisions on, and the first day that may be announced since: nobody is decided at once
-- by a switch. Null where it was never switched, or before this was kept.
alter table lethe.settings add automatic_since timestamptz, add automatic_from date;
