import { createEffect, createSignal } from 'solid-js';
import { t } from '../i18n.ts';

const [waiting, setWaiting] = createSignal(0);

/** How much waits for the admin: a number before every page's title, to be seen from another tab. */
export { setWaiting };

/** Shows the page's title as the window's title. */
export function createWindowTitle(title: () => string) {
  createEffect(() => {
    const count = waiting() > 0 ? `(${waiting()}) ` : '';
    document.title = `${count}${title()} · ${t('common.product')}`;
  });
}
