import { createSignal, For, Show } from 'solid-js';
import { BLACKLIST_YEARS } from '../../../server/blacklist/rules.ts';
import { ErasedIdRef } from '../../../server/systems/erasures/schema.ts';
import { formatShortDate, t } from '../../i18n.ts';
import { type Inputs, trpc } from '../../trpc.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, Select } from '../../ui/Field.tsx';
import { FormFailure } from '../../ui/FormFailure.tsx';
import { createForm } from '../../ui/form.ts';
import { LookUpForm } from '../../ui/LookUpForm.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { may } from '../rights.ts';
import { LiftErasedId } from './LiftErasedId.tsx';

type IdRef = Inputs['admin']['erasures']['findId'];
interface FoundId extends IdRef {
  name: string;
  heldUntil: string | null;
}

/** Looks up an id of an erased person. Systems may not send such an id again; an admin can allow it here. */
export function ErasedIds() {
  const systems = useQuery(() => ({
    queryKey: ['admin', 'erasures', 'systems'],
    queryFn: () => trpc.admin.erasures.systems.query({}),
  }));
  const items = () => systems.data?.items ?? [];
  return (
    <Section
      id="erased-ids"
      title={t('admin.erasedIds.title')}
      text={t('admin.erasedIds.lead', { years: BLACKLIST_YEARS })}
    >
      <Show when={systems.data}>
        <Show when={items().length > 0} fallback={<p>{t('admin.erasedIds.none')}</p>}>
          <LookUp systems={items()} />
        </Show>
      </Show>
    </Section>
  );
}

function LookUp(props: { systems: { systemId: string; name: string }[] }) {
  const [found, setFound] = createSignal<FoundId>();
  const [lifting, setLifting] = createSignal<FoundId>();
  const form = createForm({
    schema: ErasedIdRef,
    send: async (input) => {
      const { heldUntil } = await trpc.admin.erasures.findId.mutate(input);
      const system = props.systems.find(({ systemId }) => systemId === input.systemId);
      setFound({ ...input, name: system?.name ?? '', heldUntil });
    },
  });
  return (
    <>
      <LookUpForm form={form} onChanged={() => setFound(undefined)}>
        <div class="fields">
          <Select label={t('admin.erasedIds.system')} name="systemId" error={form.error('systemId')}>
            <For each={props.systems}>{({ systemId, name }) => <option value={systemId}>{name}</option>}</For>
          </Select>
          <Field label={t('admin.erasedIds.id')} name="externalId" error={form.error('externalId')} />
        </div>
        <FormFailure text={form.failure()} />
        <div>
          <Button type="submit" busy={form.busy()}>
            {t('admin.erasedIds.send')}
          </Button>
        </div>
      </LookUpForm>
      <Show when={found()}>{(answer) => <Answer of={answer()} onLift={() => setLifting(answer())} />}</Show>
      <Show when={lifting()}>
        {(of) => (
          <LiftErasedId
            of={of()}
            onClose={() => setLifting(undefined)}
            onLifted={() => setFound({ ...of(), heldUntil: null })}
          />
        )}
      </Show>
    </>
  );
}

function Answer(props: { of: FoundId; onLift: () => void }) {
  return (
    <Show
      when={props.of.heldUntil}
      fallback={
        <Notice tone="done" live>
          <p>{t('admin.erasedIds.notHeld', { name: props.of.name })}</p>
        </Notice>
      }
    >
      {(until) => (
        <Notice
          tone="waits"
          live
          action={
            may('decide') && (
              <Button size="small" onClick={() => props.onLift()}>
                {t('admin.erasedIds.lift')}
              </Button>
            )
          }
        >
          <p>{t('admin.erasedIds.held', { name: props.of.name, date: formatShortDate(until()) })}</p>
        </Notice>
      )}
    </Show>
  );
}
