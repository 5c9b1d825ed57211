-- The operator's logo: one picture or none. Lethe has taken out of the file whatever does not draw it. The hash is a part of the
-- picture's address, so the database makes it: it cannot be of another picture.
create table lethe.logos (
  only_row boolean not null default true,
  content_hash text not null generated always as (encode(sha256(image), 'hex')) stored,
  type text not null,
  width integer not null,
  height integer not null,
  image bytea not null,
  saved_at timestamptz not null default now(),
  constraint logos_pkey primary key (only_row),
  constraint logos_only_row check (only_row),
  constraint logos_type check (type in ('image/png', 'image/jpeg', 'image/webp')),
  constraint logos_size check (width between 1 and 1024 and height between 1 and 1024),
  constraint logos_image check (octet_length(image) between 1 and 262144)
);
