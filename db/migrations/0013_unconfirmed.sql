-- Whose address nobody has confirmed, oldest first: sign-ups that are to be forgotten are found among them.
create index users_unconfirmed on lethe.users (created_at, id) where not email_verified;
