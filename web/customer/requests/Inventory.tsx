import ChevronDown from 'lucide-solid/icons/chevron-down';
import { For } from 'solid-js';
import { t, tn, tryText } from '../../i18n.ts';
import type { Outputs } from '../../trpc.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Section } from '../../ui/Page.tsx';
import { useQuery } from '../../ui/query.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { inventoryQuery } from '../queries.ts';
import '../personal-data.css';

type InventoryItem = Outputs['customer']['inventory']['items'][number];

/** What data Lethe stores, why, for whom and how long (GDPR Art. 15(1)), without a download. */
export function Inventory() {
  const inventory = useQuery(() => inventoryQuery);
  return (
    <Section id="what-we-hold" title={t('customer.inventory.title')} text={t('customer.inventory.what')}>
      <Loaded query={inventory} skeleton={<Skeleton lines={8} />}>
        {(list) => (
          <ul class="held">
            <For each={list().items}>{(item) => <Entry item={item} />}</For>
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

function Entry(props: { item: InventoryItem }) {
  const name = () => tryText(`customer.inventory.sections.${props.item.section}`) ?? props.item.section;
  return (
    <li>
      <details>
        <summary>
          <span>{name()}</span>
          <span class="muted number">
            {props.item.rows === 0
              ? t('customer.inventory.nothing')
              : tn('customer.inventory.rows', props.item.rows)}
          </span>
          <ChevronDown size={18} aria-hidden="true" />
        </summary>
        <Facts
          items={[
            { name: t('customer.inventory.purpose'), value: props.item.purpose },
            { name: t('customer.inventory.recipients'), value: props.item.recipients },
            { name: t('customer.inventory.source'), value: props.item.source },
            { name: t('customer.inventory.retention'), value: props.item.retention },
          ]}
        />
      </details>
    </li>
  );
}
