import { A } from '@solidjs/router';
import { useQueryClient } from '@tanstack/solid-query';
import { UpdateProfile } from '../../../server/customers/schema.ts';
import { t } from '../../i18n.ts';
import { meQuery } from '../../queries.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { createForm, readForm } from '../../ui/form.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { toast } from '../../ui/Toast.tsx';
import { changedFieldsOf } from '../../ui/unsaved.ts';
import { profileQuery, statementsQuery } from '../queries.ts';
import { FieldStatements } from './Statements.tsx';

type Profile = Outputs['customer']['profile']['get'];

/** An empty field asks to delete the value. */
const orNull = (value: string | undefined) => (value?.trim() ? value : null);

export default function ProfilePage() {
  const profile = useQuery(() => profileQuery);
  return (
    <Page
      column
      crumbs={[t('customer.information')]}
      title={t('customer.profile.title')}
      lead={t('customer.profile.lead')}
    >
      <Loaded query={profile}>{(data) => <ProfileForm saved={data()} />}</Loaded>
    </Page>
  );
}

/** Sends only the changed fields, so that what another window has saved stays. */
function createProfileForm() {
  const queries = useQueryClient();
  return createForm({
    schema: UpdateProfile,
    read: (form) => {
      const typed = readForm(form);
      return Object.fromEntries(
        changedFieldsOf(form).map((name) => [name, name === 'fullName' ? typed[name] : orNull(typed[name])]),
      );
    },
    send: async (value, form) => {
      const saved = await trpc.customer.profile.update.mutate(value);
      queries.setQueryData(profileQuery.queryKey, saved);
      // The server trims the values.
      form.reset();
      await Promise.all(
        [meQuery, statementsQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })),
      );
      toast(t('common.saved'));
    },
  });
}

function ProfileForm(props: { saved: Profile }) {
  const form = createProfileForm();
  return (
    <form class="stack" novalidate onSubmit={form.submit}>
      <section class="section">
        <div class="fields">
          <TextField form={form} saved={props.saved} name="fullName" autocomplete="name" />
          <div class="stack">
            <Field
              label={t('customer.profile.email')}
              value={props.saved.email}
              readonly
              hint={
                <>
                  {t('customer.profile.emailHint')}{' '}
                  <A href="/account/sign-in-details">{t('customer.profile.emailChange')}</A>
                </>
              }
            />
            <FieldStatements field="email" />
          </div>
          <TextField form={form} saved={props.saved} name="phone" type="tel" autocomplete="tel" optional />
          <TextField
            form={form}
            saved={props.saved}
            name="birthDate"
            type="date"
            autocomplete="bday"
            optional
          />
          <TextField form={form} saved={props.saved} name="company" autocomplete="organization" optional />
          <TextField form={form} saved={props.saved} name="companyNumber" optional />
        </div>
        <FieldStatements field="language" />
        <p class="small muted">{t('customer.profile.emptied')}</p>
        <FormFailure text={form.failure()} />
        <div class="row">
          <Button type="submit" tone="primary" busy={form.busy()}>
            {t('common.save')}
          </Button>
        </div>
      </section>
    </form>
  );
}

function TextField(props: {
  form: ReturnType<typeof createProfileForm>;
  saved: Profile;
  name: 'fullName' | 'phone' | 'birthDate' | 'company' | 'companyNumber';
  type?: string;
  autocomplete?: string;
  optional?: boolean;
}) {
  return (
    <div class="stack">
      <Field
        label={t(`customer.profile.${props.name}`)}
        optional={props.optional ? t('common.optional') : undefined}
        name={props.name}
        type={props.type}
        autocomplete={props.autocomplete}
        value={props.saved[props.name] ?? ''}
        error={props.form.error(props.name)}
      />
      <FieldStatements field={props.name} />
    </div>
  );
}
