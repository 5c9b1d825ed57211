import { For } from 'solid-js';
import * as v from 'valibot';
import { StatedAddresses } from '../../../server/customers/statement-schema.ts';
import { addressLines } from '../../address.ts';
import { FieldStatements } from './Statements.tsx';

/** The addresses that a connected system has instead of ours, one a line. */
export function StatedAddressList() {
  return <FieldStatements field="addresses" words={(value) => <AsLines said={value} />} />;
}

function AsLines(props: { said: string }) {
  const all = () => {
    const parsed = v.safeParse(StatedAddresses, JSON.parse(props.said));
    return parsed.success ? parsed.output : [];
  };
  return (
    <ul class="points">
      <For each={all()}>
        {(address) => (
          <li>
            <bdi>{addressLines(address).join(', ')}</bdi>
          </li>
        )}
      </For>
    </ul>
  );
}
