import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { may } from './rights.ts';
import { PersonCell } from './words.tsx';
import './person-link.css';

type Person = { customerId: string | null; fullName: string | null; email: string | null };

/** A row's person, as a link to their page. There is none for an erased person, nor for a role that may not open it. */
export function PersonLink(props: { person: Person; number?: string | undefined; hidden?: boolean }) {
  const words = () => (
    <PersonCell person={props.person} number={props.number} hidden={props.hidden ?? false} />
  );
  return (
    <Show when={may('customers') && props.person.customerId} fallback={words()}>
      {(customerId) => (
        <A class="person-link" href={`/admin/clients/${customerId()}`}>
          {words()}
        </A>
      )}
    </Show>
  );
}
