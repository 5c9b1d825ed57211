import { For, Show } from 'solid-js';
import * as v from 'valibot';
import { BlacklistKind } from '../../../server/blacklist/schema.ts';
import { t } from '../../i18n.ts';
import { Field, Select } from '../../ui/Field.tsx';

const types = { email: 'email', phone: 'tel', company_number: 'text', domain: 'text' } as const;

/** The fields for a kind of value. */
export function BlacklistValue(props: {
  kind: BlacklistKind;
  onKind: (kind: BlacklistKind) => void;
  error: (field: string) => string | undefined;
}) {
  const single = () => (props.kind === 'person' ? undefined : props.kind);
  return (
    <>
      <Select
        label={t('admin.entries.kind')}
        name="kind"
        value={props.kind}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          if (v.is(BlacklistKind, chosen)) props.onKind(chosen);
        }}
      >
        <For each={BlacklistKind.options}>
          {(value) => <option value={value}>{t(`admin.entries.kinds.${value}`)}</option>}
        </For>
      </Select>
      <Show when={single()} keyed fallback={<PersonFields error={props.error} />}>
        {(kind) => (
          <Field
            label={t(`admin.entries.value.${kind}`)}
            hint={kind === 'domain' ? t('admin.entries.domainHint') : undefined}
            name="value"
            type={types[kind]}
            error={props.error('value')}
          />
        )}
      </Show>
    </>
  );
}

function PersonFields(props: { error: (field: string) => string | undefined }) {
  return (
    <div class="fields">
      <Field label={t('admin.entries.fullName')} name="fullName" error={props.error('fullName')} />
      <Field
        label={t('admin.entries.birthDate')}
        name="birthDate"
        type="date"
        error={props.error('birthDate')}
      />
    </div>
  );
}
