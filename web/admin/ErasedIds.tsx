import { useQuery } from '@tanstack/solid-query';
import { createSignal, createUniqueId, For, Show } from 'solid-js';
import { BLACKLIST_YEARS } from '../../server/blacklist/rules.ts';
import { ErasedIdRef } from '../../server/erasures/schema.ts';
import { formatDate, t } from '../i18n.ts';
import { type Inputs, trpc } from '../trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Field, Select } from '../ui/Field.tsx';
import { FormFailure } from '../ui/FormFailure.tsx';
import { createForm } from '../ui/form.ts';
import { Notice } from '../ui/Notice.tsx';
import { Section } from '../ui/Page.tsx';
import { LiftErasedId } from './LiftErasedId.tsx';

type Ref = Inputs['admin']['erasures']['findId'];
interface Found extends Ref {
  name: string;
  heldUntil: string | null;
}

/** Ids of erased people, which a service may not hand in again: whether one is held, until when, and the way to lift it. */
export function ErasedIds() {
  const services = useQuery(() => ({
    queryKey: ['admin', 'erasures', 'services'],
    queryFn: () => trpc.admin.erasures.services.query({}),
  }));
  const items = () => services.data?.items ?? [];
  return (
    <Section
      id="erased-ids"
      title={t('admin.erasedIds.title')}
      text={t('admin.erasedIds.lead', { years: BLACKLIST_YEARS })}
    >
      <Show when={services.data}>
        <Show when={items().length > 0} fallback={<p>{t('admin.erasedIds.none')}</p>}>
          <LookUp services={items()} />
        </Show>
      </Show>
    </Section>
  );
}

function LookUp(props: { services: { recipientId: string; name: string }[] }) {
  const id = createUniqueId();
  const [found, setFound] = createSignal<Found>();
  const [lifting, setLifting] = createSignal<Found>();
  const form = createForm({
    schema: ErasedIdRef,
    send: async (input) => {
      const { heldUntil } = await trpc.admin.erasures.findId.mutate(input);
      const service = props.services.find(({ recipientId }) => recipientId === input.recipientId);
      setFound({ ...input, name: service?.name ?? '', heldUntil });
    },
  });
  return (
    <>
      <form
        data-passing=""
        class="stack"
        id={id}
        novalidate
        autocomplete="off"
        // An answer speaks of what was typed when it was asked for.
        onInput={() => setFound(undefined)}
        onSubmit={(event) => form.submit(event)}
      >
        <div class="fields">
          <Select label={t('admin.erasedIds.service')} name="recipientId" error={form.error('recipientId')}>
            <For each={props.services}>
              {({ recipientId, name }) => <option value={recipientId}>{name}</option>}
            </For>
          </Select>
          <Field label={t('admin.erasedIds.id')} name="externalId" error={form.error('externalId')} />
        </div>
        <FormFailure text={form.failure()} />
        <div>
          <Button type="submit" busy={form.busy()}>
            {t('admin.erasedIds.send')}
          </Button>
        </div>
      </form>
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

function Answer(props: { of: Found; onLift: () => void }) {
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
            <Button size="small" onClick={() => props.onLift()}>
              {t('admin.erasedIds.lift')}
            </Button>
          }
        >
          <p>{t('admin.erasedIds.held', { name: props.of.name, date: formatDate(until()) })}</p>
        </Notice>
      )}
    </Show>
  );
}
