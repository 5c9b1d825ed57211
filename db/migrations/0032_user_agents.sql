-- What a browser says of itself is its own to write: 512 characters name any, and no more are kept (USER_AGENT_CHARACTERS).

select set_config('lethe.guard', 'off', true);

update lethe.sessions set user_agent = left(user_agent, 512) where char_length(user_agent) > 512;
update lethe.sign_ins set user_agent = left(user_agent, 512) where char_length(user_agent) > 512;
update lethe.consents set user_agent = left(user_agent, 512) where char_length(user_agent) > 512;

alter table lethe.sessions add constraint sessions_user_agent check (char_length(user_agent) <= 512);
alter table lethe.sign_ins add constraint sign_ins_user_agent check (char_length(user_agent) <= 512);
alter table lethe.consents add constraint consents_user_agent check (char_length(user_agent) <= 512);
