import { For } from 'solid-js';
import * as v from 'valibot';
import { StatedAddresses } from '../../../server/customers/statement-schema.ts';
import { addressLines } from '../../address.ts';
import { FieldStatements } from './Statements.tsx';

/** The addresses that a connected system has instead of ours, one a line. */
export function StatedAddressList() {
  return <FieldStatements field="addresses" words={(value) => <AddressLines value={value} />} />;
}

function AddressLines(props: { value: string }) {
  const addresses = () => {
    const parsed = v.safeParse(StatedAddresses, JSON.parse(props.value));
    return parsed.success ? parsed.output : [];
  };
  return (
    <ul class="points">
      <For each={addresses()}>
        {(address) => (
          <li>
            <bdi>{addressLines(address).join(', ')}</bdi>
          </li>
        )}
      </For>
    </ul>
  );
}
