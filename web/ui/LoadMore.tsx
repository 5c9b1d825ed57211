import { Show } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from './Button.tsx';

/** The foot of a list that comes in pages; says nothing when all of it is there. */
export function LoadMore(props: { more: boolean; busy: boolean; onMore: () => void }) {
  return (
    <Show when={props.more}>
      <div class="row center">
        <Button busy={props.busy} onClick={() => props.onMore()}>
          {props.busy ? t('common.loading') : t('common.more')}
        </Button>
      </div>
    </Show>
  );
}
