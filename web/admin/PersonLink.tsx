import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { PersonCell } from './words.tsx';
import './person-link.css';

type Person = { customerId: string | null; fullName: string | null; email: string | null };

/** A row's person, as a link to their page; an erased person has none. */
export function PersonLink(props: { person: Person; number?: string }) {
  const words = () => <PersonCell person={props.person} number={props.number} />;
  return (
    <Show when={props.person.customerId} fallback={words()}>
      {(customerId) => (
        <A class="person-link" href={`/admin/clients/${customerId()}`}>
          {words()}
        </A>
      )}
    </Show>
  );
}
