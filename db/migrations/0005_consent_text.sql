-- The text a customer agrees to, until an admin writes a better one: each edit becomes a version of its own.

insert into lethe.consent_texts (text) values (
'We keep and use the data you give us, and the data that arises when you use our services, for these purposes only:

- to provide the services you order and to support you with them,
- to send you invoices and to keep the books the law asks for,
- to protect your account, for which we record when and from where it is used.

We do not sell your data. Companies that work for us, such as our mail provider, receive only what they need for their task.

You agree freely. You can withdraw your consent at any time on this page, as easily as you give it; what was done before stays lawful. You can also download all data we hold about you, ask us to correct it, and ask us to anonymise or remove it. You may complain to the data protection authority of the place where you live or work.'
);
