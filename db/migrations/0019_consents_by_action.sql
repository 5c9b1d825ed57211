-- The list of those who withdrew: few among very many who agreed.
create index consents_of_action on lethe.consents (action, number desc);
