import { Show } from 'solid-js';
import { t } from './i18n.ts';
import { operatorQuery } from './operator.ts';
import { useQuery } from './ui/query.ts';
import './operator.css';

/** Who is responsible for the data, at the foot of a page. Nothing while it is unknown, or where the settings do not say. */
export function Operator() {
  const query = useQuery(() => operatorQuery);
  return (
    <Show when={query.data?.operatorName}>
      {(name) => (
        <p class="operator">
          {t('common.operator')} <bdi>{name()}</bdi>
          <Show when={query.data?.operatorContact}>
            {(contact) => (
              <span class="second">
                <bdi>{contact()}</bdi>
              </span>
            )}
          </Show>
        </p>
      )}
    </Show>
  );
}
